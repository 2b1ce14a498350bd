"""What a body is: which of the two wire forms it has, the message in it, and whether its envelope is whole.

    documented   {"code": "<authorization code>"}
    served       {"code": "io.tkeel.SUCCESS", "msg": "", "data": {"@type": …, "code": "<authorization code>"}}

The two are told apart by shape, as the SDK does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tkeel_oauth._runtime.base.codes import SUCCESS
from tkeel_oauth._runtime.base.json import InvalidJSON, is_object, parse
from tkeel_oauth.testing.wire_forms import Wire

from .findings import Findings
from .openapi import Members
from .results import Finding, Severity

__all__ = ["ENVELOPE", "FORMS", "RESULT_NAMES", "Body", "Shape", "body_of", "envelope_fault", "same_form"]

ENVELOPE = ("code", "msg", "data")
"""The members of tKeel's envelope."""

RESULT_NAMES = "io.tkeel."
"""What the names of tKeel's results begin with."""

FORMS = "/info/description"
"""Where the contract speaks of the envelope."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was read.

    Args:
        fault: Why it is no JSON, None where it is.
        value: The JSON value.
        form: The wire form that it is judged as, None where it is no object.
        recognised: That form where it can be told for sure, None where the body might be anything.
    """

    fault: str | None
    value: object = field(default=None, repr=False)
    form: Wire | None = None
    recognised: Wire | None = None

    @property
    def message(self) -> Members | None:
        """The message: what the envelope carries, or the whole object; None where there is none."""
        if not is_object(self.value):
            return None
        if self.form == "documented":
            return self.value
        data = self.value.get("data")
        return data if is_object(data) else None


@dataclass(frozen=True, slots=True)
class Shape:
    """The wire form of one step's answer.

    Args:
        step: The step's name.
        form: Its form, None where it has none.
        clean: Whether nothing in it is broken, so that its form is no accident.
    """

    step: str
    form: Wire | None
    clean: bool


def body_of(content: bytes, names: frozenset[str]) -> Body:
    """Reads a body.

    Args:
        content: Its bytes, decoded.
        names: The members of all messages that the operation documents.
    """
    try:
        value = parse(content)
    except InvalidJSON as error:
        return Body(str(error))
    if not is_object(value):
        return Body(None, value)
    if not _is_envelope(value, names):
        return Body(None, value, "documented", "documented" if names & value.keys() else None)
    recognised = _names_result(value) or sum(name in value for name in ENVELOPE) > 1
    return Body(None, value, "served", "served" if recognised else None)


def _is_envelope(value: Members, names: frozenset[str]) -> bool:
    return _names_result(value) or any(name in value and name not in names for name in ENVELOPE[1:])


def _names_result(value: Members) -> bool:
    code = value.get("code")
    return isinstance(code, str) and code.startswith(RESULT_NAMES)


def envelope_fault(value: Members, *, failed: bool) -> str | None:
    """Says what an envelope is not as tKeel makes it in, None where it is whole."""
    return next(_faults(value, failed=failed), None)


def _faults(value: Members, *, failed: bool) -> Iterator[str]:
    missing = [name for name in ENVELOPE if name not in value]
    if missing:
        yield f"The envelope lacks {' and '.join(missing)}."
        return
    code, data = value["code"], value["data"]
    if not isinstance(code, str):
        yield "Its code is no text."
    elif not code.startswith(RESULT_NAMES) and not (failed and not code):
        yield "Its code names no result."
    if not isinstance(value["msg"], str):
        yield "Its msg is no text."
    if failed:
        # Another check says what a success under an error status is.
        if data is not None and code != SUCCESS:
            yield "Its data is not null, in an error."
    elif code == SUCCESS:
        if not is_object(data):
            yield "Its data is no object, in a success."
        elif any(name in data for name in ENVELOPE[1:]):
            yield "Its data is another envelope."


def same_form(shapes: Sequence[Shape], expected: Wire | None) -> Iterator[Finding]:
    """Yields what is to be said of the wire forms, one finding for each cause."""
    first = next((shape.form for shape in shapes if shape.form and shape.clean), None)
    wanted = expected or first
    others = [shape for shape in shapes if shape.clean and shape.form and shape.form != wanted]
    served = [shape for shape in shapes if shape.form == "served"]
    if expected is None and wanted == "served" and served:
        findings = Findings(served[0].step)
        found = f"The message is wrapped in an envelope, in {_count(served)}."
        findings.add("wire-form/served", found, FORMS, severity=Severity.KNOWN)
        yield from findings.all
    if others and wanted:
        findings = Findings(others[0].step)
        found = f"The form is the {others[0].form} one in {_count(others)}, first in this."
        findings.add("wire-form/other" if expected else "wire-form/mixed", found, FORMS, wanted=wanted)
        yield from findings.all


def _count(shapes: Sequence[Shape]) -> str:
    return "1 answer" if len(shapes) == 1 else f"{len(shapes)} answers"
