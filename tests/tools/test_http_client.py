"""A client of the caller's, with all that hangs on it: hooks, headers, transports around transports."""

from __future__ import annotations

import asyncio
import gc
import logging
import re
import ssl
import warnings
from collections.abc import Callable, Generator
from typing import Any

import httpx
import pytest

from tests.contract.support import Foreign
from tests.faults.answers import answer, envelope, filled, refusal, respond, say
from tests.faults.calls import LOGIN, METHODS, Held
from tests.faults.fault import AMPLE, SHORT
from tests.faults.server import CODE, Connection, FaultServer
from tests.tools.logins import SECRETS, log_in
from tkeel_oauth import (
    AsyncClient,
    BadRequest,
    Client,
    ConfigurationError,
    ConnectionFailed,
    DeadlineExceeded,
    UnexpectedResponse,
)

UNUSED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks TLS, and a client that reads its certificates takes its time."""

HEAD = b"GET /oauth/tenant-a/authorize?"
faces = pytest.mark.parametrize("face", METHODS)


def theirs(face: str, **options: Any) -> httpx.Client | httpx.AsyncClient:  # noqa: ANN401 - what the clients take
    """A client of the caller's, for either of ours."""
    kind = httpx.Client if face == "sync method" else httpx.AsyncClient
    return kind(verify=UNUSED, **options)


def test_it_sends_with_its_headers_and_ours_where_they_matter(live: FaultServer) -> None:
    theirs = {
        "Accept": "text/html",
        "Accept-Encoding": "gzip",
        "Host": "elsewhere.example",
        "X-Tenant": "of the application",
        "X-Both": "theirs",
        "User-Agent": "application/1",
    }
    with httpx.Client(
        verify=UNUSED, headers=theirs, params={"trace": "1"}, cookies={"session": "s"}
    ) as http_client:
        with Client(live.base_url, http_client=http_client, headers={"X-Both": "ours"}) as client:
            assert client.oauth.authorize("tenant-a", **LOGIN).code == CODE
        assert not http_client.is_closed  # not by us
        assert http_client.get(live.base_url).status_code == 200
    head = live.requests[0]
    assert head.startswith(HEAD)
    assert head.partition(b" HTTP/1.1")[0].endswith(b"&trace=1")
    lines = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
    lowered = {name.lower(): value for name, value in lines.items()}
    assert lowered[b"accept"] == b"application/json"
    assert lowered[b"accept-encoding"] == b"identity"
    assert lowered[b"host"] == live.base_url.removeprefix("http://").encode()
    assert lowered[b"x-tenant"] == b"of the application"
    assert lowered[b"x-both"] == b"ours"
    assert lowered[b"user-agent"] == b"application/1"
    assert lowered[b"cookie"] == b"session=s"


def test_its_cookies_are_sent_where_they_are_of_the_path(live: FaultServer) -> None:
    with httpx.Client(verify=UNUSED) as http_client:
        for name, path in (("root", "/"), ("tenant", "/oauth/tenant-a"), ("other", "/oauth/tenant-b")):
            http_client.cookies.set(name, "1", domain="127.0.0.1", path=path)
        assert log_in(live.base_url, http_client=http_client) == CODE
    sent = re.findall(rb"\r\nCookie: ([^\r]+)", live.requests[0])
    assert [set(one.split(b"; ")) for one in sent] == [{b"root=1", b"tenant=1"}]


class Hollow(httpx.Client):
    """Is nothing where a truth value is asked for, as a client with a length of its own may be."""

    def __bool__(self) -> bool:
        return False


def test_what_counts_as_false_is_a_client_all_the_same(live: FaultServer) -> None:
    http_client = Hollow(verify=UNUSED, headers={"X-A": "b"})
    assert log_in(live.base_url, http_client=http_client) == CODE
    assert b"\r\nX-A: b\r\n" in live.requests[0]
    http_client.close()
    with pytest.raises(ConfigurationError, match="http_client is closed"):
        log_in(live.base_url, http_client=http_client)


@faces
def test_a_user_agent_that_nobody_chose_is_ours(live: FaultServer, face: str) -> None:
    assert log_in(live.base_url, face=face, http_client=theirs(face, headers={"X-A": "b"})) == CODE
    assert b"\r\nUser-Agent: tkeel-oauth/" in live.requests[0]
    assert b"\r\nX-A: b\r\n" in live.requests[0]


class Authenticating(httpx.Auth):
    def auth_flow(self, request: httpx.Request):  # type: ignore[no-untyped-def] # noqa: ANN201 - httpx's
        request.headers["Authorization"] = "Bearer of-the-gateway"
        yield request


