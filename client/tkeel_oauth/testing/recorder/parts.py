"""The values in a request that have a role, and a request with others in their places.

The places are read as the server reads them: the path split before it is decoded, the query and a form
as pairs. What stands where, not what it looks like, decides its role; so a user name that is also the
password becomes two invented values.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import quote, unquote, unquote_plus

from tkeel_oauth.testing.matching import escapes_are_valid
from tkeel_oauth.testing.messages import Request, header_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Role", "Substitute", "parts", "with_parts"]

Role: TypeAlias = Literal[
    "password",
    "username",
    "tenant_id",
    "redirect_uri",
    "state",
    "code",
    "access_token",
    "refresh_token",
    "other",
    "host",
    "path",
]
"""What a live value is; `other` is a parameter or path segment that the contract does not know."""

Substitute: TypeAlias = "Callable[[Role, str], str]"
"""Gives what stands for a value of a role; the value itself to leave it as it is."""

_PARAMETERS: dict[str, Role | None] = {
    "password": "password",
    "username": "username",
    "redirect_uri": "redirect_uri",
    "state": "state",
    "code": "code",
    "access_token": "access_token",
    "refresh_token": "refresh_token",
    "id_token": "access_token",
    "response_type": None,
    "grant_type": None,
}
_LITERALS = frozenset({"", ".", "..", "apis", "authorize", "oauth", "security", "token", "v1"})
_FORM = "application/x-www-form-urlencoded"


def parts(request: Request) -> Iterator[tuple[Role, str]]:
    """Yields the values that have a role, decoded, in the order of the request.

    Args:
        request: With a recorded target, which starts with `/v1`.
    """
    found: list[tuple[Role, str]] = []

    def note(role: Role, value: str) -> str:
        found.append((role, value))
        return value

    with_parts(request, note)
    yield from found
    with suppress(ValueError, RecursionError):
        yield from _json_parts(request.body)


def with_parts(request: Request, substitute: Substitute) -> Request:
    """Gives a request in which other values stand; what is not replaced keeps its bytes.

    Args:
        request: With a recorded target, which starts with `/v1`.
        substitute: Asked for every value that has a role.
    """
    path, mark, query = request.target.partition("?")
    body = request.body
    if next(header_values(request.headers, "content-type"), "").partition(";")[0].strip().lower() == _FORM:
        body = _pairs(body.decode("latin-1"), substitute).encode("latin-1")
    return replace(request, target=_path(path, substitute) + mark + _pairs(query, substitute), body=body)


def _path(path: str, substitute: Substitute) -> str:
    segments = path.split("/")
    last = len(segments) - 1
    tenant = segments.index("oauth") + 1 if "oauth" in segments else last
    return "/".join(
        segment
        if segment in _LITERALS
        else _replaced(segment, "tenant_id" if index == tenant < last else "other", substitute)
        for index, segment in enumerate(segments)
    )


def _pairs(query: str, substitute: Substitute) -> str:
    changed: list[str] = []
    for pair in query.split("&"):
        name, mark, value = pair.partition("=")
        role = _PARAMETERS.get(unquote_plus(name).strip().lower(), "other")
        changed.append(pair if role is None else name + mark + _replaced(value, role, substitute, plus=True))
    return "&".join(changed)


def _replaced(raw: str, role: Role, substitute: Substitute, *, plus: bool = False) -> str:
    value = unquote_plus(raw) if plus else unquote(raw)
    if not value:
        return raw
    fresh = substitute(role, value)
    if fresh == value:
        return raw
    # What the server cannot read and drops must stay so.
    flaw = ";" if plus and ";" in raw else "" if escapes_are_valid(raw) else "%zz"
    return quote(fresh, safe="") + flaw


def _json_parts(body: bytes) -> Iterator[tuple[Role, str]]:
    found: list[tuple[str, object]] = []
    json.loads(body, object_pairs_hook=found.extend)
    for name, value in found:
        role = _PARAMETERS.get(name.lower())
        if role is not None and isinstance(value, str) and value:
            yield role, value
