"""Transports of the caller's: what they are given, and what becomes of what they raise."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpcore
import httpx
import pytest

from tests.contract.support import BASE_URL, BOTH, GOOD, WAYS, Arguments, Foreign, Host, Way, granted, name_of
from tests.faults.calls import Held
from tests.faults.server import Connection, FaultServer
from tkeel_oauth import (
    AsyncClient,
    Client,
    ConfigurationError,
    ConnectionFailed,
    DeadlineExceeded,
    TkeelOAuthError,
    UnexpectedResponse,
)
from tkeel_oauth._runtime.call.messages import Attempt, Phase
from tkeel_oauth._runtime.transport.foreign import Trace
from tkeel_oauth._runtime.transport.request import sends_raw_path

TARGET = (
    "/v1/oauth/tenant-a/authorize?response_type=code&username=alice&password=wonderland"
    "&redirect_uri=http%3A%2F%2Ftkeel.io%2Fcallback"
)
Act = Callable[[httpx.Request], httpx.Response]


def host(act: Act, kind: Callable[[Act], Any] = Foreign) -> Host:
    return Host(BASE_URL, kind(act), kind(act))


async def test_what_is_slow_and_tells_nothing_is_not_told_of_connections() -> None:
    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(20)
            return granted(request)

    async with AsyncClient(BASE_URL, transport=Slow(), timeout=0.1) as client:
        with pytest.raises(DeadlineExceeded) as caught:
            await client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())
    assert str(caught.value) == (
        "no whole answer within 0.1 s (waiting for the transport); "
        "look at the limits, the hooks or the mocks that were set for it"
    )


def test_http2_tells_less_of_an_answer() -> None:
    """Neither a version nor a reason, which it does not have."""
    attempt = Attempt(0.0, 5.0, 5.0)
    trace = Trace(attempt)
    trace("http2.send_request_headers.started", {})
    trace("http2.receive_response_headers.complete", {"return_value": (400, [(b"server", b"x")])})
    assert attempt.body is not None
    answer = attempt.body.answer()
    assert (answer.status_code, answer.headers) == (400, [(b"server", b"x")])


def test_what_a_proxy_is_asked_and_answers_is_not_taken_for_the_call() -> None:
    attempt = Attempt(0.0, 5.0, 5.0)
    trace = Trace(attempt)
    trace("connection.connect_tcp.started", {})
    asked = httpcore.Request("CONNECT", "https://tkeel.example.com/")
    trace("http11.send_request_headers.started", {"request": asked})
    trace("http11.receive_response_headers.started", {"request": asked})
    trace("http11.send_request_headers.complete", {"return_value": None})
    trace("http11.receive_response_headers.complete", {"return_value": (b"HTTP/1.1", 407, b"", [])})
    assert (attempt.phase, attempt.sent, attempt.received, attempt.body) == (Phase.CONNECTING, False, 0, None)
    trace("proxy.start_tls.started", {})
    trace("http11.send_request_headers.started", {"request": httpcore.Request("GET", "https://x/")})
    assert (attempt.phase, attempt.sent) == (Phase.SENDING, True)


def test_an_answer_is_forgotten_when_a_transport_connects_again() -> None:
    attempt = Attempt(0.0, 5.0, 5.0)
    trace = Trace(attempt)
    trace("http11.receive_response_headers.complete", {"return_value": (b"HTTP/1.1", 401, b"", [])})
    assert attempt.body is not None
    trace("connection.connect_tcp.started", {})
    assert attempt.body is None


def nothing(_: object, __: object) -> list[bytes]:
    return []


class Subclass(httpx.MockTransport):
    """Sends as httpx's own does."""