def test_its_hooks_and_its_auth_are_used_and_see_no_secret(live: FaultServer) -> None:
    seen: list[str] = []

    def note(one: httpx.Request | httpx.Response) -> None:
        seen.append(f"{one!r} {one.url}")

    with httpx.Client(
        verify=UNUSED, auth=Authenticating(), event_hooks={"request": [note], "response": [note]}
    ) as http_client:
        assert log_in(live.base_url, http_client=http_client) == CODE
    assert len(seen) == 2
    assert all("[hidden]=" in one for one in seen)
    assert not any(secret in one for one in seen for secret in SECRETS)
    assert b"\r\nAuthorization: Bearer of-the-gateway" in live.requests[0]


@pytest.mark.parametrize("reads", [True, False])
@faces
def test_a_hook_that_raises_for_a_status_leaves_the_answers_error(face: str, *, reads: bool) -> None:
    def check(response: httpx.Response) -> None:
        if reads:
            response.read()
        response.raise_for_status()

    async def check_async(response: httpx.Response) -> None:
        if reads:
            await response.aread()
        response.raise_for_status()

    hook = check if face == "sync method" else check_async
    with FaultServer(respond(refusal(), status=400)) as server, pytest.raises(BadRequest) as caught:
        log_in(server.base_url, face=face, http_client=theirs(face, event_hooks={"response": [hook]}))
    # httpx closes an answer that a hook does not read.
    assert caught.value.conformant is reads
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


class AskingForAToken(httpx.Auth):
    """Asks elsewhere what to send, as many do: by itself, or by the client that it is of."""

    def __init__(self, url: str, *, by_itself: bool) -> None:
        self.url = url
        self.by_itself = by_itself

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self.by_itself:
            response = httpx.get(self.url, verify=UNUSED)
        else:
            response = yield httpx.Request("GET", self.url)
        response.raise_for_status()
        yield request


@pytest.mark.parametrize("by_itself", [True, False])
@faces
def test_a_status_of_what_auth_has_asked_elsewhere_is_not_the_answers(
    live: FaultServer, face: str, *, by_itself: bool
) -> None:
    with FaultServer(respond(b"canary", status=401)) as tokens:
        http_client = theirs(face, auth=AskingForAToken(tokens.base_url, by_itself=by_itself))
        with pytest.raises(ConnectionFailed, match=r"the auth or the hooks .* answered 401"):
            log_in(live.base_url, face=face, http_client=http_client)
    assert live.requests == []


ASKS_FOR_MORE = answer(status=401, headers=('WWW-Authenticate: Digest realm="a", nonce="b", qop="auth"',))


