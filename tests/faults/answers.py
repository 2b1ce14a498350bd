"""Bytes that a server may say, right and wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs

from tests.faults.server import Connection, Script

TYPE = "type.googleapis.com/api.oauth.v1.AuthorizeResponse"
SUCCESS = "io.tkeel.SUCCESS"
REASON = "OAUTH_ERR_INVALID_REQUEST"
DOMAIN = "io.tkeel.security.api.oauth.v1"

MARK = b"@CODE@"
"""Stands for the server's code, written as JSON writes it."""


def filled(data: bytes, connection: Connection) -> bytes:
    """Put the server's code where the mark is."""
    return data.replace(MARK, json.dumps(connection.server.code)[1:-1].encode())


def documented() -> bytes:
    return b'{"code": "@CODE@"}'


def envelope(code: object = SUCCESS, **members: object) -> bytes:
    """The served form of a success, or what `members` make of it."""
    whole: dict[str, object] = {"code": code, "msg": "", "data": {"@type": TYPE, "code": MARK.decode()}}
    whole.update(members)
    return json.dumps(whole).encode()


def refusal(name: str = f"{DOMAIN}.{REASON}", msg: str = "无效请求") -> bytes:
    """The served form of an error."""
    return json.dumps({"code": name, "data": None, "msg": msg}, indent=4).encode()


def rpc_status(code: int = 3, message: str = "invalid", **members: object) -> bytes:
    """The documented form of an error."""
    return json.dumps({"code": code, "message": message, "details": [], **members}).encode()


def answer(  # noqa: PLR0913 - every part of an answer can be wrong
    body: bytes = b"",
    *,
    status: int | str = 200,
    reason: str = "OK",
    headers: tuple[str, ...] = (),
    kind: str = "application/json",
    length: int | None = None,
    version: str = "HTTP/1.1",
) -> bytes:
    """Write an answer; `length` is what Content-Length says where that is not the truth."""
    said = len(body) if length is None else length
    lines = [f"{version} {status} {reason}", f"Content-Type: {kind}", f"Content-Length: {said}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def respond(
    body: bytes,
    *,
    status: int | str = 200,
    reason: str = "OK",
    headers: tuple[str, ...] = (),
    kind: str = "application/json",
) -> Script:
    """Answer every request with the same body."""

    def script(connection: Connection) -> None:
        while True:
            connection.request()
            said = filled(body, connection)
            connection.send(answer(said, status=status, reason=reason, headers=headers, kind=kind))

    return script


def say(*parts: bytes, then: Callable[[Connection], None] | None = None) -> Script:
    """Read a request, send these bytes, and close the connection unless `then` does otherwise."""

    def script(connection: Connection) -> None:
        connection.request()
        for part in parts:
            connection.send(filled(part, connection))
        if then is not None:
            then(connection)

    return script


def keep_answering(connection: Connection) -> None:
    """Answer every request with a success in the served form."""
    while True:
        connection.request()
        connection.send(answer(filled(envelope(), connection)))


def echo_state(connection: Connection) -> None:
    """Answer every request with the state it came with as the code."""
    while True:
        target = connection.request().split(b" ")[1].decode()
        state = parse_qs(target.partition("?")[2])["state"][0]
        connection.send(answer(f'{{"code": "{state}"}}'.encode()))
