"""What all formats say in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tkeel_oauth.verification.results import Finding, Results, Severity, Step

__all__ = [
    "Group",
    "Kind",
    "Outcome",
    "answer",
    "facts",
    "grouped",
    "headline",
    "kind_of",
    "outcome",
    "parts",
    "tally",
]

Kind: TypeAlias = Literal["failure", "known deviation", "warning", "note"]
Outcome: TypeAlias = Literal["failure", "known deviation", "warning", "skipped", "kept"]

_KINDS: tuple[Kind, ...] = ("failure", "known deviation", "warning", "note")
_GRAVE: Sequence[Literal["failure", "known deviation", "warning"]] = ("failure", "known deviation", "warning")
_LONG = 10
"""Seconds that are told as such; shorter times are told in milliseconds."""

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


def headline(results: Results) -> str:
    """Gives the whole result in a sentence."""
    match results.verdict:
        case "kept":
            return "The contract is kept."
        case "not-logged-in":
            return "Could not log in, so nothing else was verified."
        case "unanswered" if results.answered:
            return "The server is not there: a gateway answered in its place."
        case "unanswered":
            return "No HTTP answer came at all."
        case "broken":
            made = [step for step in results.steps if outcome(results, step) != "skipped"]
            broken = sum(outcome(results, step) == "failure" for step in made)
            return f"The contract is broken in {broken} of {_counted(len(made), 'step')}."


def tally(results: Results) -> str:
    """Counts what was found, such as `10 steps, 2 failures, 1 note`."""
    kinds = [kind_of(results, finding) for finding in results.findings if finding.check != _SKIPPED]
    found = [_counted(kinds.count(kind), kind) for kind in _KINDS if kind in kinds]
    skipped = sum(finding.check == _SKIPPED for finding in results.findings)
    found += [f"{skipped} skipped"] if skipped else []
    return ", ".join([_counted(len(results.steps), "step"), *(found or ["nothing found"])])


def kind_of(results: Results, finding: Finding) -> Kind:
    """Says what a finding is called; a known deviation that fails is a failure."""
    if results.fails(finding):
        return "failure"
    match finding.severity:
        case Severity.WARNING:
            return "warning"
        case Severity.INFO:
            return "note"
        case _:
            return "known deviation"


def outcome(results: Results, step: Step) -> Outcome:
    """Gives the gravest kind among a step's findings, `kept` where notes are all there is.

    A step that was not made, and of which nothing grave is said either, is `skipped`.
    """
    found = {kind_of(results, finding) for finding in step.findings}
    for kind in _GRAVE:
        if kind in found:
            return kind
    return "skipped" if any(finding.check == _SKIPPED for finding in step.findings) else "kept"


def grouped(results: Results) -> tuple[Group, ...]:
    """Gives the findings with their steps, those that say the same together, the gravest first."""
    groups: dict[tuple[object, ...], Group] = {}
    for step in results.steps:
        for one in step.findings:
            key = (one.check, one.severity, one.expected, one.rule, one.found, one.advice)
            before = groups.get(key)
            steps = (step.name,) if before is None else (*before.steps, step.name)
            groups[key] = Group(one if before is None else before.finding, kind_of(results, one), steps)
    return tuple(sorted(groups.values(), key=lambda group: _KINDS.index(group.kind)))


def parts(finding: Finding) -> tuple[tuple[str, str], ...]:
    """Gives what a finding has to say, each part with its label."""
    rule = f"openapi.yaml#{finding.rule}" if finding.rule.startswith("/") else finding.rule
    named = (
        ("expected", finding.expected),
        ("rule", rule),
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


def facts(results: Results) -> tuple[tuple[str, str], ...]:
    """Gives what was verified and how, each part with its label."""
    told = (
        ("server" if results.live else "recording", results.target),
        ("recorded", results.recorded_at),
        ("wire form", results.form),
        ("verified", f"{results.started}, in {results.seconds:.1f} s, by tkeel-oauth {results.release}"),
        ("strict", "known deviations fail" if results.strict else None),
        ("not verified", ", ".join(results.not_verified) or None),
    )
    return tuple((label, text) for label, text in told if text is not None)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
