"""Finds out early whether the extra `verify` is installed."""

from __future__ import annotations

from importlib import import_module

from tkeel_oauth.testing.errors import MissingExtraError

__all__ = ["need_extra"]

_ALWAYS = {"jsonschema": "jsonschema", "yaml": "PyYAML"}
_FOR_HTML = {"jinja2": "jinja2"}


def need_extra(*, html: bool = False) -> None:
    """Imports what a verification needs, before a password is asked for or anything is sent.

    Args:
        html: Whether the format `html` is to be written.

    Raises:
        MissingExtraError: When a package is not installed.
    """
    for module, package in {**_ALWAYS, **(_FOR_HTML if html else {})}.items():
        try:
            import_module(module)
        except ImportError:
            raise MissingExtraError(package, "verify") from None
