"""Writes a recording as HAR 1.2, with the same bytes for the same recording."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from .matching import escapes_are_valid, parse_query
from .messages import Answer, Headers, Request, header_values
from .scenario import Recording, Scenario

__all__ = ["ORIGIN", "as_text", "document", "dumps"]

ORIGIN = "http://tkeel.example.com"
"""Scheme and host that stand in a recording in place of the recorded server's."""

# What RFC 3986 lets stand in a path or query unescaped.
_URI_SAFE = "/?:@!$&'()*+,;=-._~%"


def dumps(har: Mapping[str, object]) -> bytes:
    """Turns a HAR document into bytes: sorted members, one space of indent, UTF-8, a final newline."""
    return (json.dumps(har, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def as_text(moment: datetime) -> str:
    """Gives a moment of UTC as a recording has it, in whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def document(recording: Recording) -> dict[str, object]:
    """Lays a recording out as a HAR 1.2 document."""
    provenance = recording.provenance
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "tkeel-oauth", "version": str(provenance.format)},
            "entries": [_entry(scenario) for scenario in recording],
            "_contract": {
                "format": provenance.format,
                "origin": provenance.origin,
                "recordedAt": provenance.recorded_at,
            },
        }
    }


def _entry(scenario: Scenario) -> dict[str, object]:
    entry: dict[str, object] = {
        "startedDateTime": scenario.started_at,
        "time": scenario.elapsed_ms,
        "request": _request(scenario.request),
        "response": _response(scenario.answer),
        "cache": {},
        "timings": {"send": 0, "wait": scenario.elapsed_ms, "receive": 0},
        "_scenario": scenario.name,
        "_operationId": scenario.operation_id,
        "_wireForm": scenario.wire_form,
        "_reach": scenario.reach,
    }
    if scenario.outcome is not None:
        entry["_outcome"] = scenario.outcome
    if scenario.primary is not None:
        entry["_primary"] = scenario.primary
    if scenario.comment:
        entry["comment"] = scenario.comment
    return entry


def _request(request: Request) -> dict[str, object]:
    har: dict[str, object] = {
        "method": request.method,
        "url": ORIGIN + _as_uri(request.target),
        "httpVersion": request.http_version,
        "cookies": [],
        "headers": _headers(request.headers),
        "queryString": [
            {"name": _readable(name), "value": _readable(value)}
            for name, value in parse_query(request.target.partition("?")[2])
        ],
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if _as_uri(request.target) != request.target:
        har["_target"] = request.target
    if request.body:
        mime_type = next(header_values(request.headers, "content-type"), "")
        har["postData"] = {"mimeType": mime_type, "params": [], "text": request.body.decode()}
    return har


def _response(answer: Answer | None) -> dict[str, object]:
    if answer is None:
        answer = Answer(status=0, reason="", http_version="")
    content: dict[str, object] = {
        "size": len(answer.body),
        "mimeType": next(header_values(answer.headers, "content-type"), ""),
    }
    try:
        content["text"] = answer.body.decode()
    except UnicodeDecodeError:
        content["text"] = base64.b64encode(answer.body).decode()
        content["encoding"] = "base64"
    return {
        "status": answer.status,
        "statusText": answer.reason,
        "httpVersion": answer.http_version,
        "cookies": [],
        "headers": _headers(answer.headers),
        "content": content,
        "redirectURL": next(header_values(answer.headers, "location"), ""),
        "headersSize": -1,
        "bodySize": len(answer.body),
    }


def _headers(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _as_uri(target: str) -> str:
    """Mends a target that no URI may hold; readers of HAR refuse the whole file otherwise."""
    if not escapes_are_valid(target):
        target = target.replace("%", "%25")
    return quote(target, safe=_URI_SAFE)


def _readable(text: str) -> str:
    return text.encode(errors="surrogateescape").decode(errors="replace")
