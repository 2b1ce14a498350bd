"""Makes of a live answer the one that is written.

It is put together from what is known, not cleaned of what is secret: the status, headers of which every
value is known, the members of tKeel's messages by their names. A code becomes an invented one; a text that
is not one of tKeel's own gets a placeholder. What is no JSON is written where it is what the shipped
recording has, once the login that was sent is taken for the invented one. All else is named and left out.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import quote

from tkeel_oauth._runtime.base.codes import FIRST_ERROR, SUCCESS, Code, phrase, reasons
from tkeel_oauth._runtime.base.json import InvalidJSON, is_array, is_object, parse
from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth._runtime.call.messages import RawResponse
from tkeel_oauth._runtime.contract.rpc import ERROR_INFO
from tkeel_oauth.testing.errors import SecretSurvivedError
from tkeel_oauth.testing.har import document
from tkeel_oauth.testing.matching import Credentials
from tkeel_oauth.testing.messages import Answer, Headers, header_values
from tkeel_oauth.testing.recording import load_recording
from tkeel_oauth.testing.scenario import Recording, Scenario, WireForm

from .scenarios import Base, invented_login

__all__ = [
    "KEPT_HEADERS",
    "NO_NAME",
    "NO_TEXT",
    "Redacted",
    "Redactor",
    "known_texts",
    "refuse_survivors",
    "texts_in",
    "times_of",
]

KEPT_HEADERS = (
    *("content-type", "location", "allow", "retry-after", "x-content-type-options", "date"),
    *("content-length", "connection"),
)
"""What of a header may be written, where its value is known, too."""

NO_TEXT = "not recorded: a text of the server's own"
"""What stands for a message that is not one of tKeel's."""

NO_NAME = "io.tkeel.NOT_RECORDED"
"""What stands for a result name that is not one of tKeel's."""

_Known: TypeAlias = dict[str, Callable[[object], object]]
"""The members that are known, and what is written of each."""

_MARK = "INVENTEDCODE"
_CODE_LENGTH = 48
_ALPHABET = string.ascii_uppercase + string.digits
_METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})
_MEDIA_TYPES = {
    "application/json": "application/json",
    "application/json;charset=utf-8": "application/json; charset=utf-8",
    "text/html": "text/html",
    "text/html;charset=utf-8": "text/html; charset=utf-8",
    "text/plain": "text/plain",
    "text/plain;charset=utf-8": "text/plain; charset=utf-8",
}
_MEMBERS = ("code", "msg", "data", "message", "details", "@type", "reason", "domain")
_FORMS: tuple[WireForm, ...] = ("served", "documented", "text", "html")
_LONGEST_WAIT = 3600


@dataclass(frozen=True, slots=True)
class Redacted:
    """What is known of an answer.

    Args:
        scenario: The scenario with the answer that is written; None where too little is known.
        left_out: What is not written, in words.
        issued: The live codes that the answer brought.
    """

    scenario: Scenario | None
    left_out: tuple[str, ...]
    issued: tuple[str, ...]


class Redactor:
    """Makes the answers of one recording.

    Args:
        base: The live server.
        login: Who logged in.
        moment: The start of the recording, in UTC.
    """

    def __init__(self, base: Base, login: Credentials, moment: datetime) -> None:
        self._base = base
        self._moment = moment
        invented = invented_login()
        names = ("tenant_id", "username", "password", "redirect_uri")
        pairs = [(str(getattr(invented, name)), str(getattr(login, name))) for name in names]
        # As it was sent, as a page has that, and as a message has it.
        self._swaps = [
            _Swap([(encode(old), encode(new)) for old, new in pairs]) for encode in (_quoted, _escaped, str)
        ]

    def redact(self, shipped: Scenario, response: RawResponse) -> Redacted:
        """Makes the scenario that is written."""
        answer = shipped.answer
        if answer is None:
            raise AssertionError(f"the shipped scenario {shipped.name} has no answer")
        rebuilt = _Rebuilt(self, shipped, answer, response)
        made = rebuilt.body()
        if made is None:
            left_out = ("the answer, as its body is of a kind that is not tKeel's",)
            return Redacted(None, left_out, tuple(rebuilt.issued))
        body, form = made
        status = response.status_code
        fresh = replace(
            answer,
            status=status,
            reason=phrase_of(status),
            headers=rebuilt.headers(body, head=shipped.request.method == "HEAD"),
            body=body,
            http_version="HTTP/1.1",
        )
        written = replace(
            shipped,
            answer=fresh,
            wire_form=form,
            primary=None,
            elapsed_ms=0.0,
            started_at=self._moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            comment="",
        )
        return Redacted(written, tuple(rebuilt.left_out), tuple(rebuilt.issued))

    def date(self) -> str:
        """Gives the moment as a `Date` header has it."""
        return format_datetime(self._moment, usegmt=True)

    def is_the_same(self, live: str, shipped: str) -> bool:
        """Tells whether a text is that of the shipped recording but for who logged in, and where."""
        here = self._base.recorded(live)
        return any(swap(shipped) in {live, here} for swap in self._swaps)


