"""Says on standard error how many logins go: a bar at a terminal, and what a person should know early."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from types import TracebackType

    from click._termui_impl import ProgressBar

    from .logging_in import Tally

__all__ = ["Progress"]

_LEAST_SILENT = 10


class Progress:
    """The state of a run, while its `with` block runs.

    Args:
        total: How many rows there are.
        concurrency: How many calls are under way at once.
    """

    def __init__(self, total: int, concurrency: int) -> None:
        self._silent = max(_LEAST_SILENT, 2 * concurrency)
        self._bar: ProgressBar[int] | None = None
        self._tally: Tally | None = None
        if sys.stderr.isatty():
            self._bar = click.progressbar(
                length=total, file=sys.stderr, show_pos=True, item_show_func=self._failed
            )

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.__exit__(kind, error, trace)

    def step(self, tally: Tally) -> None:
        """Shows that a row is done.

        Args:
            tally: What has come of the rows, that one included.
        """
        self._tally = tally
        if self._bar:
            self._bar.update(1)
        if tally.failed == self._silent and not tally.answered and tally.sent:
            self._say(
                f"no answer from the server to the first {tally.failed} rows; still trying, "
                "Ctrl-C stops, and --resume goes on from there"
            )

    def _failed(self, _: int | None) -> str | None:
        return f"{self._tally.failed} failed" if self._tally and self._tally.failed else None

    def _say(self, text: str) -> None:
        click.echo(f"{chr(10) if self._bar else ''}{text}", err=True)
