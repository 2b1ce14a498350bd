"""The format `text`: for a person at a terminal, and for a build log.

What fails or is to be looked at is told in full; what is as known takes one line, so that a healthy server's
report fits one screen.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import click
from click import style

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
    width = max(width, _NARROWEST)
    said = style(headline(results), fg="green" if results.kept else "red", bold=True)
    groups = grouped(results)
    full = [group for group in groups if verbose or group.kind in {"failure", "warning"}]
    lines = [
        said,
        "",
        *_facts(results, width),
        "",
        *_steps(results, width),
        *(line for group in full for line in ("", *_group(group, width))),
        *_in_short([group for group in groups if group not in full], width),
        "",
        # A long report is read from its end.
        *([said] if len(full) > 1 else []),
        tally(results),
    ]
    text = "".join(f"{line}\n" for line in lines)
    return text if color else click.unstyle(text)


def in_log(text: str) -> str:
    """Gives a text in which no build service finds a command, wherever a line is broken."""
    return _COMMAND_ANYWHERE.sub("# ", _COMMAND_AT_START.sub(": ", text))


def _facts(results: Results, width: int) -> Iterator[str]:
    named = facts(results)
    column = max(len(label) for label, _ in named) + 2
    for label, text in named:
        yield from _labelled(label, text, width, column=column, indent=0)


def _steps(results: Results, width: int) -> Iterator[str]:
    made = [(step, outcome(results, step)) for step in results.steps]
    skipped = sum(said == "skipped" for _, said in made)
    made = [(step, said) for step, said in made if said != "skipped"]
    column = max((len(in_log(step.name)) for step, _ in made), default=0)
    wide = max((len(in_log(answer(step))) for step, _ in made), default=0)
    for step, said in made:
        mark = style(f"{_SHORT[said]:<{_COLUMN}}", fg=_COLORS[said], bold=said == "failure" or None)
        line = f"{in_log(step.name):<{column}}  {in_log(answer(step)):<{wide}}"
        title = in_log(step.title)
        # A terminal that is too narrow for it would break the line.
        fits = title and _COLUMN + 2 + len(line) + 2 + len(title) <= width
        yield f"{mark}  {line}  {style(title, dim=True)}" if fits else f"{mark}  {line.rstrip()}"
    if skipped:
        mark = style(f"{_SHORT['skipped']:<{_COLUMN}}", fg=_COLORS["skipped"])
        yield f"{mark}  {skipped} further step{'s were' if skipped > 1 else ' was'} not made"


def _group(group: Group, width: int) -> Iterator[str]:
    kind = style(group.kind, fg=_COLORS[group.kind], bold=True)
    yield f"{kind}  {style(in_log(group.finding.check), bold=True)}"
    yield from _labelled("in", ", ".join(group.steps), width)
    for label, text in parts(group.finding):
        yield from _labelled(label, text, width)


def _in_short(groups: list[Group], width: int) -> Iterator[str]:
    known = list(dict.fromkeys(group.finding.check for group in groups if group.kind == "known deviation"))
    notes = [group for group in groups if group.kind == "note" and group.finding.check != "skipped"]
    if known or notes:
        yield ""
    if known:
        text = f"known deviations: {', '.join(known)} (--verbose says more)"
        yield from _labelled("ok*", text, width, column=_COLUMN + 2, indent=0)
    for group in notes:
        text = f"{group.finding.check} in {', '.join(group.steps)}: {group.finding.found}"
        yield from _labelled("note", text, width, column=_COLUMN + 2, indent=0)


def _labelled(label: str, text: str, width: int, *, column: int = _LABEL, indent: int = 2) -> Iterator[str]:
    """Yields the text in lines beside its label; no word is broken, so that an address can be copied."""
    first, *more = textwrap.wrap(
        in_log(text), width - column - indent, break_long_words=False, break_on_hyphens=False
    ) or [""]
    yield f"{' ' * indent}{style(f'{label:<{column}}', dim=True)}{first}"
    yield from (f"{' ' * (indent + column)}{line}" for line in more)
