"""What a body is: which of the two wire forms it has, and the message in it.

    documented   {"code": "<authorization code>"}
    served       {"code": "io.tkeel.SUCCESS", "msg": "", "data": {"@type": …, "code": "<authorization code>"}}

The two are told apart by shape, as the SDK does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tkeel_oauth._runtime.base.json import InvalidJSON, is_object, parse

if TYPE_CHECKING:
    from tkeel_oauth.testing.wire_forms import Wire

    from .contract import Contract, Members, Operation

__all__ = ["ENVELOPE", "RESULT_NAMES", "Body", "body_of", "documented_names"]

ENVELOPE = ("code", "msg", "data")
"""The members of tKeel's envelope."""

RESULT_NAMES = "io.tkeel."
"""What the names of tKeel's results begin with."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was read.

    Args:
        fault: Why it is no JSON, None where it is.
        value: The JSON value.
        form: The wire form that it is judged as, None where it is no object.
        told: That form where it can be recognised, None where the body might be anything.
    """

    fault: str | None
    value: object = field(default=None, repr=False)
    form: Wire | None = None
    told: Wire | None = None

    @property
    def message(self) -> Members | None:
        """The message: what the envelope carries, or the whole object; None where there is none."""
        if not is_object(self.value):
            return None
        if self.form == "documented":
            return self.value
        data = self.value.get("data")
        return data if is_object(data) else None


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


def documented_names(contract: Contract, operation: Operation) -> frozenset[str]:
    """Gives the members of all messages that an operation documents.

    Args:
        contract: The contract.
        operation: The operation.
    """
    return frozenset(
        name
        for response in operation.responses.values()
        for pointer in response.content.values()
        for name in contract.properties(pointer)
    )


def _is_envelope(value: Members, names: frozenset[str]) -> bool:
    return _names_result(value) or any(name in value and name not in names for name in ENVELOPE[1:])


def _names_result(value: Members) -> bool:
    code = value.get("code")
    return isinstance(code, str) and code.startswith(RESULT_NAMES)
