"""The output formats of a verification: one module each, behind one table.

Every format gets the same cleaned values (`cleaning`), says the same things in the same words (`words`), and
is imported only when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast, get_args

from tkeel_oauth.verification.report import Format

from .cleaning import cleaned

if TYPE_CHECKING:
    from tkeel_oauth.verification.report import Report

__all__ = ["FORMATS", "render"]

FORMATS: tuple[str, ...] = get_args(Format)
"""Their names, each that of a module here with a function `render`."""

_WIDTH = 100


class _Format(Protocol):
    def render(self, report: Report) -> str:
        """Writes a cleaned report."""
        ...


def render(name: str, report: Report, *, color: bool = False, width: int = _WIDTH) -> str:
    """Writes a report in one of the formats; the text ends with a line feed.

    Args:
        name: One of `FORMATS`.
        report: What was verified.
        color: Whether the format `text` may use a terminal's colours.
        width: The columns that the format `text` fills.

    Raises:
        ValueError: When there is no such format.
        ImportError: When the format `html` is asked for without jinja2.
    """
    if name not in FORMATS:
        raise ValueError(f"no format is called {name!r}; there are {', '.join(FORMATS)}")
    fit = cleaned(report)
    if name == "text":
        from . import text  # noqa: PLC0415 - only what is asked for

        return text.render(fit, color=color, width=width)
    return cast("_Format", import_module(f".{name}", __name__)).render(fit)
