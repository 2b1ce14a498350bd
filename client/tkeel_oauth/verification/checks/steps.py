"""What is to be said of steps that were not made, or could not be made in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth.verification.notes import Notes
from tkeel_oauth.verification.report import Severity, Step
from tkeel_oauth.verification.texts import promise

if TYPE_CHECKING:
    from tkeel_oauth.verification.contract import Operation
    from tkeel_oauth.verification.plan import PlannedStep
    from tkeel_oauth.verification.report import Finding

__all__ = ["indistinct", "not_recorded", "not_verified", "skipped", "unrecorded"]


def skipped(step: PlannedStep) -> Step:
    """Gives a step that was not made, as the first one showed that it would prove nothing.

    Args:
        step: The step.
    """
    notes = Notes(step.name)
    notes.add("skipped", "This step was not made.", promise("bounds"), severity=Severity.INFO)
    return Step(step.name, step.title, None, None, None, notes.findings)


def not_verified(operation: Operation) -> Step:
    """Gives the step of an operation that a verification cannot call.

    Args:
        operation: The operation.
    """
    notes = Notes(operation.id)
    notes.add("not-verified", "No step calls this operation.", operation.pointer, severity=Severity.WARNING)
    return Step(operation.id, f"{operation.method} {operation.path}", None, None, None, notes.findings)


def unrecorded(step: PlannedStep, severity: Severity) -> Step:
    """Gives a step that a recording does not hold.

    Args:
        step: The step.
        severity: What that means for the verdict.
    """
    return Step(step.name, step.title, None, None, None, (not_recorded(step.name, severity),))


def not_recorded(step: str, severity: Severity) -> Finding:
    """Gives the finding that a recording does not hold a step.

    Args:
        step: The step's name.
        severity: What that means for the verdict.
    """
    notes = Notes(step)
    notes.add("not-recorded", "The recording has no such exchange.", promise("recording"), severity=severity)
    return notes.findings[0]


def indistinct(step: str) -> Finding:
    """Gives the finding that answers were not searched for the password.

    Args:
        step: The step's name.
    """
    notes = Notes(step)
    found = (
        "Whether answers repeat the password was not looked at: it cannot be told apart from ordinary text."
    )
    notes.add("leak/indistinct", found, promise("secrets"), severity=Severity.WARNING)
    return notes.findings[0]
