"""Is the envelope whole, and do all answers have the same wire form?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth._runtime.base.codes import SUCCESS, reason_for
from tkeel_oauth._runtime.base.json import is_object
from tkeel_oauth.verification.bodies import ENVELOPE, RESULT_NAMES
from tkeel_oauth.verification.notes import Notes
from tkeel_oauth.verification.report import Severity

from .answering import FIRST_ERROR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tkeel_oauth.testing.wire_forms import Wire
    from tkeel_oauth.verification.contract import Members
    from tkeel_oauth.verification.report import Finding

__all__ = ["FORMS", "Shape", "is_whole_envelope", "same_form"]

FORMS = "/info/description"
"""Where the contract speaks of the envelope."""


def is_whole_envelope(notes: Notes, value: Members, status: int, response: str) -> bool:
    """Tells whether an envelope is as tKeel makes it, and agrees with the status.

    Args:
        notes: Takes the findings.
        value: The body.
        status: The HTTP status.
        response: Where the contract speaks of the answer.
    """
    fault = next(_faults(value, failed=status >= FIRST_ERROR), None)
    if fault is not None:
        notes.add("envelope", f"{fault}.", FORMS)
        return False
    name = value["code"]
    if (name == SUCCESS) != (status < FIRST_ERROR):
        what = "success" if name == SUCCESS else "an error"
        notes.add("contradiction", f"The status is {status}, and code names {what}.", response)
        return False
    if isinstance(name, str) and name not in {SUCCESS, ""} and reason_for(name) is None:
        notes.add("unknown-reason", "The name in code is another one.", FORMS, severity=Severity.INFO)
    return True


def _faults(value: Members, *, failed: bool) -> Iterator[str]:
    missing = [name for name in ENVELOPE if name not in value]
    if missing:
        yield f"The envelope lacks {' and '.join(missing)}"
    code, data = value["code"], value["data"]
    if not isinstance(code, str):
        yield "Its code is no text"
    elif not code.startswith(RESULT_NAMES) and not (failed and not code):
        yield "Its code names no result"
    if not isinstance(value["msg"], str):
        yield "Its msg is no text"
    if failed:
        # Another check says what a success under an error status is.
        if data is not None and code != SUCCESS:
            yield "Its data is not null, in an error"
    elif code == SUCCESS:
        if not is_object(data):
            yield "Its data is no object, in a success"
        elif any(name in data for name in ENVELOPE[1:]):
            yield "Its data is another envelope"


class Shape:
    """The wire form of one step's answer.

    Args:
        step: The step's name.
        form: Its form, None where it has none.
        clean: Whether nothing in it is broken, so that its form is no accident.
    """

    def __init__(self, step: str, form: Wire | None, *, clean: bool) -> None:
        self.step = step
        self.form = form
        self.clean = clean


def same_form(shapes: Sequence[Shape], expected: Wire | None) -> Iterator[Finding]:
    """Yields what is to be said of the wire forms, one finding for each cause.

    Args:
        shapes: Of all steps, in order.
        expected: The form that all must have, None where any is right.
    """
    first = next((shape.form for shape in shapes if shape.form and shape.clean), None)
    wanted = expected or first
    others = [shape for shape in shapes if shape.clean and shape.form and shape.form != wanted]
    served = [shape for shape in shapes if shape.form == "served"]
    if expected is None and wanted == "served" and served:
        notes = Notes(served[0].step)
        found = f"The message is wrapped in an envelope, in {_count(served)}."
        notes.add("wire-form/served", found, FORMS, severity=Severity.KNOWN)
        yield from notes.findings
    if others and wanted:
        notes = Notes(others[0].step)
        found = f"The form is the {others[0].form} one in {_count(others)}, first in this."
        notes.add("wire-form/other" if expected else "wire-form/mixed", found, FORMS, wanted=wanted)
        yield from notes.findings


def _count(shapes: Sequence[Shape]) -> str:
    return "1 answer" if len(shapes) == 1 else f"{len(shapes)} answers"
