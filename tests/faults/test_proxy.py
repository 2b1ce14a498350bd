"""Through a proxy: it works, keeps the deadline, and its credentials are shown nowhere."""

from __future__ import annotations

import asyncio
import base64
import logging
import traceback
from collections.abc import Callable

import httpx
import pytest

from tests.faults import certificates
from tests.faults.answers import answer, keep_answering, say
from tests.faults.calls import LOGIN, METHODS, Held, Options, call, call_async, call_sync
from tests.faults.canary import chain, reachable
from tests.faults.fault import MUCH
from tests.faults.proxy import PASSWORD, USER, Proxy, SocksProxy
from tests.faults.server import CODE, Connection, FaultServer, Script
from tests.faults.sweep import exchange_of
from tkeel_oauth import (
    APIStatusError,
    AsyncClient,
    Client,
    ConnectionFailed,
    DeadlineExceeded,
    TransportError,
)
from tkeel_oauth._runtime.call import retry

TIMEOUT = 0.3
one_of_each = pytest.mark.parametrize("face", METHODS)


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@one_of_each
def test_http(face: str) -> None:
    with FaultServer(keep_answering) as server, Proxy(server.port) as proxy:
        assert call(face, server.base_url, proxy=proxy.proxy_url()).code == CODE
        (asked,) = proxy.requests
        assert asked.startswith(f"GET {server.base_url}/oauth/tenant-a/authorize?".encode())
        assert len(server.requests) == 1
        assert LOGIN["password"].encode() in server.requests[0]


@one_of_each
def test_https(face: str) -> None:
    """The proxy sees where the call goes and nothing else of it."""
    with FaultServer(keep_answering, tls=certificates.good()) as server, Proxy(server.port) as proxy:
        result = call(face, server.base_url, proxy=proxy.proxy_url(), verify=certificates.trusting())
        assert result.code == CODE
        (asked,) = proxy.requests
        assert asked.startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1".encode())
        assert b"authorize" not in asked


@one_of_each
def test_https_by_a_proxy_over_tls(face: str) -> None:
    context = certificates.good()
    with FaultServer(keep_answering, tls=context) as server, Proxy(server.port, tls=context) as proxy:
        result = call(face, server.base_url, proxy=proxy.proxy_url(), verify=certificates.trusting())
        assert result.code == CODE


@pytest.mark.parametrize(
    ("base_url", "asked"),
    [
        ("http://[2001:db8::1]:8080", b"GET http://[2001:db8::1]:8080/oauth/"),
        (
            "https://[2001:db8::1]:8443",
            b"CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n",
        ),
        ("https://[2001:db8::1%25lo]", b"CONNECT [2001:db8::1]:443 HTTP/1.1\r\n"),
    ],
)
@one_of_each
def test_an_address_of_ipv6_is_asked_for_in_brackets(face: str, base_url: str, asked: bytes) -> None:
    tls = certificates.good("2001:db8::1") if base_url.startswith("https") else None
    with FaultServer(keep_answering, tls=tls) as server, Proxy(server.port) as proxy:
        options: Options = {"verify": certificates.trusting(), "allow_insecure": True}
        options["proxy"] = proxy.proxy_url()
        assert call(face, base_url, **options).code == CODE
        assert proxy.requests[0].startswith(asked)


SOCKS_COMMANDS = {
    "https://iot.example.com": b"\x05\x01\x00\x03\x0fiot.example.com\x01\xbb",
    "https://[2001:db8::1]:8443": b"\x05\x01\x00\x04 \x01\r\xb8" + bytes(11) + b"\x01 \xfb",
    "https://[2001:db8::1%25lo]:8443": b"\x05\x01\x00\x04 \x01\r\xb8" + bytes(11) + b"\x01 \xfb",
}


