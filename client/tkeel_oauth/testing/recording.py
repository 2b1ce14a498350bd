"""Reads a recording from a HAR 1.2 file and checks it.

Members that start with `_` are this project's: `_contract` at the log, and at each entry `_scenario`,
`_operationId`, `_wireForm`, `_reach`, `_outcome` (exchanges without an answer, status 0) and `_primary`
(several entries with one request). A request whose target no URI may hold has it in `_target`.
"""

from __future__ import annotations

import base64
import functools
import json
import math
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import NoReturn, TypeVar, cast
from urllib.parse import urlsplit

# Named here and not by a text, so that what freezes an application takes the package with its file along.
from tkeel_oauth import recordings

from .errors import InvalidRecordingError
from .matching import CanonicalRequest
from .messages import Answer, Headers, Request
from .scenario import FORMAT, Outcome, Provenance, Reach, Recording, Scenario, WireForm

__all__ = ["load_recording", "parse_recording"]

_SHIPPED = "tkeel.har"
_REACHES: tuple[Reach, ...] = ("sdk", "raw")
_WIRE_FORMS: tuple[WireForm, ...] = ("served", "documented", "text", "html", "none")
_OUTCOMES: tuple[Outcome | None, ...] = ("hang", "close", None)
_HTTP_VERSIONS = ("HTTP/1.1", "HTTP/1.0")
_STATUSES = range(200, 1000)

# What can stand in the lines of an HTTP message.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TARGET = re.compile(r"[/*][\x20-\x7e]*")
_FIELD = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def load_recording(path: str | os.PathLike[str] | None = None) -> Recording:
    """Loads a recording.

    Args:
        path: A HAR file; without one, the recording that ships with the package.

    Raises:
        InvalidRecordingError: When the file is not such a recording; the message says where.
        OSError: When the file cannot be read.
    """
    if path is None:
        return _shipped()
    try:
        return parse_recording(Path(path).read_bytes())
    except InvalidRecordingError as error:
        raise InvalidRecordingError(f"{os.fspath(path)}: {error}") from None


@functools.cache
def _shipped() -> Recording:
    return parse_recording(resources.files(recordings).joinpath(_SHIPPED).read_bytes())


def parse_recording(har: bytes) -> Recording:
    """Turns the bytes of a HAR file into a recording.

    Raises:
        InvalidRecordingError: When it is not such a recording; the message says where, never what stood.
    """
    log = _Fields({"log": _loaded(har).get("log")}, "document").object("log", "log")
    log.one_of("version", ("1.2",))
    recording = Recording(
        provenance=_provenance(log.object("_contract")),
        scenarios=tuple(_scenario(entry) for entry in log.objects("entries")),
    )
    _check_names(recording)
    _check_primaries(recording)
    return recording


