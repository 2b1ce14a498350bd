"""Loads a recording from a HAR 1.2 file and checks it.

Members that start with `_` are this project's: `_contract` at the log, and at each entry `_scenario`,
`_operationId`, `_wireForm`, `_reach`, `_outcome` (exchanges without an answer, status 0) and `_primary`
(several entries with one request). A request whose target no URI may hold has it in `_target`.
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
import os
from collections import defaultdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from ._fields import Fields
from .errors import InvalidRecordingError
from .messages import Answer, Headers, Request
from .scenario import FORMAT, Contract, Outcome, Reach, Recording, Scenario, WireForm

if TYPE_CHECKING:
    from .matching import CanonicalRequest

__all__ = ["Recording", "load_recording", "parse_recording"]

_REACHES: tuple[Reach, ...] = ("sdk", "raw")
_WIRE_FORMS: tuple[WireForm, ...] = ("served", "documented", "text", "html", "none")
_OUTCOMES: tuple[Outcome | None, ...] = ("hang", "close", None)


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


def parse_recording(har: bytes) -> Recording:
    """Turns the bytes of a HAR file into a recording.

    Args:
        har: The file's content.

    Raises:
        InvalidRecordingError: When it is not such a recording; the message says where, never what stood.
    """
    try:
        loaded: object = json.loads(har)
    except (ValueError, RecursionError):
        # The decoder's own message would quote the text.
        raise InvalidRecordingError("not JSON") from None
    if not isinstance(loaded, dict):
        raise InvalidRecordingError("not a HAR file: the document must be an object")
    log = Fields(cast("dict[str, object]", loaded), "document").object("log")
    log = Fields(log.values, "log")
    log.one_of("version", ("1.2",))
    recording = Recording(
        contract=_contract(log.object("_contract")),
        scenarios=tuple(_scenario(entry) for entry in log.objects("entries")),
    )
    _check_names(recording)
    _check_primaries(recording)
    return recording


@functools.cache
def _shipped() -> Recording:
    return parse_recording(resources.files("tkeel_oauth.recordings").joinpath("tkeel.har").read_bytes())


def _contract(fields: Fields) -> Contract:
    return Contract(
        format=fields.one_of("format", (FORMAT,)),
        openapi_sha256=fields.text("openapiSha256"),
        recorded_at=fields.text("recordedAt"),
        origin=fields.text("origin"),
    )


def _scenario(entry: Fields) -> Scenario:
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


def _request(fields: Fields) -> Request:
    target = fields.optional_text("_target")
    if target is None:
        url = urlsplit(fields.text("url"))
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    post = fields.optional_object("postData")
    return Request(
        method=fields.text("method"),
        target=target,
        headers=_headers(fields),
        http_version=fields.text("httpVersion"),
        body=post.text("text").encode() if post else b"",
    )


def _answer(fields: Fields) -> Answer | None:
    status = fields.integer("status")
    if status == 0:
        return None
    content = fields.object("content")
    text = content.optional_text("text") or ""
    try:
        encoded = content.one_of("encoding", ("base64", None))
        body = base64.b64decode(text, validate=True) if encoded else text.encode()
    except (binascii.Error, UnicodeEncodeError):
        raise InvalidRecordingError(f"{content.place}.text cannot be decoded") from None
    return Answer(
        status=status,
        reason=fields.text("statusText"),
        headers=_headers(fields),
        body=body,
        http_version=fields.text("httpVersion"),
    )


def _headers(fields: Fields) -> Headers:
    return tuple((header.text("name"), header.text("value")) for header in fields.objects("headers"))


def _check_names(recording: Recording) -> None:
    names = recording.names
    for name in names:
        if names.count(name) > 1:
            raise InvalidRecordingError(f"two entries have the _scenario {name!r}")


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
