"""Makes every text of a report fit to be shown anywhere.

A server may name a member of its answer as it likes, and that name is told. So whatever is no printable
character becomes a visible escape before any format sees it: no terminal sequence, no character that XML
forbids, no change of the writing direction, and no line that is not ours.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tkeel_oauth.verification.report import Finding, Report, Step

__all__ = ["cleaned", "in_log", "visible"]

# Build services read commands out of the log: ::name:: at the start of a line (GitHub), ##[name] (GitHub,
# Azure) and ##name[ (TeamCity) anywhere in it. A line starts with a word after it was wrapped.
_COMMAND_AT_START = re.compile(r"(?<!\S):(?=:)")
_COMMAND_ANYWHERE = re.compile(r"#(?=#\w*\[)")


def visible(text: str) -> str:
    """Gives a text as one line of printable characters; others become escapes as in Python.

    Args:
        text: Any text.
    """
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return "".join(character if character.isprintable() else _escape(character) for character in line)


def in_log(text: str) -> str:
    """Gives a visible text in which no build service finds a command, wherever a line is broken.

    Args:
        text: What `visible` gave.
    """
    return _COMMAND_ANYWHERE.sub("# ", _COMMAND_AT_START.sub(": ", text))


def cleaned(report: Report) -> Report:
    """Gives the same report with visible texts, and times to a tenth of a millisecond.

    Args:
        report: Any report.
    """
    return replace(
        report,
        target=visible(report.target),
        contract=visible(report.contract),
        started=visible(report.started),
        seconds=round(report.seconds, 4),
        form=_optional(report.form),
        recorded_at=_optional(report.recorded_at),
        steps=tuple(_step(step) for step in report.steps),
    )


def _step(step: Step) -> Step:
    return replace(
        step,
        name=visible(step.name),
        title=visible(step.title),
        form=_optional(step.form),
        seconds=None if step.seconds is None else round(step.seconds, 4),
        findings=tuple(_finding(finding) for finding in step.findings),
    )


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        check=visible(finding.check),
        step=visible(finding.step),
        expected=visible(finding.expected),
        contract=visible(finding.contract),
        found=visible(finding.found),
        advice=visible(finding.advice),
    )


def _optional(text: str | None) -> str | None:
    return None if text is None else visible(text)


def _escape(character: str) -> str:
    number = ord(character)
    if number < 0x100:  # noqa: PLR2004 - as Python writes it
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"  # noqa: PLR2004
