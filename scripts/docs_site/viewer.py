"""The viewer that the site ships to show the contract: Swagger UI, from npm, by its lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tooling import npm

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["install"]

_SHIPPED = ("swagger-ui-bundle.js", "swagger-ui.css", "LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt")


def install() -> list[Path]:
    """Install the viewer, unless it is there already.

    Returns:
        The files that the site needs, licences included.

    Raises:
        SetupError: It could not be installed.
    """
    folder = npm.install("docs-tools") / "swagger-ui-dist"
    return [folder / name for name in _SHIPPED]
