"""Is the status one that the call is to get, is it no redirect, and is the body declared as it must be?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth.testing.messages import header_values
from tkeel_oauth.verification.contract import child
from tkeel_oauth.verification.known import severity_of
from tkeel_oauth.verification.plan import Expect
from tkeel_oauth.verification.report import Severity
from tkeel_oauth.verification.texts import promise

if TYPE_CHECKING:
    from tkeel_oauth.verification.contract import Operation, Response
    from tkeel_oauth.verification.notes import Notes, Quotes
    from tkeel_oauth.verification.seen import Received, Seen

__all__ = ["FIRST_ERROR", "cookies", "has_media_type", "has_right_status", "not_recorded"]

FIRST_ERROR = 400
_FIRST_REDIRECT = 300
_FIRST_FAILURE = 500
_TOO_MANY = 429
_NOT_FOUND = 404
_ELSEWHERE = frozenset({404, 405, 501})
"""The statuses that a server gives to a path that it does not have."""


def cookies(notes: Notes, received: Received) -> None:
    """Notes that an answer sets a cookie.

    Args:
        notes: Takes the findings.
        received: The answer.
    """
    if any(header_values(received.headers, "set-cookie")):
        notes.add("cookie", "A cookie is set.", promise("cookies"), severity=Severity.INFO)


def has_right_status(notes: Notes, seen: Seen, status: int) -> bool:
    """Tells whether the contract speaks of an answer of this status to this call.

    Args:
        notes: Takes the findings.
        seen: What was asked.
        status: What came.
    """
    operation = seen.operation
    found = f"The status is {status}."
    if _FIRST_REDIRECT <= status < FIRST_ERROR:
        notes.add("redirect", found, child(operation.pointer, "responses"))
    elif seen.expect is Expect.SUCCESS and status >= FIRST_ERROR:
        failed = status >= _FIRST_FAILURE or status == _TOO_MANY
        key = "status/elsewhere" if status in _ELSEWHERE else "status/failed" if failed else "status/refused"
        _not_a_success(notes, operation, key, found)
    elif status < FIRST_ERROR and operation.response(status) is None:
        if seen.expect is Expect.REFUSAL:
            notes.add("status/refusal", found, _errors(operation))
        else:
            _not_a_success(notes, operation, "status/success", found)
    else:
        if seen.expect is Expect.REFUSAL and (status == _TOO_MANY or status >= _FIRST_FAILURE):
            notes.add("inconclusive", found, _errors(operation), severity=Severity.WARNING)
        return True
    return False


def not_recorded(notes: Notes, seen: Seen) -> None:
    """Notes that the recorded server has no answer to this call.

    Args:
        notes: Takes the findings.
        seen: What was asked; a right call that proves nothing is no success.
    """
    notes.add(
        "inconclusive/recorded",
        "This is tkeel-oauth's recorded server, and it has no answer recorded for this call.",
        child(seen.operation.pointer, "responses"),
        severity=Severity.ERROR if seen.expect is Expect.SUCCESS else Severity.WARNING,
    )


def refused_with_success(notes: Notes, seen: Seen, found: str, *, as_recorded: bool) -> Severity:
    """Notes that a call that must be refused was answered like a success, without a code.

    Args:
        notes: Takes the findings.
        seen: What was asked.
        found: What came.
        as_recorded: Whether the answer is of the kind that the real tKeel gives.
    """
    severity = severity_of(seen.operation.id, seen.step.name, "status", as_recorded=as_recorded)
    notes.add("status/refusal", found, _errors(seen.operation), severity=severity)
    return severity


def has_media_type(  # noqa: PLR0913 - what came, and what it is judged by
    notes: Notes, seen: Seen, received: Received, response: Response, quotes: Quotes, *, page: bool
) -> bool:
    """Tells whether the body is declared as the contract has it.

    Args:
        notes: Takes the findings.
        seen: What was asked.
        received: The answer.
        response: What the contract says of it.
        quotes: Says what came.
        page: Whether it is a web page.
    """
    came = received.media_type
    if not response.content or came in response.content:
        return True
    known = received.status == _NOT_FOUND and came == "text/plain"
    # Later on, the base URL has been proved right.
    lost = page and seen.expect is Expect.SUCCESS
    notes.add(
        "media-type/page" if lost else "media-type",
        f"The Content-Type is {quotes.word(came)}." if came else "There is no Content-Type.",
        child(response.pointer, "content"),
        severity=severity_of(seen.operation.id, seen.step.name, "media-type", as_recorded=known),
        wanted=" or ".join(response.content),
    )
    return False


def _not_a_success(notes: Notes, operation: Operation, key: str, found: str) -> None:
    place = child(operation.pointer, "responses", *operation.successes[:1])
    notes.add(key, found, place, wanted=" or ".join(operation.successes))


def _errors(operation: Operation) -> str:
    named = "default" in operation.responses
    return child(operation.pointer, "responses", *(["default"] if named else []))
