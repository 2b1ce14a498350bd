"""Is what the body says right? The innermost layers: meaning, envelope, schema, members."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tkeel_oauth._runtime.base.codes import FIRST_ERROR, REASONS, SUCCESS, Code
from tkeel_oauth._runtime.base.json import is_object
from tkeel_oauth.verification.envelope import ENVELOPE, FORMS, RESULT_NAMES, Body, envelope_fault
from tkeel_oauth.verification.openapi import Members, Response
from tkeel_oauth.verification.results import Severity

from . import members
from .examination import Examination
from .schema import Schemas

__all__ = ["issued", "judge"]

_STAND_IN = "-"
_CODE = re.compile(r"[ -~]+")


def issued(body: Body, names: frozenset[str], status: int) -> Iterator[str]:
    """Yields what an answer gives out under the names of sensitive members."""
    message = body.message
    if message is None or (status >= FIRST_ERROR and body.form != "served"):
        return
    for name in names:
        value = message.get(name)
        if isinstance(value, str) and value and not value.startswith(RESULT_NAMES):
            yield value


def judge(examined: Examination, response: Response, schemas: Schemas, *, declared: bool) -> None:
    """Adds all that is wrong, or only known, of a body that is JSON.

    Args:
        examined: The answer.
        response: What the contract says of an answer of this status.
        schemas: Its schemas.
        declared: Whether the body is declared to be what the contract has.
    """
    pointer = next(iter(response.content.values()), None)
    sensitive = examined.document.sensitive_names(examined.exchange.operation)
    if pointer is None or not _is_the_answer(examined, sensitive):
        return
    value = examined.body.value
    if not is_object(value):
        if declared:
            schemas.allow(examined.findings, value, pointer)
        return
    if _is_one_thing(examined, value, pointer, response.pointer) and _is_allowed(
        examined, value, pointer, schemas, sensitive
    ):
        _look_at_number(examined, value, pointer)


def _is_the_answer(examined: Examination, sensitive: frozenset[str]) -> bool:
    """Tells whether a call that must be refused is, and whether there is more to look at."""
    if not examined.must_fail:
        return True
    status = examined.received.status
    if any(issued(examined.body, sensitive, status)):
        subject = examined.exchange.subject
        place = examined.exchange.operation.pointer if subject is None else subject.pointer
        found = f"A code came, with status {status}."
        examined.deviates("accepted", found, place, as_recorded=not examined.failed)
        return not examined.failed
    if examined.failed:
        return True
    message = examined.body.message
    empty = message is not None and bool(sensitive) and all(message.get(name) == "" for name in sensitive)
    found = f"The status is {status}{', with an empty code' if empty else ''}."
    return examined.deviates("status/refusal", found, examined.errors, as_recorded=empty)


def _is_one_thing(examined: Examination, value: Members, pointer: str, response: str) -> bool:
    """Tells whether the envelope is whole, and a success is not mixed with an error."""
    findings, document = examined.findings, examined.document
    served = examined.body.form == "served"
    if served and not _is_whole_envelope(examined, value, response):
        return False
    names = document.documented_names(examined.exchange.operation)
    documented = set(document.properties(pointer))
    mixed = any(name in value for name in names - (set(ENVELOPE) if served else documented))
    message = examined.body.message
    if served and not examined.failed and message is not None:
        mixed = mixed or any(name in message for name in names - documented)
    if not examined.failed:
        mixed = mixed or _names_error(value) or (message is not None and _names_error(message))
    if mixed:
        what = "an error of the other form" if examined.failed else "an error"
        found = f"The status is {examined.received.status}, and the body holds {what}."
        findings.add("contradiction", found, response)
    return not mixed


def _names_error(members_of: Members) -> bool:
    return any(name.lower().startswith("error") and value for name, value in members_of.items())


def _is_whole_envelope(examined: Examination, value: Members, response: str) -> bool:
    """Tells whether an envelope is as tKeel makes it, and agrees with the status."""
    findings = examined.findings
    fault = envelope_fault(value, failed=examined.failed)
    if fault is not None:
        findings.add("envelope", fault, FORMS)
        return False
    name = str(value["code"])
    if (name == SUCCESS) == examined.failed:
        what = "success" if name == SUCCESS else "an error"
        found = f"The status is {examined.received.status}, and code names {what}."
        findings.add("contradiction", found, response)
        return False
    if name not in {SUCCESS, ""} and REASONS.get(name) is None:
        found = "The name in code is another one."
        findings.add("unknown-reason", found, FORMS, severity=Severity.INFO)
    return True


def _is_allowed(
    examined: Examination, value: Members, pointer: str, schemas: Schemas, sensitive: frozenset[str]
) -> bool:
    """Tells whether the schema allows the message; names members that it does not know."""
    document, findings = examined.document, examined.findings
    served = examined.body.form == "served"
    unknown = [(name, FORMS) for name in value if served and name not in ENVELOPE]
    message = examined.body.message
    urls: list[object] = []
    allowed = True
    if message is not None:
        message = dict(message)
        if served:
            urls.append(message.pop(members.TYPE, None))
        unknown += members.unknown_members(document, message, pointer)
        if examined.must_fail and not examined.failed:
            # That it is empty, or should not be there, has been said.
            message.update(dict.fromkeys(sensitive, _STAND_IN))
        allowed = schemas.allow(findings, message, pointer)
        if allowed:
            typed = list(members.typed_messages(document, message, pointer))
            urls += [one.get(members.TYPE) for one in typed]
            members.judge_error_info(findings, document, typed)
            if not (examined.failed or examined.must_fail):
                _look_at_code(examined, message, pointer, sensitive)
    members.judge_type_urls(findings, document, urls)
    if unknown:
        names = examined.quotes.words(name for name, _ in unknown)
        found = f"The schema does not name: {names}."
        findings.add("unknown-member", found, unknown[0][1], severity=Severity.INFO)
    return allowed


def _look_at_code(examined: Examination, message: Members, pointer: str, sensitive: frozenset[str]) -> None:
    """Adds that what a success gives out can be no code, which RFC 6749 has in appendix A.11."""
    for name, place in examined.document.properties(pointer).items():
        code = message.get(name)
        if name in sensitive and isinstance(code, str):
            told = code.strip().lower()
            if not (_CODE.fullmatch(code) and told) or told.startswith(RESULT_NAMES):
                examined.findings.add("code", f"What {name} holds is none.", place)


def _look_at_number(examined: Examination, value: Members, pointer: str) -> None:
    """Adds what the number of a documented error says against its status, or to nobody."""
    place = examined.document.properties(pointer).get("code")
    if not examined.failed or examined.body.form == "served" or place is None:
        return
    number = value.get("code", 0)
    status = examined.received.status
    if number == 0:
        found = f"The status is {status}, and code is 0 or missing, which says that all is well."
        examined.findings.add("contradiction", found, place)
    elif number not in set(Code):
        found = "The number in code is another one."
        examined.findings.add("unknown-reason", found, place, severity=Severity.INFO)
