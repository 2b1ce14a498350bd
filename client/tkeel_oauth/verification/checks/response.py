"""Did an answer come, whole and in time, with a right status, and is its body declared as it must be?"""

from __future__ import annotations

from tkeel_oauth._runtime.base.codes import FIRST_ERROR
from tkeel_oauth._runtime.base.json import is_array, is_object
from tkeel_oauth._runtime.call.messages import BodyError
from tkeel_oauth.testing.messages import header_values
from tkeel_oauth.testing.sender import ELSEWHERE
from tkeel_oauth.testing.unmatched import DIFFERENT_PATH
from tkeel_oauth.verification.cases import LOGIN, Expect
from tkeel_oauth.verification.exchange import Received, Silence
from tkeel_oauth.verification.finding_texts import promise
from tkeel_oauth.verification.findings import Findings
from tkeel_oauth.verification.openapi import Operation, Response, child
from tkeel_oauth.verification.results import UNAVAILABLE, Severity

from .examination import Examination

__all__ = ["came", "has_media_type", "has_right_status", "is_whole", "not_recorded", "sets_cookie"]

_BODY_ERRORS = {
    BodyError.CUT: ("complete", "answers"),
    BodyError.LATE: ("deadline", "time"),
    BodyError.LARGE: ("size", "size"),
    BodyError.ENCODED: ("encoding", "encoding"),
}

_FIRST_REDIRECT = 300
_FIRST_FAILURE = 500
_NOT_FOUND = 404
_TOO_MANY = 429
_NO_SUCH_PATH = frozenset({404, 405})
_NOT_THERE = frozenset({502, 503, 504})
"""The statuses by which a gateway says that there is no server behind it."""


def came(findings: Findings, silence: Silence) -> None:
    """Adds that no answer came."""
    # What comes behind is advice for who calls from code.
    why = silence.why.partition("; ")[0]
    found = f"{why[:1].upper()}{why[1:]}."
    if silence.late:
        findings.add("deadline", found, promise("time"))
    elif silence.begun:
        findings.add("complete", found, promise("answers"))
    else:
        findings.add("reachable", found, promise("answers"))


def is_whole(findings: Findings, received: Received) -> bool:
    """Tells whether the body is whole and as it was asked for."""
    if received.error is not None:
        key, name = _BODY_ERRORS[received.error]
        findings.add(key, f"Status {received.status}, but {received.error.value}.", promise(name))
        return False
    codings = [value.strip().lower() for value in header_values(received.headers, "content-encoding")]
    if any(coding not in {"", "identity"} for coding in codings):
        # Of a recording, which holds bodies as they came.
        findings.add("encoding", "The body came compressed.", promise("encoding"))
        return False
    return True


def sets_cookie(findings: Findings, received: Received) -> None:
    """Adds that an answer sets a cookie, if it does."""
    if any(header_values(received.headers, "set-cookie")):
        findings.add("cookie", "A cookie is set.", promise("cookies"), severity=Severity.INFO)


def not_recorded(examined: Examination) -> None:
    """Adds that the recorded server has no answer to this call; a right call proves nothing then."""
    exchange, body = examined.exchange, examined.body.value
    key = "inconclusive/recorded"
    if exchange.step.name == LOGIN:
        lost = is_object(body) and is_array(body["differs"]) and DIFFERENT_PATH in body["differs"]
        key = "login/elsewhere" if lost else "login/recorded"
    examined.findings.add(
        key,
        "This is tkeel-oauth's recorded server, and it has no answer recorded for this call.",
        child(exchange.operation.pointer, "responses"),
        severity=Severity.ERROR if exchange.expect is Expect.SUCCESS else Severity.WARNING,
    )


def has_right_status(examined: Examination) -> bool:
    """Tells whether there is more to look at in an answer of this status to this call."""
    findings, status = examined.findings, examined.received.status
    operation, expect = examined.exchange.operation, examined.exchange.expect
    found = f"The status is {status}."
    if _FIRST_REDIRECT <= status < FIRST_ERROR:
        findings.add("redirect", found, child(operation.pointer, "responses"))
    elif status in _NOT_THERE and expect is not Expect.EITHER:
        findings.add(UNAVAILABLE, found, promise("answers"))
    elif expect is Expect.SUCCESS and status >= FIRST_ERROR:
        return _refused(examined, found)
    elif status < FIRST_ERROR and operation.response(status) is None:
        if expect is Expect.REFUSAL:
            findings.add("status/refusal", found, examined.errors)
        else:
            _no_success(findings, operation, "status/success", found)
    elif expect is Expect.REFUSAL and status >= _FIRST_FAILURE:
        findings.add("status/failed", found, examined.errors)
    else:
        if expect is Expect.REFUSAL and status == _TOO_MANY:
            findings.add("inconclusive", found, examined.errors, severity=Severity.WARNING)
        return True
    return False


def _refused(examined: Examination, found: str) -> bool:
    """Adds that a call that must go in does not, and tells whether its answer is to be judged like others."""
    findings, status = examined.findings, examined.received.status
    operation = examined.exchange.operation
    if examined.exchange.step.name != LOGIN or status >= _FIRST_FAILURE:
        key = "elsewhere" if status in ELSEWHERE else "refused" if status < _FIRST_FAILURE else "failed"
        _no_success(findings, operation, f"status/{key}", found)
        return False
    place = child(operation.pointer, "responses", *operation.successes[:1])
    if status in _NO_SUCH_PATH:
        findings.add("login/elsewhere", found, place)
        return False
    findings.add("login/limited" if status == _TOO_MANY else "login", found, place)
    return True


def has_media_type(examined: Examination, response: Response) -> bool:
    """Tells whether the body is declared as the contract has it."""
    came = examined.received.media_type
    if not response.content or came in response.content:
        return True
    # What is JSON under another name is no page; and later on, the base URL has been proved right.
    page = came == "text/html" and examined.body.fault is not None
    lost = page and examined.exchange.expect is Expect.SUCCESS
    examined.deviates(
        "media-type/page" if lost else "media-type",
        f"The Content-Type is {examined.quotes.word(came)}." if came else "There is no Content-Type.",
        child(response.pointer, "content"),
        as_recorded=examined.received.status == _NOT_FOUND and came == "text/plain",
        wanted=" or ".join(response.content),
    )
    return False


def _no_success(findings: Findings, operation: Operation, key: str, found: str) -> None:
    place = child(operation.pointer, "responses", *operation.successes[:1])
    findings.add(key, found, place, wanted=" or ".join(operation.successes))
