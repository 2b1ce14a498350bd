"""The format `text`: for a person at a terminal, and for a build log."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from .cleaning import in_log
from .words import KNOWN, answer, facts, grouped, headline, outcome, parts, tally, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tkeel_oauth.verification.report import Report

    from .words import Group

__all__ = ["render"]

_COLORS = {
    "failure": "red",
    "known deviation": "yellow",
    "warning": "yellow",
    "note": "cyan",
    "skipped": "cyan",
    "kept": "green",
}
_SHORT = {"failure": "FAIL", "known deviation": "ok*", "warning": "warn", "skipped": "skip", "kept": "ok"}
_MARKED = "are marked ok*, listed, and do not fail"
_COLUMN = max(map(len, _SHORT.values()))
_LABEL = 10
_NARROWEST = 40


def render(report: Report, *, color: bool = False, width: int = 100) -> str:
    """Writes a cleaned report.

    Args:
        report: What was verified.
        color: Whether it is for a terminal that shows colours.
        width: How many columns there are.
    """
    paint = click.style if color else _plain
    width = max(width, _NARROWEST)
    said = paint(headline(report), fg="green" if verdict(report) == "kept" else "red", bold=True)
    lines = [
        said,
        "",
        *_facts(report, paint, width),
        "",
        *_steps(report, paint),
        *(line for group in grouped(report) for line in ("", *_group(group, paint, width))),
        "",
        said,
        tally(report),
    ]
    return "".join(f"{line}\n" for line in lines)


def _plain(text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
    del fg, bold, dim
    return text


def _facts(report: Report, paint: Callable[..., str], width: int) -> Iterator[str]:
    named = facts(report)
    column = max(len(label) for label, _ in named) + 2
    for label, told in named:
        text = _MARKED if label == KNOWN and not report.strict else told
        yield from _labelled(label, text, paint, width, column=column, indent=0)


def _steps(report: Report, paint: Callable[..., str]) -> Iterator[str]:
    names = [in_log(step.name) for step in report.steps]
    column = max(map(len, names), default=0)
    answers = [answer(step) for step in report.steps]
    wide = max(map(len, answers), default=0)
    for step, name, came in zip(report.steps, names, answers, strict=True):
        said = outcome(report, step)
        mark = paint(f"{_SHORT[said]:<{_COLUMN}}", fg=_COLORS[said], bold=said == "failure" or None)
        line = f"{name:<{column}}  {in_log(came):<{wide}}"
        title = paint(in_log(step.title), dim=True) if step.title else ""
        yield f"{mark}  {line}  {title}" if title else f"{mark}  {line.rstrip()}"


def _group(group: Group, paint: Callable[..., str], width: int) -> Iterator[str]:
    kind = paint(group.kind, fg=_COLORS[group.kind], bold=True)
    yield f"{kind}  {paint(in_log(group.finding.check), bold=True)}"
    yield from _labelled("in", group.where, paint, width)
    for label, text in parts(group.finding):
        yield from _labelled(label, text, paint, width)


def _labelled(  # noqa: PLR0913 - a label, a text and their places
    label: str,
    text: str,
    paint: Callable[..., str],
    width: int,
    *,
    column: int = _LABEL,
    indent: int = 2,
) -> Iterator[str]:
    """Yields the text in lines beside its label; no word is broken, so that an address can be copied."""
    first, *more = textwrap.wrap(
        in_log(text), width - column - indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
    yield f"{' ' * indent}{paint(f'{label:<{column}}', dim=True)}{first}"
    yield from (f"{' ' * (indent + column)}{line}" for line in more)
