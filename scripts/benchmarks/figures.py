"""Figures of several rounds, and the table that is made of them."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from benchmarks.plan import REFERENCE, Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.plan import Row, Subject

__all__ = ["Figures", "table"]

_NONE = "-"
_MIB = 1 << 20


class Figures:
    """What was measured, by row and client; each figure belongs to a round."""

    def __init__(self) -> None:
        self._measured: dict[tuple[str, str], dict[int, float]] = {}
        self.failures: dict[tuple[str, str], str] = {}

    def add(self, row: Row, subject: Subject, number: int, figure: float) -> None:
        """Takes a figure.

        Args:
            row: What was measured.
            subject: The client.
            number: The round.
            figure: Seconds, or bytes.
        """
        self._measured.setdefault((row.key, subject.key), {})[number] = figure

    def of(self, key: str, subject: Subject) -> list[float]:
        """Gives the figures of a row and a client.

        Args:
            key: The row's.
            subject: The client.
        """
        return list(self._measured.get((key, subject.key), {}).values())

    def compared(
        self, subject: Subject, key: str, other: Subject, other_key: str, *, upside_down: bool = False
    ) -> list[float]:
        """Gives one figure over another, for each round that has both.

        Args:
            subject: The client.
            key: The row's.
            other: The client that it is compared with.
            other_key: That client's row.
            upside_down: Whether it is the other way around.
        """
        above = self._measured.get((key, subject.key), {})
        below = self._measured.get((other_key, other.key), {})
        pairs = [(above[number], below[number]) for number in above if number in below]
        return [under / over if upside_down else over / under for over, under in pairs]

    def document(self) -> dict[str, dict[str, list[float]]]:
        """Gives everything as plain data, by row and client."""
        found: dict[str, dict[str, list[float]]] = {}
        for (row, subject), figures in self._measured.items():
            found.setdefault(row, {})[subject] = list(figures.values())
        return found


def table(figures: Figures, rows: Sequence[Row], subjects: Sequence[Subject], calls: int) -> str:
    """Makes the table, in Markdown.

    Args:
        figures: What was measured.
        rows: Its rows.
        subjects: Its columns, bare httpx first.
        calls: How many calls the growth of memory is over.
    """
    lines = [["", *(subject.title for subject in subjects)]]
    for row in rows:
        title = row.title.format(calls=f"{calls:_}".replace("_", " "))
        lines.append([title, *(_cell(figures, row, subject) for subject in subjects)])
        if row.key == "async-200" and any(figures.of("async-1", subject) for subject in subjects):
            lines.append(["cost of an async call at 200 over at 1", *(_growth(figures, s) for s in subjects)])
    rule = ["---", *("--:" for _ in subjects)]
    return "\n".join("| " + " | ".join(line) + " |" for line in (lines[0], rule, *lines[1:]))


def _cell(figures: Figures, row: Row, subject: Subject) -> str:
    if (row.key, subject.key) in figures.failures:
        return "failed"
    measured = figures.of(row.key, subject)
    if not measured:
        return _NONE
    rate = row.shown is Shown.RATE
    if row.shown is Shown.ABSOLUTE or subject is REFERENCE:
        as_text = _bytes if row.measure == "memory" else _rate if rate else _seconds
        return _spread(measured, as_text)
    ratios = figures.compared(subject, row.key, REFERENCE, row.key, upside_down=rate)
    return _spread(ratios, _ratio) if ratios else _spread(measured, _rate if rate else _seconds)


def _growth(figures: Figures, subject: Subject) -> str:
    return _spread(figures.compared(subject, "async-200", subject, "async-1"), _ratio)


def _spread(values: list[float], as_text: Callable[[float], str]) -> str:
    """The median, and the least and the most where there are more of them."""
    if not values:
        return _NONE
    middle, least, most = (as_text(value) for value in (median(values), min(values), max(values)))
    return middle if least == most else f"{middle} ({least} to {most})"


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"  # noqa: PLR2004 - where two places say little


def _seconds(value: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-6:.3g} µs"


def _rate(value: float) -> str:
    return f"{1 / value:.0f}/s"


def _bytes(value: float) -> str:
    return f"{value / _MIB:.2f} MiB"