@pytest.mark.parametrize("base_url", SOCKS_COMMANDS)
@one_of_each
def test_socks(face: str, base_url: str) -> None:
    """Names are looked up by the proxy, which may write its answers a byte at a time."""
    tls = certificates.good("iot.example.com", "2001:db8::1")
    with (
        FaultServer(keep_answering, tls=tls) as server,
        SocksProxy(server.port, in_pieces=True, login=b"\x01\x05alice\x03a:b") as proxy,
    ):
        by = proxy.url("socks5").replace("://", "://alice:a%3Ab@")
        assert call(face, base_url, proxy=by, verify=certificates.trusting()).code == CODE
        assert proxy.requests[1:] == [SOCKS_COMMANDS[base_url]]


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_connection_through_a_tunnel_is_kept(kind: type[Client | AsyncClient]) -> None:
    with FaultServer(keep_answering, tls=certificates.good()) as server, Proxy(server.port) as proxy:
        options: Options = {"proxy": proxy.proxy_url(), "verify": certificates.trusting()}
        with Held(kind, server.base_url, **options) as client:
            for _ in range(3):
                assert client.call().code == CODE
        assert len(proxy.requests) == 1
        assert len(server.requests) == 3


@pytest.mark.parametrize("scheme", ["http", "https"])
@one_of_each
def test_credentials(face: str, scheme: str) -> None:
    tls = certificates.good() if scheme == "https" else None
    with FaultServer(keep_answering, tls=tls) as server, Proxy(server.port, authorized=True) as proxy:
        options: Options = {"verify": certificates.trusting(), "retries": 0}
        options["proxy"] = proxy.proxy_url(credentials=True)
        assert call(face, server.base_url, **options).code == CODE
        assert b"roxy-" not in server.requests[0]
        options["proxy"] = proxy.proxy_url()
        refused = call(face, server.base_url, **options)
        # In a tunnel's place a refusal is a failure to connect; of a forwarded request it is the answer.
        expected = ConnectionFailed if scheme == "https" else APIStatusError
        assert type(refused.error) is expected
        assert len(server.requests) == 1


def _echo(connection: Connection) -> None:
    """Refuse, and repeat the whole request in every place there is."""
    head = connection.request().decode()
    line = head.replace("\r\n", " ")
    connection.send(f"HTTP/1.1 403 {line}\r\nX-Echo: {line}\r\nContent-Length: 9\r\n\r\nforbidden".encode())


def _garbage(connection: Connection) -> None:
    connection.send(connection.request() + b"\r\n\r\n")


SECRETS = {
    USER,
    PASSWORD,
    *(base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()[start : start + 20] for start in (0, 16)),
    LOGIN["password"],
}


@pytest.mark.parametrize(
    "refusing",
    [None, _echo, _garbage, Connection.reset, say(), say(then=Connection.hold)],
    ids=["works", "echo", "garbage", "reset", "closed", "hangs"],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
@one_of_each
def test_credentials_are_shown_nowhere(
    face: str, scheme: str, refusing: Callable[[Connection], None] | None, caplog: pytest.LogCaptureFixture
) -> None:
    tls = certificates.good() if scheme == "https" else None
    shown: list[str] = []
    with (
        caplog.at_level(logging.DEBUG),
        FaultServer(keep_answering, tls=tls) as server,
        Proxy(server.port, refusing=refusing) as proxy,
    ):
        options: Options = {"verify": certificates.trusting(), "retries": 0, "timeout": TIMEOUT}
        options["proxy"] = proxy.proxy_url(credentials=True)
        if refusing is None:
            options["timeout"] = 20
        result = call(face, server.base_url, **options)
        client = Client(server.base_url, **options)
        transport: object = vars(exchange_of(client))["_client"]._transport
        shown += [repr(client), repr(exchange_of(client)), repr(transport), repr(vars(transport)["_pool"])]
        client.close()
    shown += [f"{record.getMessage()} {vars(record)!r}" for record in caplog.records]
    if refusing is None:
        assert result.code == CODE
    else:
        assert result.error is not None
        shown += traceback.format_exception(result.error)
        shown += [f"{one!s} {one!r}" for error in chain(result.error) for one in reachable(error)]
        for error in chain(result.error):
            frames = traceback.TracebackException.from_exception(error, capture_locals=True).stack
            shown += [str(frame.locals) for frame in frames if "/tests/faults/" not in frame.filename]
    text = "\n".join(shown)
    assert [secret for secret in SECRETS if secret in text] == []


def _drips(connection: Connection) -> None:
    connection.request()
    connection.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 999)


