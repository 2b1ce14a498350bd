"""Servers that repeat what they were sent, or what they issued, where nobody expects it."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from tests.faults.answers import answer, envelope, filled
from tests.faults.fault import Expected, Fault
from tests.faults.server import Connection, Script
from tests.faults.wording import (
    COMPRESSED,
    CUT,
    GRANTED,
    INTERNAL,
    NO_HTTP,
    NO_JSON,
    WITHHELD,
    api_error,
    bad_request,
    redirected,
    server_error,
    unexpected,
)
from tkeel_oauth import RateLimited


@dataclass(frozen=True)
class Heard:
    """What a server has learnt from a request, and what it issues."""

    head: str
    query: str
    username: str
    password: str
    state: str
    code: str

    @property
    def plain(self) -> str:
        return f"{self.username} {self.password} {self.state}"

    @property
    def in_base64(self) -> str:
        return base64.b64encode(f"user:{self.username}:{self.password}".encode()).decode()


def _hear(connection: Connection) -> Heard:
    head = connection.request().decode()
    query = head.split(" ")[1].partition("?")[2]
    values = parse_qs(query, keep_blank_values=True)
    return Heard(
        head=head,
        query=query,
        username=values["username"][0],
        password=values["password"][0],
        state=values["state"][0],
        code=connection.server.code,
    )


def _saying(say: Callable[[Heard], bytes | str]) -> Script:
    def script(connection: Connection) -> None:
        said = say(_hear(connection))
        connection.send(filled(said.encode() if isinstance(said, str) else said, connection))
        connection.finish_sending()
        connection.hold()

    return script


def _echo(name: str, say: Callable[[Heard], bytes | str], expected: Expected) -> Fault:
    return Fault(f"echo: {name}", _saying(say), expected)


def _refusing(name: str, say: Callable[[Heard], dict[str, object]], expected: Expected) -> Fault:
    """Answer 400 with what `say` makes of the request, as JSON."""
    return _echo(name, lambda heard: answer(json.dumps(say(heard)).encode(), status=400), expected)


def _fine(name: str, say: Callable[[Heard], bytes | str]) -> Fault:
    return _echo(name, say, GRANTED)


def _failing(name: str, say: Callable[[Heard], bytes | str]) -> Fault:
    return _echo(name, say, server_error(500, 13))


def _broken(name: str, say: Callable[[Heard], bytes | str]) -> Fault:
    return _echo(name, say, NO_HTTP)


def _headers(heard: Heard) -> tuple[str, ...]:
    return (
        f"X-Query: {heard.query}",
        f"X-Plain: {heard.plain}",
        f"X-Base64: {heard.in_base64}",
        f"X-JSON: {json.dumps(heard.plain)}",
        f"Set-Cookie: session={heard.query}; Path=/",
        f'WWW-Authenticate: Basic realm="{heard.query}"',
        f"Link: <https://a.example/?{heard.query}>; rel=next",
        f"X-Request-Id: {heard.query}",
        f"X-Correlation-Id: {heard.in_base64}",
        f"X-{quote(heard.username, safe='')}: name",
    )


def _to_location(heard: Heard) -> bytes:
    target = f"/oauth/tenant-a/authorize?{heard.query}"
    page = f'<a href="{html.escape(target)}">Moved Permanently</a>.'.encode()
    return answer(page, status=301, reason="Moved", headers=(f"Location: {target}",), kind="text/html")


def _success(heard: Heard, **more: str) -> bytes:
    return json.dumps({"code": heard.code, **more}).encode()


def _interim(heard: Heard) -> bytes:
    return f"HTTP/1.1 103 {heard.query}\r\nLink: </?{heard.query}>\r\nX-Plain: {heard.plain}\r\n\r\n".encode()


_HEAD = "HTTP/1.1 200 OK\r\n"
_OBJECT = "io.tkeel.INTERNAL_ERROR"
_CALLBACK = "https://app.example.com/callback"

_REFUSALS: tuple[Fault, ...] = (
    _refusing("msg", lambda h: {"code": _OBJECT, "msg": f"bad query {h.query}", "data": None}, INTERNAL),
    _refusing("msg, base64", lambda h: {"code": _OBJECT, "msg": h.in_base64, "data": None}, INTERNAL),
    _refusing(
        "result name",
        lambda h: {"code": f"io.tkeel.{h.password}", "msg": "", "data": None},
        bad_request(f'{WITHHELD}: ""'),
    ),
    _refusing("message", lambda h: {"code": 3, "message": h.plain}, bad_request(f'"{WITHHELD}"')),
    _refusing(
        "details",
        lambda h: {
            "code": 3,
            "message": "",
            "details": [{"@type": f"x/{h.username}", h.password: [h.state]}],
        },
        bad_request('""'),
    ),
    _refusing(
        "ErrorInfo",
        lambda h: {
            "code": 3,
            "message": "invalid",
            "details": [{"@type": "a/google.rpc.ErrorInfo", "reason": h.password, "domain": h.query}],
        },
        bad_request(f'{WITHHELD}: "invalid"'),
    ),
    _refusing(
        "unknown members",
        lambda h: {"code": 3, "message": "", h.state: {h.query: [h.plain]}},
        bad_request('""'),
    ),
    _refusing("neither form", lambda h: {"error": h.query, h.password: h.plain}, bad_request()),
    _refusing("code", lambda h: {"code": h.code}, bad_request()),
    _refusing(
        "code in an envelope",
        lambda h: {"code": _OBJECT, "msg": f"issued {h.code}", "data": {"code": h.code}},
        bad_request(),
    ),
)

_ANSWERS: tuple[Fault, ...] = (
    _echo("Location", _to_location, redirected(301)),
    _echo(
        "Location with the code",
        lambda h: answer(status=302, headers=(f"Location: {_CALLBACK}?code={h.code}&state={h.state}",)),
        redirected(302),
    ),
    _echo("page", lambda h: answer(f"<p>{h.query} {h.plain}</p>".encode(), kind="text/html"), NO_JSON),
    _echo(
        "wrong types",
        lambda h: answer(json.dumps({"code": [h.password], h.state: h.query}).encode()),
        unexpected("V1AuthorizeResponse.code must be a string, not a list"),
    ),
    _echo(
        "name twice",
        lambda h: answer(f'{{"code": "{h.query}", "code": "{h.query}"}}'.encode()),
        unexpected("the body is not what was asked for: a name stands twice in one object"),
    ),
    _echo("Content-Encoding", lambda h: answer(b"{}", headers=(f"Content-Encoding: {h.query}",)), COMPRESSED),
    _echo(
        "code in two envelopes",
        lambda h: answer(envelope(data=json.loads(envelope(data={"code": h.code})))),
        unexpected("the body is tKeel's envelope in another one"),
    ),
    _fine("headers of a success", lambda h: answer(_success(h), headers=(*_headers(h), f"X-Code: {h.code}"))),
    _fine("members of a success", lambda h: answer(_success(h, **{h.state: h.password, "echo": h.query}))),
    _fine("request id of a success", lambda h: answer(_success(h), headers=(f"X-Request-Id: {h.code}",))),
    _fine("reason of a success", lambda h: answer(_success(h), reason=h.query)),
    _fine("Content-Type of a success", lambda h: answer(_success(h), kind=f"text/{h.query}")),
    _fine("1xx", lambda h: _interim(h) + answer(_success(h))),
    _failing("headers", lambda h: answer(b"", status=500, headers=_headers(h))),
    _failing("page of an error", lambda h: answer(h.plain.encode(), status=500, kind="text/html")),
    _failing("reason", lambda h: answer(b"", status=500, reason=f"{h.query} {h.plain}")),
    _failing("cut", lambda h: answer(h.plain.encode(), status=500, length=99999)),
    _echo(
        "Retry-After",
        lambda h: answer(b"", status=429, headers=(f"Retry-After: {h.query}",)),
        api_error(RateLimited, 429, 8, "; too many requests; wait before the next one"),
    ),
)

_NO_HTTP: tuple[Fault, ...] = (
    _broken("garbage", lambda h: h.head + "\r\n\r\n"),
    _broken("status", lambda h: f"HTTP/1.1 {h.query} OK\r\n\r\n"),
    _broken("header line", lambda h: f"{_HEAD}{h.query}\r\n\r\n"),
    _broken("Content-Length", lambda h: f"{_HEAD}Content-Length: {h.query}\r\n\r\n"),
    _broken("chunk size", lambda h: f"{_HEAD}Transfer-Encoding: chunked\r\n\r\n{h.query}\r\n"),
    _broken("trailer", lambda h: f"{_HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n{h.plain}\r\n\r\n"),
    _echo("1xx and no answer", _interim, CUT),
)


ECHOES: tuple[Fault, ...] = (*_REFUSALS, *_ANSWERS, *_NO_HTTP)
