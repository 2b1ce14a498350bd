"""Checks of what a caller passes, typed or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from ..base.errors import ConfigurationError

__all__ = ["flag", "mapping", "not_a_client", "seconds", "text", "whole_number"]

LONGEST = 86_400.0
"""Seconds a call may take at most: a day, which is well within what sockets can count."""


def seconds(name: str, value: object) -> float:
    """Return a number of seconds.

    Raises:
        ConfigurationError: it is no number above zero, or more than a day.
    """
    # A comparison with NaN is false.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= LONGEST:
        raise ConfigurationError(f"{name} must be a number of seconds above 0, and {LONGEST:.0f} at most")
    return float(value)


def whole_number(name: str, value: object, least: int, most: int) -> int:
    """Return a whole number.

    Raises:
        ConfigurationError: it is none, or not within the limits.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ConfigurationError(f"{name} must be a whole number from {least} to {most}")
    return value


def text(name: str, value: object) -> str:
    """Return a text.

    Raises:
        ConfigurationError: it is none, or empty.
    """
    if not isinstance(value, str) or not value:
        raise ConfigurationError(f"{name} must be a text that is not empty")
    return value


def flag(name: str, value: object) -> bool:
    """Return a truth value.

    Raises:
        ConfigurationError: it is none; what merely counts as one, such as "no", is a mistake.
    """
    if not isinstance(value, bool):
        raise ConfigurationError(f"{name} must be True or False")
    return value


def mapping(name: str, value: object) -> dict[str, str]:
    """Return a copy of a mapping of texts; its members are checked where they are used.

    Raises:
        ConfigurationError: it is no mapping.
    """
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"{name} must be a mapping of texts to texts")
    return dict(cast("Mapping[str, str]", value))


def not_a_client(client: object, wanted: str) -> ConfigurationError:
    """Return the error of a function that was given something else for its client.

    Args:
        client: what it was given; the message names its type alone.
        wanted: the client's class.
    """
    return ConfigurationError(
        f"client must be {wanted}, not {type(client).__name__}; pass the one that shall send this call"
    )
