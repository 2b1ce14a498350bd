"""A small tKeel of the tests' own: it knows one login, issues random codes and repeats what it was sent."""

from __future__ import annotations

import html
import json
import secrets
import string
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from tests.faults.server import FaultServer
from tkeel_oauth.testing import Credentials

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.faults.server import Connection

Echo = Callable[[Credentials], str]

_OAUTH = "io.tkeel.security.api.oauth.v1"
_TYPE = f"type.googleapis.com/{_OAUTH}.AuthorizeResponse"


CAROL = Credentials(
    "MpUNHo3P", "carol.smith@corp.example", "Tr0ub4dor&3 +/%<ü>", "https://app.corp.example/cb?x=1&y=a b"
)
DAVE = Credentials("8h2kQx", "dave_77", "correct-horse", "https://other.test/")


def texts(person: Credentials) -> tuple[str, ...]:
    """What of a login is nobody's business."""
    return person.tenant_id, person.username, person.password, person.redirect_uri


@dataclass
class FakeTkeel:
    """What the server does, and what it was asked.

    Args:
        person: The one login that works.
        root: What stands before `/v1`.
        echo: What every answer to a login repeats, in a member of its own.
        headers: Added to every answer.
        stop_after: After so many calls it closes every connection without an answer.
        silent: It keeps such a connection open instead, until the client leaves.
    """

    person: Credentials = CAROL
    root: str = "/apis/security"
    echo: Echo | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    stop_after: int | None = None
    silent: bool = False
    reason: str = "Whatever"
    base_url: str = ""
    connections: int = 0
    calls: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    codes: list[str] = field(default_factory=list[str])

    def answer(self, method: str, target: str, accept: str) -> tuple[int, str, bytes, dict[str, str]]:
        self.calls.append((method, target, accept))
        path, _, query = target.removeprefix(self.root).partition("?")
        segments = [unquote(segment) for segment in path.split("/")[1:]]
        if segments[0] != "v1":
            return _text(404, "404 page not found\n")
        if segments[1] != "oauth" or "/" in "".join(segments):
            return _text(404, "404: Page Not Found")
        if segments[2] in ("", ".."):
            to = "/v1/oauth/authorize" if segments[2] == "" else "/v1/authorize"
            where = f"{to}?{query}"
            page = f'<a href="{html.escape(where)}">Moved Permanently</a>.\n\n'
            # As a server behind a gateway has it: a whole URL.
            whole = self.base_url.removesuffix("/v1") + where
            return 301, "text/html; charset=utf-8", page.encode(), {"Location": whole}
        if segments[3] != "authorize":
            return _text(404, "404: Page Not Found")
        if method != "GET":
            return *_text(405, "405: Method Not Allowed")[:3], {"Allow": "GET"}
        if accept not in ("*/*", "application/json"):
            return _text(406, "406: Not Acceptable\n\nAvailable representations: application/json")
        return self._authorize(segments[2], parse_qs(query, keep_blank_values=True))

    def _authorize(self, tenant: str, query: dict[str, list[str]]) -> tuple[int, str, bytes, dict[str, str]]:
        for values in query.values():
            if len(values) > 1:
                field = next(name for name, found in query.items() if found is values)
                message = f'error get query encoding unmarshal: too many values for field "{field}": '
                message += ", ".join(values)
                return self._json(400, {"code": "io.tkeel.INTERNAL_ERROR", "msg": message, "data": None})
        sent = {name: values[0] for name, values in query.items()}
        if (tenant, sent.get("username"), sent.get("password")) != texts(self.person)[:3]:
            return self._refused("INVALID_REQUEST")
        if sent.get("redirect_uri") in ("://", "http://tkeel.io:port/cb"):
            return self._refused("UNAUTHORIZED_CLIENT")
        code = ""
        if sent.get("response_type") == "code":
            code = "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(48))
            self.codes.append(code)
        data = {"@type": _TYPE, "code": code}
        return self._json(200, {"code": "io.tkeel.SUCCESS", "msg": "", "data": data})

    def _refused(self, reason: str) -> tuple[int, str, bytes, dict[str, str]]:
        return self._json(400, {"code": f"{_OAUTH}.OAUTH_ERR_{reason}", "msg": "无效请求", "data": None})

    def _json(self, status: int, body: dict[str, object]) -> tuple[int, str, bytes, dict[str, str]]:
        if self.echo:
            body["echo"] = self.echo(self.person)
        return status, "application/json", json.dumps(body).encode(), {}


def _text(status: int, body: str) -> tuple[int, str, bytes, dict[str, str]]:
    return status, "text/plain; charset=utf-8", body.encode(), {}


@contextmanager
def serving(fake: FakeTkeel) -> Generator[FakeTkeel]:
    """Serves on a free port of this machine; `base_url` is then where."""

    def script(connection: Connection) -> None:
        fake.connections += 1
        first, *lines = connection.request().decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        sent = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        while len(connection.unread) < int(sent.get("content-length", 0)):
            connection.greeting()
        if fake.stop_after is not None and len(fake.calls) >= fake.stop_after:
            if fake.silent:
                connection.hold()
            return
        status, media_type, body, headers = fake.answer(method, target, sent.get("accept", "*/*"))
        said = {
            **headers,
            **fake.headers,
            "Server": "SomeGateway/1.0",
            "Date": "Thu, 01 Jan 1970 00:00:00 GMT",
        }
        said |= headers | fake.headers | {"Content-Type": media_type, "Content-Length": str(len(body))}
        head = [f"HTTP/1.1 {status} {fake.reason}", "Connection: close"]
        head += [f"{name}: {value}" for name, value in said.items()]
        connection.send("\r\n".join([*head, "", ""]).encode() + (b"" if method == "HEAD" else body))

    with FaultServer(script) as server:
        fake.base_url = f"{server.base_url}{fake.root}/v1"
        yield fake
