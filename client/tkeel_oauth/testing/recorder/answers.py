"""What an answer issues, and an answer with stand-ins in it."""

from __future__ import annotations

import html
import json
import re
from contextlib import suppress
from dataclasses import replace
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from tkeel_oauth._runtime.base.codes import FIRST_ERROR
from tkeel_oauth.testing.messages import Answer, Headers, header_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from .parts import Role

__all__ = ["issued", "redacted"]

_ROLES: dict[str, Role] = {
    "code": "code",
    "access_token": "access_token",
    "id_token": "access_token",
    "refresh_token": "refresh_token",
}
# Written like JSON, also where it is no whole JSON or JSON in a string.
_MEMBER = re.compile(r'"(code|(?:access|id|refresh)_token)\\*"\s*:\s*\\*"([^"\\]+)', re.IGNORECASE)
_PARAMETER = re.compile(r"[?&;#](code|(?:access|id|refresh)_token)=([^&;#\"'<>\s]{8,})", re.IGNORECASE)
# What stands where a code does and names a result: tKeel's own names, and an error's by its looks.
_RESULT_NAME = "io.tkeel."
_OPAQUE = re.compile(r"[A-Za-z0-9+/=-]{24,}")

_KEPT = frozenset(
    {
        "allow",
        "cache-control",
        "connection",
        "content-length",
        "content-type",
        "date",
        "location",
        "retry-after",
        "transfer-encoding",
        "www-authenticate",
        "x-content-type-options",
    }
)


def issued(answer: Answer) -> Iterator[tuple[Role, str]]:
    """Yields the codes and tokens in an answer, with their roles.

    Args:
        answer: The live answer.
    """
    text = answer.body.decode("utf-8", "replace")
    found: list[tuple[str, object]] = []
    with suppress(ValueError, RecursionError):
        # Also what a second member of the same name hides.
        json.loads(text, object_pairs_hook=found.extend)
    found += _MEMBER.findall(text)
    found += [
        (name, unquote_plus(value))
        for place in (html.unescape(text), *header_values(answer.headers, "location"))
        for name, value in _PARAMETER.findall(place)
    ]
    for name, value in found:
        role = _ROLES.get(name.lower())
        if role and isinstance(value, str) and _is_secret(role, value, answer.status):
            yield role, value


def _is_secret(role: Role, value: str, status: int) -> bool:
    if role != "code" or not value:
        return bool(value)
    if value.startswith(_RESULT_NAME):
        return False
    return status < FIRST_ERROR or _OPAQUE.fullmatch(value) is not None


def redacted(answer: Answer, replaced: Callable[[str], str], moment: datetime, *, head: bool) -> Answer:
    """Gives an answer as it stands in a recording.

    Args:
        answer: The live answer, its body decoded.
        replaced: Puts the stand-ins into a text.
        moment: The start of the recording, in UTC.
        head: Whether the answer is one to `HEAD`, whose length is not that of its body.
    """
    body = replaced(answer.body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return replace(
        answer,
        reason=replaced(answer.reason).encode("ascii", "ignore").decode(),
        headers=tuple(_headers(answer.headers, replaced, moment, None if head else len(body))),
        body=body,
        http_version="HTTP/1.0" if answer.http_version == "HTTP/1.0" else "HTTP/1.1",
    )


def _headers(
    headers: Headers, replaced: Callable[[str], str], moment: datetime, length: int | None
) -> Iterator[tuple[str, str]]:
    sized = any(header_values(headers, "content-length"))
    for name, value in headers:
        lower = name.lower()
        if lower not in _KEPT:
            continue
        if lower == "transfer-encoding":
            # The body is no longer in chunks; a length stands where they were announced.
            if not sized and length is not None:
                yield "Content-Length", str(length)
        elif lower == "content-length":
            yield name, value if length is None else str(length)
        elif lower == "date":
            yield name, format_datetime(moment, usegmt=True)
        else:
            yield name, replaced(value)
