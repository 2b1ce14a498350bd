"""The output formats of a verification: one module each, imported when it is asked for.

Every format says the same things in the same words (`summary`).
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Literal, TypeAlias, get_args

from tkeel_oauth.testing.errors import MissingExtraError
from tkeel_oauth.verification.results import Results

__all__ = ["FORMATS", "Format", "load", "render"]

Format: TypeAlias = Literal["text", "json", "junit", "markdown", "html"]
"""An output format of `Report.render`."""

FORMATS: tuple[str, ...] = get_args(Format)
"""Their names, each that of a module here with a function `render`."""

_WIDTH = 100


def load(name: str) -> ModuleType:
    """Gives the module of a format, so that a missing package is told before anything is verified.

    Raises:
        ValueError: When there is no such format.
        MissingExtraError: When a package is not installed that the format needs.
    """
    if name not in FORMATS:
        raise ValueError(f"no format is called {name!r}; there are {', '.join(FORMATS)}")
    try:
        return import_module(f".{name}", __name__)
    except ImportError as error:
        raise MissingExtraError(error.name or name, "verify") from None


def render(
    results: Results, name: str, *, color: bool = False, width: int = _WIDTH, verbose: bool = False
) -> str:
    """Writes what was found in one of the formats; the text ends with a line feed.

    Args:
        results: What was found.
        name: One of `FORMATS`.
        color: Whether the format `text` may use a terminal's colours.
        width: The columns that the format `text` fills.
        verbose: Whether the format `text` says all there is to known deviations and notes.

    Raises:
        ValueError: When there is no such format.
        MissingExtraError: When a package is not installed that the format needs.
    """
    for_people = {"color": color, "width": width, "verbose": verbose} if name == "text" else {}
    text: str = load(name).render(results, **for_people)
    return text
