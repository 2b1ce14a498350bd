"""The report: what was found, with the ways to write it."""

from __future__ import annotations

from .render import Format, render
from .results import Results

__all__ = ["Report"]


class Report(Results):
    """A whole verification; its values are those of `Results`."""

    __slots__ = ()

    def render(self, name: Format = "text", *, width: int = 100, verbose: bool = False) -> str:
        """Write the report as `tkeel-oauth verify --format` does; the text ends with a line feed.

        Args:
            name: The format: `text`, `json`, `junit`, `markdown` or `html`.
            width: The columns that the format `text` fills.
            verbose: Whether the format `text` says all that is known of known deviations and notes, too.

        Raises:
            ValueError: When there is no such format.
            MissingExtraError: When the format `html` is asked for without jinja2.
        """
        return render(self, name, width=width, verbose=verbose)
