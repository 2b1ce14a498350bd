"""What all formats say in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tkeel_oauth.verification.report import Severity

if TYPE_CHECKING:
    from tkeel_oauth.verification.report import Finding, Report, Step

__all__ = [
    "KNOWN",
    "Group",
    "Kind",
    "Outcome",
    "Verdict",
    "answer",
    "facts",
    "grouped",
    "headline",
    "kind_of",
    "outcome",
    "parts",
    "tally",
    "verdict",
]

Verdict: TypeAlias = Literal["kept", "broken", "unanswered"]
Kind: TypeAlias = Literal["failure", "known deviation", "warning", "note"]
Outcome: TypeAlias = Literal["failure", "known deviation", "warning", "skipped", "kept"]
KNOWN = "known deviations"
"""The label of the fact that says what is done with them."""

_KINDS: tuple[Kind, ...] = ("failure", "known deviation", "warning", "note")
_GRAVE: tuple[Literal["failure", "known deviation", "warning"], ...] = (
    "failure",
    "known deviation",
    "warning",
)
_LONG = 10
"""Seconds that are told as such; shorter times are told in milliseconds."""

_FORM = "wire-form"
"""The check that compares answers with one another."""

_SKIPPED = "skipped"
"""The check that notes that a step was not made."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that say the same of one step or of several.

    Args:
        finding: The first of them.
        kind: What it is called.
        steps: The names of the steps it was noticed in.
    """

    finding: Finding
    kind: Kind
    steps: tuple[str, ...]

    @property
    def where(self) -> str:
        """The steps in a line; what several answers are alike in is told of the first of them alone."""
        return ", ".join(self.steps) + self.further

    @property
    def further(self) -> str:
        """What stands behind the steps where more than those are meant."""
        return " first" if self.finding.check == _FORM else ""


def verdict(report: Report) -> Verdict:
    """Gives the whole result in a word.

    Args:
        report: What was verified.
    """
    if report.live and not report.answered:
        return "unanswered"
    return "kept" if report.kept else "broken"


def headline(report: Report) -> str:
    """Gives the whole result in a sentence.

    Args:
        report: What was verified.
    """
    said = verdict(report)
    if said == "unanswered":
        return "No HTTP answer came at all."
    if said == "kept":
        return "The contract is kept."
    broken = sum(outcome(report, step) == "failure" for step in report.steps)
    return f"The contract is broken in {broken} of {_counted(len(report.steps), 'step')}."


def tally(report: Report) -> str:
    """Counts what was found, such as `11 steps, 2 failures, 1 note`.

    Args:
        report: What was verified.
    """
    kinds = [kind_of(report, finding) for finding in report.findings if finding.check != _SKIPPED]
    counts = [(kinds.count(kind), kind) for kind in _KINDS]
    found = [_counted(count, kind) for count, kind in counts if count]
    skipped = sum(finding.check == _SKIPPED for finding in report.findings)
    found += [f"{skipped} skipped"] if skipped else []
    return ", ".join([_counted(len(report.steps), "step"), *(found or ["nothing found"])])


def kind_of(report: Report, finding: Finding) -> Kind:
    """Says what a finding is called; a known deviation that fails is a failure.

    Args:
        report: The report that holds it.
        finding: One of its findings.
    """
    if report.fails(finding):
        return "failure"
    match finding.severity:
        case Severity.WARNING:
            return "warning"
        case Severity.INFO:
            return "note"
        case _:
            return "known deviation"


def outcome(report: Report, step: Step) -> Outcome:
    """Gives the gravest kind among a step's findings, `kept` where notes are all there is.

    A step that was not made, and of which nothing grave is said either, is `skipped`.

    Args:
        report: The report that holds it.
        step: One of its steps.
    """
    found = {kind_of(report, finding) for finding in step.findings}
    for kind in _GRAVE:
        if kind in found:
            return kind
    return "skipped" if any(finding.check == _SKIPPED for finding in step.findings) else "kept"


def grouped(report: Report) -> tuple[Group, ...]:
    """Gives the findings with their steps, those that say the same together, the gravest first.

    Args:
        report: What was verified.
    """
    groups: dict[tuple[object, ...], Group] = {}
    for step in report.steps:
        for one in step.findings:
            key = (one.check, one.severity, one.expected, one.contract, one.found, one.advice)
            before = groups.get(key)
            steps = (step.name,) if before is None else (*before.steps, step.name)
            groups[key] = Group(one if before is None else before.finding, kind_of(report, one), steps)
    return tuple(sorted(groups.values(), key=lambda group: _KINDS.index(group.kind)))


def parts(finding: Finding) -> tuple[tuple[str, str], ...]:
    """Gives what a finding has to say, each part with its label.

    Args:
        finding: What was noticed.
    """
    where = f"openapi.yaml#{finding.contract}" if finding.contract.startswith("/") else finding.contract
    named = (
        ("expected", finding.expected),
        ("contract", where.replace("openapi.yaml##", "openapi.yaml#")),
        ("found", finding.found),
        ("advice", finding.advice),
    )
    return tuple((label, text) for label, text in named if text)


def answer(step: Step) -> str:
    """Says in short what came, such as `200 served, 87 ms`; nothing where there was no call.

    Args:
        step: What was asked.
    """
    form = f" {step.form}" if step.form else ""
    if step.seconds is None:
        return "" if step.status_code is None else f"{step.status_code}{form}"
    took = f"{step.seconds * 1000:.0f} ms" if step.seconds < _LONG else f"{step.seconds:.1f} s"
    return f"{step.status_code or 'no answer'}{form}, {took}"


def facts(report: Report) -> tuple[tuple[str, str], ...]:
    """Gives what was verified and how, each part with its label.

    Args:
        report: What was verified.
    """
    recorded = f"the recording of {report.recorded_at}" if report.live else f"{report.recorded_at}"
    return (
        ("server" if report.live else "recording", report.target),
        ("wire form", report.form or "none was told"),
        ("verified", f"{report.started}, in {report.seconds:.1f} s"),
        *((("compared with" if report.live else "recorded", recorded),) if report.recorded_at else ()),
        ("contract", f"openapi.yaml, SHA-256 {report.contract}"),
        (KNOWN, "fail (strict)" if report.strict else "are listed and do not fail"),
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
