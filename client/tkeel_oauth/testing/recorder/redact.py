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
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from http import HTTPMethod
from typing import TypeAlias
from urllib.parse import quote

from tkeel_oauth._runtime.base.codes import FIRST_ERROR, Code, phrase
from tkeel_oauth._runtime.base.json import InvalidJSON, is_array, is_object, parse
from tkeel_oauth._runtime.call.messages import RawResponse
from tkeel_oauth._runtime.contract.rpc import ERROR_INFO
from tkeel_oauth.testing.har import as_text
from tkeel_oauth.testing.matching import Credentials
from tkeel_oauth.testing.messages import Answer, Headers
from tkeel_oauth.testing.scenario import Scenario, WireForm

from .known import MEDIA_TYPES, NO_NAME, NO_TEXT, messages, plain_texts, result_names, types, value_of
from .scenarios import Base, invented_login

__all__ = ["KEPT_HEADERS", "Redacted", "Redactor"]

KEPT_HEADERS = (
    *("content-type", "location", "allow", "retry-after", "x-content-type-options", "date"),
    *("content-length", "connection"),
)
"""What of a header may be written, where its value is known, too."""

_Known: TypeAlias = dict[str, Callable[[object], object]]
"""The members that are known, and what is written of each."""

_MARK = "INVENTEDCODE"
_CODE_LENGTH = 48
_ALPHABET = string.ascii_uppercase + string.digits
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
        forms: tuple[Callable[[str], str], ...] = (_quoted, html.escape, str)
        self._swaps = [_Swap([(encode(old), encode(new)) for old, new in pairs]) for encode in forms]

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
            reason=phrase(status),
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
            started_at=as_text(self._moment),
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
        self._shipped_value = value_of(shipped.body)
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
                return MEDIA_TYPES.get(value.lower().replace(" ", ""))
            case "allow":
                methods = [part.strip() for part in value.split(",")]
                return ", ".join(methods) if set(methods) <= set(HTTPMethod) else None
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
        return (content, "text") if content in plain_texts() else None

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
        if not text or text in result_names():
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
        return text if not text or text in result_names() else NO_NAME

    def _message(self, value: object) -> str:
        text = _text_of(value)
        usual = self._shipped_value.get("msg")
        if isinstance(usual, str) and self._redactor.is_the_same(text, usual):
            return usual
        return text if text in messages() else NO_TEXT

    def _type(self, value: object) -> str:
        text = _text_of(value)
        if text not in types():
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


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _text_of(value: object) -> str:
    if not isinstance(value, str):
        raise _OfAnotherKindError
    return value


def _is_error_info(detail: object) -> bool:
    return (
        is_object(detail)
        and set(detail) == {"@type", "reason", "domain"}
        and detail["@type"] == ERROR_INFO
        and f"{detail['domain']}.{detail['reason']}" in result_names()
    )