class Overridden(httpx.MockTransport):
    """May send anything."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return super().handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await super().handle_async_request(request)


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize(
    ("kind", "masked"), [(httpx.MockTransport, True), (Subclass, True), (Overridden, False), (Foreign, False)]
)
def test_the_urls_text_is_masked_only_where_it_is_not_sent(
    way: Callable[..., object],
    kind: Callable[[Act], Any],
    masked: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    seen: list[httpx.Request] = []

    def act(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return granted(request)

    way(host(act, kind), GOOD)
    (request,) = seen
    assert request.url.raw_path.decode() == TARGET
    plain = f"https://tkeel.example.com{TARGET}"
    hidden = "https://tkeel.example.com/v1/oauth/tenant-a/authorize?[hidden]"
    assert str(request.url).startswith(hidden) if masked else str(request.url) == plain
    assert ("wonderland" in repr(request.url)) is not masked


@pytest.mark.parametrize(
    ("transport", "method", "raw"),
    [
        (httpx.HTTPTransport(), "handle_request", True),
        (httpx.AsyncHTTPTransport(), "handle_async_request", True),
        (httpx.WSGITransport(app=nothing), "handle_request", True),
        (httpx.ASGITransport(app=lambda *_: None), "handle_async_request", True),  # type: ignore[arg-type]
        (Foreign(granted), "handle_request", False),
        (object(), "handle_request", False),
    ],
)
def test_which_transports_send_the_raw_path(transport: object, method: str, raw: bool) -> None:  # noqa: FBT001
    assert sends_raw_path(transport, method) is raw


def raising(error: BaseException) -> Act:
    def act(_: httpx.Request) -> httpx.Response:
        raise error

    return act


ORIGIN = "https://tkeel.example.com"
UNMADE = (
    f"no connection to {ORIGIN}: the connection broke while it was made; "
    "check scheme and port of the base URL"
)
SLOW = (
    f"no connection to {ORIGIN} within connect_timeout=5 s; "
    "check the address and that a firewall lets it through"
)
REFUSING_PROXY = "the proxy refused to connect; check its address and credentials"
ENDED = f"{ORIGIN} ended the connection without an answer; try again"
NO_HTTP = f"what {ORIGIN} answers is not HTTP; check scheme and port of the base URL"
LATE = (
    "no whole answer within 30 s: the transport itself gave up before ({name}); "
    "look at the limits, or the mocks, that were set for it"
)
HTTPX: list[tuple[Exception, type[TkeelOAuthError], str]] = [
    (httpx.ConnectError("canary"), ConnectionFailed, UNMADE),
    (httpx.UnsupportedProtocol("canary"), ConnectionFailed, UNMADE),
    (httpx.ConnectTimeout("canary"), ConnectionFailed, SLOW),
    (httpx.ProxyError("canary"), ConnectionFailed, REFUSING_PROXY),
    (httpx.RemoteProtocolError("canary"), ConnectionFailed, NO_HTTP),
    *(
        (kind("canary"), ConnectionFailed, ENDED)
        for kind in (
            *(httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.DecodingError),
            *(httpx.TooManyRedirects, httpx.LocalProtocolError, httpx.InvalidURL, httpx.CookieConflict),
        )
    ),
    *((error, ConnectionFailed, ENDED) for error in (httpx.StreamConsumed(), httpx.ResponseNotRead())),
    *(
        (kind("canary"), DeadlineExceeded, LATE.format(name=kind.__name__))
        for kind in (httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout)
    ),
]


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize(("error", "kind", "says"), HTTPX, ids=lambda value: type(value).__name__)
def test_httpx_errors_become_ours(
    way: Callable[..., object], error: Exception, kind: type[TkeelOAuthError], says: str
) -> None:
    with pytest.raises(kind) as caught:
        way(host(raising(error)), GOOD, retries=0)
    assert type(caught.value) is kind
    assert str(caught.value) == says
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


FOREIGN: list[BaseException] = [
    *(
        kind("own")
        for kind in (ValueError, RuntimeError, OSError, ConnectionResetError, TimeoutError, KeyError)
    ),
    *(KeyboardInterrupt(), asyncio.CancelledError()),
]


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize("error", FOREIGN, ids=lambda error: type(error).__name__)
def test_a_transports_own_errors_pass_through(way: Callable[..., object], error: BaseException) -> None:
    with pytest.raises(type(error)) as caught:
        way(host(raising(error)), GOOD)
    if not isinstance(error, (asyncio.CancelledError, KeyboardInterrupt)):
        assert caught.value is error


class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, error: Exception, *parts: bytes) -> None:
        self.error = error
        self.parts = parts
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        yield from self.parts
        raise self.error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        raise self.error

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (200, httpx.ReadError("canary"), ConnectionFailed),
        (200, httpx.RemoteProtocolError("canary"), ConnectionFailed),
        (200, httpx.ReadTimeout("canary"), DeadlineExceeded),
        (301, httpx.ReadError("canary"), ConnectionFailed),
        (400, httpx.ReadError("canary"), TkeelOAuthError),
        (500, httpx.ReadTimeout("canary"), TkeelOAuthError),
        (200, LookupError("own"), LookupError),
        (400, LookupError("own"), LookupError),
    ],
)
def test_a_body_that_breaks_off(way: Way, status: int, error: Exception, kind: type[Exception]) -> None:
    stream = Broken(error, b'{"code": "AB')
    with pytest.raises(kind) as caught:
        way(host(lambda _: httpx.Response(status, stream=stream)), GOOD, retries=0)
    if kind is TkeelOAuthError:
        assert (caught.value.status_code, caught.value.conformant) == (status, False)  # type: ignore[attr-defined]
        assert caught.value.content == b'{"code": "AB'  # type: ignore[attr-defined]
    assert stream.closed == 1


@pytest.mark.parametrize("way", BOTH, ids=name_of)
def test_a_body_is_refused_while_it_arrives(way: Way) -> None:
    stream = Broken(AssertionError("read on past the bound"), *([b" " * 65536] * 17))
    with pytest.raises(UnexpectedResponse, match="larger than 1 MiB"):
        way(host(lambda _: httpx.Response(200, stream=stream)), GOOD)
    assert stream.closed == 1


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize("size", [(1 << 20) - 20, 1 << 20, (1 << 20) + 1])
def test_a_body_may_have_one_mebibyte(way: Way, size: int) -> None:
    body = b'{"code": "X"}'.ljust(size)
    if size <= 1 << 20:
        assert way(host(lambda _: httpx.Response(200, content=body)), GOOD).code == "X"
    else:
        with pytest.raises(UnexpectedResponse, match="larger than 1 MiB"):
            way(host(lambda _: httpx.Response(200, content=body)), GOOD)


@pytest.mark.parametrize("way", BOTH, ids=name_of)
def test_a_transport_that_returns_no_response(way: Way) -> None:
    with pytest.raises(AttributeError):
        way(host(lambda _: None), GOOD)  # type: ignore[arg-type,return-value]


def test_the_wrong_kind_of_transport() -> None:
    class Sync(httpx.BaseTransport):
        pass

    class Async(httpx.AsyncBaseTransport):
        pass

    for wrong in (Async(), object(), httpx.MockTransport, httpx.Client()):
        with pytest.raises(ConfigurationError, match=r"transport must be an httpx.BaseTransport, not "):
            Client(BASE_URL, transport=wrong)  # type: ignore[arg-type]
    for wrong in (Sync(), object(), httpx.MockTransport):
        with pytest.raises(ConfigurationError, match=r"transport must be an httpx.AsyncBaseTransport, not "):
            AsyncClient(BASE_URL, transport=wrong)  # type: ignore[arg-type]


def test_a_transport_lifts_the_rule_about_http() -> None:
    for transport in (httpx.MockTransport(granted), Foreign(granted)):
        with Client("http://tkeel", transport=transport) as client:
            assert client.oauth.authorize("t", **GOOD.keywords()).code == "X"


def test_a_url_too_long_for_a_foreign_transport() -> None:
    with (
        Client(BASE_URL, transport=Foreign(granted)) as client,
        pytest.raises(ConfigurationError, match="too long"),
    ):
        client.oauth.authorize("t", **Arguments(state="x" * 70_000).keywords())


class Noting(httpx.HTTPTransport):
    """Takes down what is raised below it, as instrumentation does."""

    seen = ""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return super().handle_request(request)
        except httpx.HTTPError as error:
            self.seen = "".join(traceback.format_exception(error))
            raise


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 200 OK\r\n"])
def test_what_cannot_be_read_is_quoted_to_nobody(before: bytes) -> None:
    def repeat(connection: Connection) -> None:
        connection.send(before + connection.request() + b"\r\n\r\n")

    with FaultServer(repeat) as server, Noting() as transport:
        for client in (
            Client(server.base_url, transport=transport, retries=0),
            Client(server.base_url, http_client=httpx.Client(transport=transport), retries=0),
        ):
            transport.seen = ""
            with pytest.raises(ConnectionFailed):
                client.oauth.authorize("t", **GOOD.keywords())
            assert "RemoteProtocolError" in transport.seen
            assert "wonderland" not in transport.seen


@pytest.mark.parametrize("kind", [httpx.Client, httpx.AsyncClient])
def test_a_cookie_that_cannot_be_sent(kind: type[httpx.Client | httpx.AsyncClient]) -> None:
    """What a server sets is kept as it is by httpx, which sends ASCII alone."""

    def poisoned(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"code": "X"}, headers=[(b"Set-Cookie", b"a=\xe9; Path=/")])

    own: Any = kind(transport=httpx.MockTransport(poisoned))
    ours = Client if kind is httpx.Client else AsyncClient
    with Held(ours, "https://tkeel.example", http_client=own) as client:
        assert client.call().code == "X"
        error = client.call().error
        assert isinstance(error, ConfigurationError)
        assert "cookies or parameters that cannot be sent" in str(error)
        own.cookies.clear()
        assert client.call().code == "X"


def test_a_long_url_goes_through_httpxs_own() -> None:
    with Client(BASE_URL, transport=httpx.MockTransport(granted)) as client:
        assert client.oauth.authorize("t" * 70_000, **Arguments(state="x" * 70_000).keywords()).code == "X"


def test_a_response_that_was_read_and_decoded_already() -> None:
    def act(request: httpx.Request) -> httpx.Response:
        response = httpx.Response(200, json={"code": "X"}, headers={"X-A": "1"}, request=request)
        response.read()
        return response

    for way in WAYS:
        assert way(host(act), GOOD).code == "X"
