"""Does a call that must be refused get what only a login may get?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth._runtime.base.json import is_object
from tkeel_oauth.testing.messages import Answer
from tkeel_oauth.testing.recorder import answers as recorder
from tkeel_oauth.verification.bodies import RESULT_NAMES
from tkeel_oauth.verification.known import severity_of

from .answering import FIRST_ERROR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth.verification.bodies import Body
    from tkeel_oauth.verification.contract import Contract, Operation
    from tkeel_oauth.verification.notes import Notes
    from tkeel_oauth.verification.seen import Received, Seen

__all__ = ["given_out", "has_empty_code", "issued", "issues_code", "sensitive_names"]


def sensitive_names(contract: Contract, operation: Operation) -> frozenset[str]:
    """Gives the members of a success that hold what only its caller may see, as `code`.

    Args:
        contract: The contract.
        operation: The operation.
    """
    return frozenset(
        name
        for key in operation.successes
        for pointer in operation.responses[key].content.values()
        for name, place in contract.properties(pointer).items()
        if contract.followed(place)[1].get("x-sensitive") is True
    )


def issued(body: Body, names: frozenset[str], status: int) -> Iterator[str]:
    """Yields what an answer gives out under the names of sensitive members.

    Args:
        body: The body.
        names: Those names.
        status: The HTTP status: in a documented error, `code` is the number of the error.
    """
    message = body.message
    if message is None or (status >= FIRST_ERROR and body.form != "served"):
        return
    for name in names:
        value = message.get(name)
        if isinstance(value, str) and value and not value.startswith(RESULT_NAMES):
            yield value


def given_out(received: Received) -> set[str]:
    """Gives what looks like a code or a token anywhere in an answer, so that no report holds it.

    Args:
        received: The answer.
    """
    answer = Answer(received.status, "", received.headers, received.body)
    return {value for _, value in recorder.issued(answer)}


def issues_code(notes: Notes, seen: Seen, status: int) -> None:
    """Notes that a call that must be refused got a code.

    Args:
        notes: Takes the findings.
        seen: What was asked.
        status: What came.
    """
    subject = seen.subject
    notes.add(
        "accepted",
        f"A code came, with status {status}.",
        subject.pointer if subject is not None else seen.operation.pointer,
        severity=severity_of(seen.operation.id, seen.step.name, "accepted", as_recorded=status < FIRST_ERROR),
    )


def has_empty_code(body: Body, names: frozenset[str]) -> bool:
    """Tells whether a body is a success but for what it gives out, which is empty.

    Args:
        body: The body.
        names: The names of sensitive members.
    """
    message = body.message
    return is_object(message) and bool(names) and all(message.get(name) == "" for name in names)