@pytest.mark.parametrize(
    ("then", "ends"), [(Connection.reset, ConnectionFailed), (Connection.hold, DeadlineExceeded)]
)
@faces
def test_what_became_of_the_last_request_counts(
    face: str, then: Callable[[Connection], None], ends: type[Exception]
) -> None:
    """And not the answer to the one before, which auth had expected."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(ASKS_FOR_MORE)
        connection.request()
        then(connection)

    http_client = theirs(face, auth=httpx.DigestAuth("user", "password"))
    with FaultServer(script) as server, pytest.raises(ends):
        log_in(server.base_url, face=face, http_client=http_client, timeout=0.9)


class Broken(Exception):
    """Of the application."""


@pytest.mark.parametrize(
    ("raised", "ends"),
    [
        (httpx.ReadError("canary"), ConnectionFailed),
        (httpx.ReadTimeout("canary"), ConnectionFailed),
        (httpx.InvalidURL("canary"), ConnectionFailed),
        (Broken("mine"), Broken),
        (ValueError("mine"), ValueError),
        (RuntimeError("mine"), RuntimeError),
        (UnicodeError("mine"), UnicodeError),
        (httpx.RemoteProtocolError("canary"), ConnectionFailed),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value.__name__,
)
@pytest.mark.parametrize("of", ["request", "response"])
def test_what_a_hook_raises(live: FaultServer, of: str, raised: Exception, ends: type[Exception]) -> None:
    def fail(_: object) -> None:
        raise raised

    with pytest.raises(ends) as caught:
        log_in(live.base_url, http_client=httpx.Client(verify=UNUSED, event_hooks={of: [fail]}))
    assert "canary" not in str(caught.value)
    assert len(live.requests) == (of == "response")


@pytest.mark.parametrize("follows", [False, True])
def test_redirects_are_not_followed(live: FaultServer, *, follows: bool) -> None:
    away = say(answer(status=302, reason="Found", headers=(f"Location: {live.base_url}/elsewhere",)))
    with FaultServer(away) as server, pytest.raises(UnexpectedResponse, match="never followed"):
        log_in(server.base_url, http_client=httpx.Client(verify=UNUSED, follow_redirects=follows))
    assert live.requests == []


@pytest.mark.parametrize("location", ["http://[", "//xn--a", "http://a:b", "\\\\", "mailto:a"])
@pytest.mark.parametrize("tells", [True, False])
@faces
def test_a_redirect_to_nowhere_is_an_answer(face: str, location: str, *, tells: bool) -> None:
    """Also by a transport that tells nothing of what it does."""
    away = say(answer(b"{}", status=302, reason="Found", headers=(f"Location: {location}",)))
    mock = httpx.MockTransport(lambda _: httpx.Response(302, headers={"Location": location}))
    http_client = theirs(face, transport=None if tells else mock)
    with FaultServer(away) as server, pytest.raises(UnexpectedResponse) as caught:
        log_in(server.base_url, face=face, http_client=http_client)
    assert caught.value.status_code == 302
    assert caught.value.headers["location"] == location


@pytest.mark.parametrize("by_itself", [True, False])
@faces
def test_a_redirect_to_nowhere_of_what_auth_has_asked_elsewhere_is_not_the_answer(
    live: FaultServer, face: str, *, by_itself: bool
) -> None:
    away = say(answer(b"{}", status=302, reason="Found", headers=("Location: http://a:b",)))
    with FaultServer(away) as tokens:
        http_client = theirs(face, auth=AskingForAToken(tokens.base_url, by_itself=by_itself))
        with pytest.raises(ConnectionFailed, match=r"the auth or the hooks .* answered 302"):
            log_in(live.base_url, face=face, http_client=http_client)
    assert live.requests == []


@faces
def test_a_closed_client(live: FaultServer, face: str) -> None:
    closed = theirs(face)
    if isinstance(closed, httpx.Client):
        closed.close()
    else:
        asyncio.run(closed.aclose())
    with pytest.raises(ConfigurationError, match="http_client is closed"):
        log_in(live.base_url, face=face, http_client=closed)


def test_a_client_that_is_closed_during_a_call() -> None:
    """That is a connection that ended: what the call had to send was sent."""

    def script(connection: Connection) -> None:
        connection.request()
        closing.append(asyncio.run_coroutine_threadsafe(http_client.aclose(), loop))
        connection.hold()

    async def main() -> None:
        async with AsyncClient(server.base_url, http_client=http_client) as client:
            await client.oauth.authorize("tenant-a", **LOGIN)

    closing: list[object] = []
    loop = asyncio.new_event_loop()
    http_client = httpx.AsyncClient(verify=UNUSED)
    with FaultServer(script) as server, pytest.raises(ConnectionFailed, match="ended the connection"):
        loop.run_until_complete(main())
    loop.close()


def test_what_a_hook_raises_is_not_hidden_by_a_client_that_it_closes(live: FaultServer) -> None:
    def fail(_: httpx.Request) -> None:
        http_client.close()
        raise Broken

    http_client = httpx.Client(verify=UNUSED, event_hooks={"request": [fail]})
    with pytest.raises(Broken):
        log_in(live.base_url, http_client=http_client)


def test_what_has_no_effect_beside_it_is_refused() -> None:
    http_client = httpx.Client(verify=UNUSED)
    for name, value in {
        "verify": False,
        "cert": "client.pem",
        "proxy": "http://127.0.0.1:1",
        "max_connections": 5,
        "transport": httpx.MockTransport(lambda _: httpx.Response(200)),
    }.items():
        with pytest.raises(ConfigurationError, match="http_client"):
            Client("https://iot.example.com", http_client=http_client, **{name: value})  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="base_url is http"):
        Client("http://iot.example.com", http_client=http_client)
    with pytest.raises(ConfigurationError, match=r"http_client must be an httpx\.Client, not AsyncClient"):
        Client("https://iot.example.com", http_client=httpx.AsyncClient(verify=UNUSED))  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match=r"http_client must be an httpx\.AsyncClient, not Client"):
        AsyncClient("https://iot.example.com", http_client=http_client)  # type: ignore[arg-type]
    http_client.close()


def test_a_host_that_python_cannot_look_up() -> None:
    with pytest.raises(ConnectionFailed, match=r"no connection to .* cannot be looked up"):
        log_in(f"https://{'a' * 70}.example", http_client=httpx.Client(verify=UNUSED))


@faces
@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_that_stops_in_the_middle(status: int, face: str) -> None:
    """The deadline ends it; of an error, enough has come."""
    stops = say(answer(b'{"code', status=status, length=99), then=Connection.hold)
    error, timeout = (BadRequest, AMPLE) if status == 400 else (DeadlineExceeded, SHORT)
    with FaultServer(stops) as server, pytest.raises(error) as caught:
        log_in(server.base_url, face=face, http_client=theirs(face), timeout=timeout)
    if status == 400:
        assert getattr(caught.value, "content", None) == b'{"code'


@faces
@pytest.mark.parametrize("headers", [(), ("Transfer-Encoding: chunked",)])
def test_an_answer_that_is_cut_is_http_all_the_same(headers: tuple[str, ...], face: str) -> None:
    whole = answer(b"9\r\n{", length=99, headers=headers)
    cut = whole.replace(b"Content-Length: 99\r\n", b"") if headers else whole
    with (
        FaultServer(say(cut)) as server,
        pytest.raises(ConnectionFailed, match="in the middle of its answer"),
    ):
        log_in(server.base_url, face=face, http_client=theirs(face))


def test_a_client_that_is_forgotten_closes_its_connections(live: FaultServer) -> None:
    """At once: nothing of ours is a circle, which would wait for the garbage collector."""
    gc.disable()
    try:
        client = Client(live.base_url)
        assert client.oauth.authorize("tenant-a", **LOGIN).code == CODE
        assert live.open == 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            del client
        live.wait(lambda: live.open == 0)
    finally:
        gc.enable()


@faces
def test_a_kept_connection_that_was_closed_is_tried_again(face: str) -> None:
    def once(connection: Connection) -> None:
        connection.request()
        connection.send(answer(filled(envelope(), connection)))
        connection.request()  # and no answer to that

    kind = Client if face == "sync method" else AsyncClient
    with FaultServer(once, once) as server, Held(kind, server.base_url, http_client=theirs(face)) as client:
        for _ in range(2):
            assert client.call().code == CODE
        assert len(server.requests) == 3


class Logging(httpx.BaseTransport):
    """Says what goes through it, in a logger of the application's."""

    def __init__(self, wrapped: httpx.BaseTransport) -> None:
        self._wrapped = wrapped

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        logging.getLogger("application").info("%s %s", request.method, request.url)
        response = self._wrapped.handle_request(request)
        logging.getLogger("application").info("%s %d", request.url, response.status_code)
        return response

    def close(self) -> None:
        self._wrapped.close()


