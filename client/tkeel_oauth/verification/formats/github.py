"""The format `github`: workflow commands that GitHub Actions turns into annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .cleaning import in_log
from .words import grouped, headline, parts, tally

if TYPE_CHECKING:
    from tkeel_oauth.verification.report import Report

    from .words import Group

__all__ = ["render"]

_COMMANDS = {"failure": "error", "warning": "warning", "known deviation": "notice", "note": "notice"}
_MOST = 10
"""How many annotations of a level GitHub shows of one step."""


def render(report: Report) -> str:
    """Writes a cleaned report.

    Args:
        report: What was verified.
    """
    lines: list[str] = []
    groups = grouped(report)
    for command in ("error", "warning", "notice"):
        mine = [group for group in groups if _COMMANDS[group.kind] == command]
        shown = mine if len(mine) <= _MOST else mine[: _MOST - 1]
        lines += [_annotation(command, group) for group in shown]
        if len(shown) < len(mine):
            rest = f"{len(mine) - len(shown)} more; the other formats list them all"
            lines.append(_command(command, "tKeel contract", rest))
    lines.append(in_log(f"tkeel-oauth verify: {headline(report)} {tally(report)}"))
    return "".join(f"{line}\n" for line in lines)


def _annotation(command: str, group: Group) -> str:
    title = f"tKeel contract, {group.kind}: {group.finding.check}"
    lines = [f"in: {group.where}", *(f"{label}: {text}" for label, text in parts(group.finding))]
    return _command(command, title, "\n".join(lines))


def _command(command: str, title: str, message: str) -> str:
    said = _data(title).replace(":", "%3A").replace(",", "%2C")
    return f"::{command} title={said}::{_data(message)}"


def _data(text: str) -> str:
    # A line that is no command GitHub knows is searched for ##[…] as well.
    marked = "\n".join(in_log(line) for line in text.split("\n"))
    return marked.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