def _loaded(har: bytes) -> Mapping[str, object]:
    try:
        loaded: object = json.loads(har, parse_constant=_no_number)
    except (ValueError, RecursionError):
        # The decoder's own message would quote the text.
        raise InvalidRecordingError("not JSON") from None
    if not isinstance(loaded, dict):
        raise InvalidRecordingError("not a HAR file: the document must be an object")
    try:
        json.dumps(loaded, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InvalidRecordingError(r"a text holds half of a surrogate pair, such as \ud800") from None
    return cast("dict[str, object]", loaded)


def _no_number(_name: str) -> NoReturn:
    raise ValueError


def _provenance(fields: _Fields) -> Provenance:
    return Provenance(
        format=fields.one_of("format", (FORMAT,)),
        recorded_at=fields.text("recordedAt"),
        origin=fields.text("origin"),
    )


def _scenario(entry: _Fields) -> Scenario:
    answer = _answer(entry.object("response"))
    outcome: Outcome | None = entry.one_of("_outcome", _OUTCOMES)
    if (answer is None) != (outcome is not None):
        raise InvalidRecordingError(
            f"{entry.place}._outcome must stand where response.status is 0 and nowhere else"
        )
    return Scenario(
        name=entry.text("_scenario"),
        request=_request(entry.object("request")),
        answer=answer,
        operation_id=entry.optional_text("_operationId"),
        wire_form=entry.one_of("_wireForm", _WIRE_FORMS),
        reach=entry.one_of("_reach", _REACHES),
        outcome=outcome,
        primary=entry.optional_flag("_primary"),
        elapsed_ms=entry.number("time"),
        started_at=entry.text("startedDateTime"),
        comment=entry.optional_text("comment") or "",
    )


def _request(fields: _Fields) -> Request:
    target = fields.optional_text("_target")
    if target is None:
        try:
            url = urlsplit(fields.text("url"))
        except ValueError:
            raise fields.wrong("url", "a URL") from None
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    if not _TARGET.fullmatch(target):
        raise fields.wrong("_target" if "_target" in fields.values else "url", "of ASCII, its path absolute")
    post = fields.optional_object("postData")
    return Request(
        method=fields.matching("method", _TOKEN, "the name of a method"),
        target=target,
        headers=_headers(fields),
        http_version=fields.one_of("httpVersion", _HTTP_VERSIONS),
        body=post.text("text").encode() if post else b"",
    )


def _answer(fields: _Fields) -> Answer | None:
    status = fields.integer("status")
    if status == 0:
        return None
    if status not in _STATUSES:
        raise fields.wrong("status", "0 or a final status of three digits")
    content = fields.object("content")
    text = content.optional_text("text") or ""
    try:
        encoded = content.one_of("encoding", ("base64", None))
        body = base64.b64decode(text, validate=True) if encoded else text.encode()
    except ValueError as error:
        if isinstance(error, InvalidRecordingError):
            raise
        raise InvalidRecordingError(f"{content.place}.text cannot be decoded") from None
    return Answer(
        status=status,
        reason=fields.matching("statusText", _FIELD, "a line of Latin-1"),
        headers=_headers(fields),
        body=body,
        http_version=fields.one_of("httpVersion", _HTTP_VERSIONS),
    )


def _headers(fields: _Fields) -> Headers:
    return tuple(
        (
            header.matching("name", _TOKEN, "the name of a header"),
            header.matching("value", _FIELD, "a line of Latin-1"),
        )
        for header in fields.objects("headers")
    )


def _check_names(recording: Recording) -> None:
    seen = set[str]()
    for name in recording.names:
        if name in seen:
            raise InvalidRecordingError(f"two entries have the _scenario {name!r}")
        seen.add(name)


def _check_primaries(recording: Recording) -> None:
    groups: dict[CanonicalRequest, list[Scenario]] = defaultdict(list)
    for scenario in recording:
        groups[scenario.canonical].append(scenario)
    for group in groups.values():
        if len(group) > 1 and sum(scenario.primary is True for scenario in group) != 1:
            names = ", ".join(scenario.name for scenario in group)
            raise InvalidRecordingError(
                f"one of these entries with the same request must be _primary: {names}"
            )


_T = TypeVar("_T")
_KINDS: dict[type, str] = {
    str: "a string",
    int: "an integer",
    bool: "true or false",
    dict: "an object",
    list: "an array",
}


@dataclass(frozen=True, slots=True)
class _Fields:
    """One JSON object and its place, such as `log.entries[3].request`: typed members, or what is wrong."""

    values: Mapping[str, object]
    place: str

    def text(self, name: str) -> str:
        return self._get(name, str)

    def matching(self, name: str, pattern: re.Pattern[str], wanted: str) -> str:
        text = self.text(name)
        if not pattern.fullmatch(text):
            raise self.wrong(name, wanted)
        return text

    def integer(self, name: str) -> int:
        return self._get(name, int)

    def number(self, name: str) -> float:
        value = self.values.get(name)
        try:
            if not isinstance(value, bool) and isinstance(value, int | float) and math.isfinite(value):
                return value
        except OverflowError:
            # So large that only an integer holds it.
            pass
        raise self.wrong(name, "a number")

    def optional_text(self, name: str) -> str | None:
        return None if self.values.get(name) is None else self._get(name, str)

    def optional_flag(self, name: str) -> bool | None:
        return None if self.values.get(name) is None else self._get(name, bool)

    def one_of(self, name: str, allowed: tuple[_T, ...]) -> _T:
        value = self.values.get(name)
        for candidate in allowed:
            if value == candidate:
                return candidate
        raise self.wrong(
            name, "one of " + ", ".join("absent" if one is None else str(one) for one in allowed)
        )

    def object(self, name: str, place: str = "") -> _Fields:
        value = cast("Mapping[str, object]", self._get(name, dict))
        return _Fields(value, place or f"{self.place}.{name}")

    def optional_object(self, name: str) -> _Fields | None:
        return None if name not in self.values else self.object(name)

    def objects(self, name: str) -> Iterator[_Fields]:
        for index, value in enumerate(cast("list[object]", self._get(name, list))):
            place = f"{self.place}.{name}[{index}]"
            if not isinstance(value, dict):
                raise InvalidRecordingError(f"{place} must be an object")
            yield _Fields(cast("Mapping[str, object]", value), place)

    def wrong(self, name: str, wanted: str) -> InvalidRecordingError:
        state = "must be" if name in self.values else "is missing, must be"
        return InvalidRecordingError(f"{self.place}.{name} {state} {wanted}")

    def _get(self, name: str, kind: type[_T]) -> _T:
        value = self.values.get(name)
        # bool is an int in Python, not in JSON.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(name, _KINDS[kind])
        return value