@pytest.mark.parametrize(
    ("scheme", "refusing"),
    [
        ("http", say(then=Connection.hold)),
        ("https", Connection.ignore),
        ("https", say(b"HTTP/1.1 200 OK\r\n", then=Connection.hold)),
        ("https", _drips),
        ("https", None),
    ],
    ids=["forwarding", "never reads", "stops in the headers", "drips", "behind the proxy"],
)
@one_of_each
def test_deadline(face: str, scheme: str, refusing: Script | None) -> None:
    with (
        FaultServer(say(then=Connection.hold), tls=certificates.good()) as server,
        Proxy(server.port, refusing=refusing) as proxy,
    ):
        options: Options = {"timeout": TIMEOUT, "retries": 0, "verify": certificates.trusting()}
        options["proxy"] = proxy.proxy_url()
        result = call(face, server.url(scheme), **options)
    assert type(result.error) is DeadlineExceeded
    assert TIMEOUT * 0.9 <= result.elapsed <= MUCH


def _refuse_by_socks(connection: Connection) -> None:
    connection.receive()
    connection.send(b"\x05\x00")
    connection.receive()
    connection.send(b"\x05\x05\x00\x01" + bytes(6))
    connection.hold()


def _never_greet(connection: Connection) -> None:
    connection.receive()
    connection.hold()


@pytest.mark.parametrize("script", [_refuse_by_socks, _never_greet])
async def test_a_proxy_that_connects_to_nobody_is_hung_up_on(script: Script) -> None:
    """At once, and not when the client is closed, or never: httpcore forgets the connection."""
    with FaultServer(script) as proxy:
        url = f"socks5://127.0.0.1:{proxy.port}"
        async with AsyncClient("https://tkeel.example", timeout=TIMEOUT, retries=0, proxy=url) as client:
            result = await call_async(client)
            assert isinstance(result.error, TransportError)
            second = asyncio.create_task(call_async(client))
            await asyncio.to_thread(proxy.wait, lambda: proxy.connections == 2)
            second.cancel()
            await asyncio.gather(second, return_exceptions=True)
            await asyncio.to_thread(proxy.wait, lambda: proxy.open == 0)
        with Client("https://tkeel.example", timeout=TIMEOUT, retries=0, proxy=url) as sync_client:
            assert isinstance(call_sync(sync_client).error, TransportError)


@pytest.mark.parametrize(("status", "times"), [(407, 1), (502, 3)])
@one_of_each
def test_a_proxy_that_wants_other_credentials_is_asked_once(
    face: str, status: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks again and again with a wrong password is locked out."""
    monkeypatch.setattr(retry, "FIRST_WAIT", 0.0)
    with Proxy(refusing=say(answer(status=status))) as proxy:
        result = call(face, "https://127.0.0.1:9", proxy=proxy.proxy_url(credentials=True), retries=2)
        assert len(proxy.requests) == times
    assert type(result.error) is ConnectionFailed
    assert str(result.error).startswith("the proxy refused to connect: it ")


def _cut_the_tunnel(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")


@pytest.mark.parametrize(
    ("script", "means", "times"),
    [
        (say(answer(status=407)), "the proxy refused to connect: it wants credentials", 1),
        (say(answer(status=502)), "the proxy refused to connect: it does not reach the server", 3),
        (_cut_the_tunnel, "no connection to https://127.0.0.1:9: ", 3),
    ],
)
def test_a_proxy_of_the_callers_client_is_no_server(
    script: Script, means: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it answers is not the server's answer, and what it was asked for is not the login."""
    monkeypatch.setattr(retry, "FIRST_WAIT", 0.0)
    with Proxy(refusing=script) as proxy, httpx.Client(proxy=proxy.proxy_url()) as theirs:
        with Client("https://127.0.0.1:9", http_client=theirs) as client:
            result = call_sync(client)
        assert len(proxy.requests) == times
    assert type(result.error) is ConnectionFailed
    assert str(result.error).startswith(means)


@pytest.mark.parametrize(
    ("variable", "scheme"), [("HTTP_PROXY", "http"), ("HTTPS_PROXY", "https"), ("all_proxy", "https")]
)
@one_of_each
def test_environment(face: str, variable: str, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy resolves the host, so no name server is asked."""
    tls = certificates.good("tkeel.example") if scheme == "https" else None
    with FaultServer(keep_answering, tls=tls) as server, Proxy(server.port, authorized=True) as proxy:
        monkeypatch.setenv(variable, proxy.proxy_url(credentials=True))
        options: Options = {"allow_insecure": True, "verify": certificates.trusting()}
        assert call(face, f"{scheme}://tkeel.example/apis", **options).code == CODE
        assert len(proxy.requests) == 1