class Retrying(httpx.BaseTransport):
    """Sends what failed once more."""

    def __init__(self, wrapped: httpx.BaseTransport) -> None:
        self.wrapped = wrapped

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.wrapped.handle_request(request)
        if response.status_code == 500:
            response.read()
            response = self.wrapped.handle_request(request)
        return response

    def close(self) -> None:
        self.wrapped.close()


def _lines(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(f"{record.getMessage()} {vars(record)!r}" for record in caplog.records)


def test_transports_around_httpxs_show_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    def fails_once(connection: Connection) -> None:
        connection.request()
        connection.send(answer(b"", status=500, reason="wonderland"))
        connection.request()
        connection.send(answer(filled(envelope(), connection), reason="wonderland"))

    caplog.set_level(logging.DEBUG)
    transport = Logging(Retrying(httpx.HTTPTransport(verify=UNUSED)))
    with FaultServer(fails_once) as server:
        http_client = httpx.Client(verify=UNUSED, transport=transport)
        assert log_in(server.base_url, http_client=http_client) == CODE
        assert len(server.requests) == 2
    text = _lines(caplog)
    assert "[hidden]=" in text
    assert not any(secret in text for secret in SECRETS)


def test_a_foreign_transport_gets_the_plain_url_and_the_loggers_are_quiet(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    plain = Foreign()
    for transport in (plain, Retrying(plain)):
        http_client = httpx.Client(verify=UNUSED, transport=transport)
        assert log_in("https://iot.example.com", http_client=http_client) == "X"
    assert len(plain.urls) == 2
    assert all(f"password={LOGIN['password']}&" in url for url in plain.urls)
    assert not any(secret in _lines(caplog) for secret in SECRETS)
    with httpx.Client(verify=UNUSED, transport=plain) as http_client:  # other calls have their lines
        http_client.get("https://other.example/")
    assert "https://other.example/" in _lines(caplog)


def test_mounts_decide_what_form_the_url_has(live: FaultServer) -> None:
    plain = Foreign()
    for base_url, code in (("https://iot.example.com", "X"), (live.base_url, CODE)):
        mounted = httpx.Client(verify=UNUSED, mounts={"all://iot.example.com": plain})
        assert log_in(base_url, http_client=mounted) == code
    assert "password=" in plain.urls[0]
    assert len(live.requests) == 1