class _Swap:
    """Puts the live login into a shipped text."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._live = dict(pairs)
        longest_first = sorted(self._live, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def __call__(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._live[match[0]], text)


class _Rebuilt:
    """One answer, put together again."""

    def __init__(
        self, redactor: Redactor, scenario: Scenario, shipped: Answer, response: RawResponse
    ) -> None:
        self._redactor = redactor
        self._name = scenario.name
        self._form: WireForm = scenario.wire_form
        self._shipped = shipped
        self._shipped_value = _value_of(shipped.body)
        self._response = response
        self.left_out: list[str] = []
        self.issued: list[str] = []

    def body(self) -> tuple[bytes, WireForm] | None:
        """Gives the body and what it is, None where that is not known."""
        content = self._response.content
        if not content:
            return b"", "text"
        try:
            value = parse(content)
        except InvalidJSON:
            value = None
        if not is_object(value):
            return self._text(content)
        served = "data" in value or "msg" in value
        message = self._members(value, self._served() if served else self._documented())
        form: WireForm = "served" if "data" in message else "documented"
        if message == self._shipped_value:
            return self._shipped.body, form
        return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(), form

    def headers(self, body: bytes, *, head: bool) -> Headers:
        """Gives the headers that are known, in the order of the shipped answer."""
        came: dict[str, list[str]] = {}
        for raw, value in self._response.headers:
            came.setdefault(raw.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        if "transfer-encoding" in came:
            # The body is no longer in chunks.
            came["content-length"] = [str(len(body))]
        shipped = {name.lower(): (name, value) for name, value in self._shipped.headers}
        kept: list[tuple[str, str]] = []
        for lower in dict.fromkeys((*shipped, *KEPT_HEADERS)):
            name, usual = shipped.get(lower, (lower.title(), ""))
            values = set(came.get(lower, ()))
            if lower == "content-length" and values and not head:
                kept.append((name, str(len(body))))
            elif lower == "date" and values:
                kept.append((name, self._redactor.date()))
            elif values:
                known = self._header(lower, values.pop(), usual) if len(values) == 1 else None
                if known is None:
                    self.left_out.append(f"the header {name}")
                else:
                    kept.append((name, known))
        return tuple(kept)

    def _header(self, name: str, value: str, usual: str) -> str | None:
        if usual and self._redactor.is_the_same(value, usual):
            return usual
        match name:
            case "content-type":
                return _MEDIA_TYPES.get(value.lower().replace(" ", ""))
            case "allow":
                methods = [part.strip() for part in value.split(",")]
                return ", ".join(methods) if set(methods) <= _METHODS else None
            case "retry-after":
                seconds = int(value) if re.fullmatch(r"[0-9]{1,4}", value) else _LONGEST_WAIT + 1
                return str(seconds) if seconds <= _LONGEST_WAIT else None
            case "x-content-type-options":
                return "nosniff" if value.lower() == "nosniff" else None
            case "connection":
                return value.lower() if value.lower() in {"close", "keep-alive"} else None
            case _:
                return None

    def _text(self, content: bytes) -> tuple[bytes, WireForm] | None:
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return None
        if self._redactor.is_the_same(text, self._shipped.body.decode()):
            return self._shipped.body, self._form
        return (content, "text") if content in _plain_texts() else None

    def _served(self) -> _Known:
        data: _Known = {"@type": self._type, "code": self._code}
        return {
            "code": self._result_name,
            "msg": self._message,
            "data": lambda value: self._nested(value, data),
        }

    def _documented(self) -> _Known:
        if self._response.status_code < FIRST_ERROR:
            return {"code": self._code}
        return {
            "code": lambda value: self._number(value) if isinstance(value, int) else self._result_name(value),
            "message": self._message,
            "details": self._details,
        }

    def _members(self, value: dict[str, object], known: _Known) -> dict[str, object]:
        made: dict[str, object] = {}
        unknown = 0
        for name, member in value.items():
            if name not in known:
                unknown += 1
                continue
            try:
                made[name] = None if member is None else known[name](member)
            except _OfAnotherKindError:
                self.left_out.append(f"the member {name}, which is of another kind")
        if unknown:
            self.left_out.append(f"members that the contract does not know: {unknown}")
        return made

    def _nested(self, value: object, known: _Known) -> dict[str, object]:
        if not is_object(value):
            raise _OfAnotherKindError
        return self._members(value, known)

    def _code(self, value: object) -> str:
        text = _text_of(value)
        if not text or text in _result_names():
            return text
        self.issued.append(text)
        return self._invented_code()

    def _invented_code(self) -> str:
        for place in (self._shipped_value, self._shipped_value.get("data")):
            code = place.get("code") if is_object(place) else None
            if isinstance(code, str) and code.startswith(_MARK):
                return code
        digest = hashlib.shake_256(self._name.encode()).digest(_CODE_LENGTH - len(_MARK))
        return _MARK + "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest)

    def _result_name(self, value: object) -> str:
        text = _text_of(value)
        return text if not text or text in _result_names() else NO_NAME

    def _message(self, value: object) -> str:
        text = _text_of(value)
        usual = self._shipped_value.get("msg")
        if isinstance(usual, str) and self._redactor.is_the_same(text, usual):
            return usual
        return text if text in _messages() else NO_TEXT

    def _type(self, value: object) -> str:
        text = _text_of(value)
        if text not in _types():
            raise _OfAnotherKindError
        return text

    def _number(self, value: int) -> int:
        # A bool is an int in Python, not in JSON.
        if isinstance(value, bool) or value not in set(Code):
            raise _OfAnotherKindError
        return int(value)

    def _details(self, value: object) -> list[object]:
        if not is_array(value):
            raise _OfAnotherKindError
        known = [detail for detail in value if _is_error_info(detail)]
        if len(known) < len(value):
            self.left_out.append("details that tKeel does not send")
        return known


class _OfAnotherKindError(Exception):
    """A member is not what the contract says, so nothing is known of it."""


def phrase_of(status: int) -> str:
    """Gives the standard reason phrase, "" for a status that has none; a server's own is not kept."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def refuse_survivors(recording: Recording, secrets: list[str]) -> None:
    """Makes sure that no live secret is in what would be written.

    What stands in the shipped recording, too, is no secret; all else is looked through in every form that
    is known.

    Args:
        recording: What would be written.
        secrets: The password, and every code that came.

    Raises:
        SecretSurvivedError: When one is; the message says where, not what it reads.
    """
    scanner = SecretScanner(secrets)
    known = known_texts()
    times = {value for one in recording for value in times_of(one)} | {recording.provenance.recorded_at}
    for place, text in texts_in(document(recording), ""):
        if text not in known and text not in times and scanner.finds(text):
            raise SecretSurvivedError(f"a password or a code would stand in the recording, at {place}")


