"""The format `text`: for a person at a terminal, and for a build log.

What fails or is to be looked at is told in full; what is as known takes one line, so that a healthy server's
report fits one screen.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator

import click

from tkeel_oauth.verification.results import Results

from .summary import Group, answer, facts, grouped, headline, outcome, parts, tally

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
_COLUMN = max(map(len, _SHORT.values()))
_LABEL = 10
_NARROWEST = 40

# Build services read commands out of the log: ::name:: at the start of a line (GitHub), ##[name] (GitHub,
# Azure) and ##name[ (TeamCity) anywhere in it. A line starts with a word after it was wrapped.
_COMMAND_AT_START = re.compile(r"(?<!\S):(?=:)")
_COMMAND_ANYWHERE = re.compile(r"#(?=#\w*\[)")


def render(results: Results, *, color: bool = False, width: int = 100, verbose: bool = False) -> str:
    """Writes what was found."""
    paint = click.style if color else _plain
    width = max(width, _NARROWEST)
    said = paint(headline(results), fg="green" if results.kept else "red", bold=True)
    groups = grouped(results)
    full = [group for group in groups if verbose or group.kind in {"failure", "warning"}]
    lines = [
        said,
        "",
        *_facts(results, paint, width),
        "",
        *_steps(results, paint),
        *(line for group in full for line in ("", *_group(group, paint, width))),
        *_in_short([group for group in groups if group not in full], paint, width),
        "",
        # A long report is read from its end.
        *([said] if len(full) > 1 else []),
        tally(results),
    ]
    return "".join(f"{line}\n" for line in lines)


def in_log(text: str) -> str:
    """Gives a text in which no build service finds a command, wherever a line is broken."""
    return _COMMAND_ANYWHERE.sub("# ", _COMMAND_AT_START.sub(": ", text))


def _plain(text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
    del fg, bold, dim
    return text


def _facts(results: Results, paint: Callable[..., str], width: int) -> Iterator[str]:
    named = facts(results)
    column = max(len(label) for label, _ in named) + 2
    for label, text in named:
        yield from _labelled(label, text, paint, width, column=column, indent=0)


def _steps(results: Results, paint: Callable[..., str]) -> Iterator[str]:
    made = [(step, outcome(results, step)) for step in results.steps]
    skipped = sum(said == "skipped" for _, said in made)
    made = [(step, said) for step, said in made if said != "skipped"]
    column = max((len(in_log(step.name)) for step, _ in made), default=0)
    wide = max((len(in_log(answer(step))) for step, _ in made), default=0)
    for step, said in made:
        mark = paint(f"{_SHORT[said]:<{_COLUMN}}", fg=_COLORS[said], bold=said == "failure" or None)
        title = f"  {paint(in_log(step.title), dim=True)}" if step.title else ""
        line = f"{in_log(step.name):<{column}}  {in_log(answer(step)):<{wide}}"
        yield f"{mark}  {line}{title}" if title else f"{mark}  {line.rstrip()}"
    if skipped:
        mark = paint(f"{_SHORT['skipped']:<{_COLUMN}}", fg=_COLORS["skipped"])
        yield f"{mark}  {skipped} further step{'s were' if skipped > 1 else ' was'} not made"


def _group(group: Group, paint: Callable[..., str], width: int) -> Iterator[str]:
    kind = paint(group.kind, fg=_COLORS[group.kind], bold=True)
    yield f"{kind}  {paint(in_log(group.finding.check), bold=True)}"
    yield from _labelled("in", ", ".join(group.steps), paint, width)
    for label, text in parts(group.finding):
        yield from _labelled(label, text, paint, width)


def _in_short(groups: list[Group], paint: Callable[..., str], width: int) -> Iterator[str]:
    known = list(dict.fromkeys(group.finding.check for group in groups if group.kind == "known deviation"))
    notes = [group for group in groups if group.kind == "note" and group.finding.check != "skipped"]
    if known or notes:
        yield ""
    if known:
        text = f"known deviations: {', '.join(known)} (--verbose says more)"
        yield from _labelled("ok*", text, paint, width, column=_COLUMN + 2, indent=0)
    for group in notes:
        text = f"{group.finding.check} in {', '.join(group.steps)}: {group.finding.found}"
        yield from _labelled("note", text, paint, width, column=_COLUMN + 2, indent=0)


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