def times_of(scenario: Scenario) -> Iterator[str]:
    """Yields the moments in a scenario, which are the recorder's own."""
    yield scenario.started_at
    if scenario.answer:
        yield from header_values(scenario.answer.headers, "date")


@cache
def known_texts() -> frozenset[str]:
    """Gives every text that the recorder has of its own: what it writes is one of these, or a number."""
    shipped = frozenset(text for _, text in texts_in(document(load_recording()), ""))
    info = {ERROR_INFO, *(part for name in _result_names() for part in (name.rpartition(".")[::2]))}
    words = {NO_NAME, NO_TEXT, *_MEDIA_TYPES.values(), *_FORMS, *_MEMBERS, *info}
    return shipped | _result_names() | _messages() | _types() | words


def texts_in(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Yields every name and text in a document; a body that is JSON is taken apart."""
    if is_object(value):
        for name, member in value.items():
            yield f"{place}, in the name of a member", name
            yield from texts_in(member, f"{place}.{name}".lstrip("."))
    elif is_array(value):
        for index, element in enumerate(value):
            yield from texts_in(element, f"{place}[{index}]")
    elif isinstance(value, str):
        inner = _value_of(value.encode()) if value.startswith("{") else {}
        if inner or value == "{}":
            yield from texts_in(inner, place)
        else:
            yield place, value


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _escaped(text: str) -> str:
    return html.escape(text)


def _text_of(value: object) -> str:
    if not isinstance(value, str):
        raise _OfAnotherKindError
    return value


def _value_of(body: bytes) -> dict[str, object]:
    try:
        value = parse(body)
    except InvalidJSON:
        return {}
    return value if is_object(value) else {}


def _is_error_info(detail: object) -> bool:
    return (
        is_object(detail)
        and set(detail) == {"@type", "reason", "domain"}
        and detail["@type"] == ERROR_INFO
        and f"{detail['domain']}.{detail['reason']}" in _result_names()
    )


@cache
def _result_names() -> frozenset[str]:
    return frozenset({SUCCESS, *reasons()})


@cache
def _messages() -> frozenset[str]:
    """The texts of tKeel's that repeat nothing of a request, and the phrases of its gateway."""
    shipped = [_value_of(one.answer.body).get("msg") for one in load_recording() if one.answer]
    own = {text for text in shipped if isinstance(text, str) and ":" not in text}
    return frozenset({*own, "", *(phrase(status) for status in HTTPStatus)})


@cache
def _types() -> frozenset[str]:
    """The `@type` of authorize's success."""
    data = _value_of(_body_of("success")).get("data")
    return frozenset({str(data["@type"])}) if is_object(data) else frozenset()


@cache
def _plain_texts() -> frozenset[bytes]:
    """The bodies of tKeel's router, which are the same whatever was asked."""
    return frozenset(one.answer.body for one in load_recording() if one.answer and one.wire_form == "text")


def _body_of(name: str) -> bytes:
    answer = load_recording()[name].answer
    return answer.body if answer else b""
