"""Through a proxy: it works, keeps the deadline, and its credentials are shown nowhere."""

from __future__ import annotations

import asyncio
import base64
import logging
import socket
import traceback
from collections.abc import Callable

import pytest

from tests.faults import certificates
from tests.faults.answers import answer, keep_answering, say
from tests.faults.calls import LOGIN, Options, Result, call, call_async, call_sync
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
from tkeel_oauth.models import V1AuthorizeResponse

FACES = ("sync method", "async method")
TIMEOUT = 0.3


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def code(result: Result) -> str:
    assert result.error is None, result.error
    assert isinstance(result.value, V1AuthorizeResponse)
    return result.value.code


@pytest.mark.parametrize("face", FACES)
def test_http(face: str) -> None:
    with FaultServer(keep_answering) as server, Proxy(server.port) as proxy:
        assert code(call(face, server.base_url, proxy=proxy.proxy_url())) == CODE
        (asked,) = proxy.requests
        assert asked.startswith(f"GET {server.base_url}/oauth/tenant-a/authorize?".encode())
        assert len(server.requests) == 1
        assert LOGIN["password"].encode() in server.requests[0]


@pytest.mark.parametrize("face", FACES)
def test_https(face: str) -> None:
    """The proxy sees where the call goes and nothing else of it."""
    with FaultServer(keep_answering, tls=certificates.good()) as server, Proxy(server.port) as proxy:
        result = call(face, server.base_url, proxy=proxy.proxy_url(), verify=certificates.trusting())
        assert code(result) == CODE
        (asked,) = proxy.requests
        assert asked.startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1".encode())
        assert b"authorize" not in asked


@pytest.mark.parametrize("face", FACES)
def test_https_by_a_proxy_over_tls(face: str) -> None:
    context = certificates.good()
    with FaultServer(keep_answering, tls=context) as server, Proxy(server.port, tls=context) as proxy:
        result = call(face, server.base_url, proxy=proxy.proxy_url(), verify=certificates.trusting())
        assert code(result) == CODE


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
@pytest.mark.parametrize("face", FACES)
def test_an_address_of_ipv6_is_asked_for_in_brackets(face: str, base_url: str, asked: bytes) -> None:
    tls = certificates.good("2001:db8::1") if base_url.startswith("https") else None
    with FaultServer(keep_answering, tls=tls) as server, Proxy(server.port) as proxy:
        options: Options = {"verify": certificates.trusting(), "allow_insecure": True}
        options["proxy"] = proxy.proxy_url()
        assert code(call(face, base_url, **options)) == CODE
        assert proxy.requests[0].startswith(asked)


SOCKS_COMMANDS = {
    "https://iot.example.com": b"\x05\x01\x00\x03\x0fiot.example.com\x01\xbb",
    "https://[2001:db8::1]:8443": b"\x05\x01\x00\x04 \x01\r\xb8" + bytes(11) + b"\x01 \xfb",
    "https://[2001:db8::1%25lo]:8443": b"\x05\x01\x00\x04 \x01\r\xb8" + bytes(11) + b"\x01 \xfb",
}


@pytest.mark.parametrize("base_url", SOCKS_COMMANDS)
@pytest.mark.parametrize("face", FACES)
def test_socks(face: str, base_url: str) -> None:
    """Names are looked up by the proxy, which may write its answers a byte at a time."""
    tls = certificates.good("iot.example.com", "2001:db8::1")
    with (
        FaultServer(keep_answering, tls=tls) as server,
        SocksProxy(server.port, in_pieces=True, login=b"\x01\x05alice\x03a:b") as proxy,
    ):
        by = proxy.url("socks5").replace("://", "://alice:a%3Ab@")
        assert code(call(face, base_url, proxy=by, verify=certificates.trusting())) == CODE
        assert proxy.requests[1:] == [SOCKS_COMMANDS[base_url]]


def test_connection_through_a_tunnel_is_kept() -> None:
    with FaultServer(keep_answering, tls=certificates.good()) as server, Proxy(server.port) as proxy:
        with Client(server.base_url, proxy=proxy.proxy_url(), verify=certificates.trusting()) as client:
            for _ in range(3):
                assert client.oauth.authorize("t", **LOGIN).code == CODE
        assert len(proxy.requests) == 1
        assert len(server.requests) == 3


async def test_connection_through_a_tunnel_is_kept_async() -> None:
    with FaultServer(keep_answering, tls=certificates.good()) as server, Proxy(server.port) as proxy:
        async with AsyncClient(
            server.base_url, proxy=proxy.proxy_url(), verify=certificates.trusting()
        ) as client:
            for _ in range(3):
                assert (await client.oauth.authorize("t", **LOGIN)).code == CODE
        assert len(proxy.requests) == 1
        assert len(server.requests) == 3


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("face", FACES)
def test_credentials(face: str, scheme: str) -> None:
    tls = certificates.good() if scheme == "https" else None
    with FaultServer(keep_answering, tls=tls) as server, Proxy(server.port, authorized=True) as proxy:
        options: Options = {"verify": certificates.trusting(), "retries": 0}
        options["proxy"] = proxy.proxy_url(credentials=True)
        assert code(call(face, server.base_url, **options)) == CODE
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
@pytest.mark.parametrize("face", FACES)
def test_credentials_are_shown_nowhere(
    face: str,
    scheme: str,
    refusing: Callable[[Connection], None] | None,
    caplog: pytest.LogCaptureFixture,
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
        shown += [repr(client), repr(transport), repr(vars(transport)["_pool"])]
        client.close()
    shown += [f"{record.getMessage()} {vars(record)!r}" for record in caplog.records]
    if refusing is None:
        assert code(result) == CODE
    else:
        assert result.error is not None
        shown += traceback.format_exception(result.error)
        shown += [f"{one!s} {one!r}" for error in chain(result.error) for one in reachable(error)]
        for error in chain(result.error):
            frames = traceback.TracebackException.from_exception(error, capture_locals=True).stack
            shown += [str(frame.locals) for frame in frames if "/tests/faults/" not in frame.filename]
    text = "\n".join(shown)
    assert [secret for secret in SECRETS if secret in text] == []


def test_wrong_proxy_is_not_repeated() -> None:
    for wrong in (
        f"ftp://{USER}:{PASSWORD}@127.0.0.1",
        f"http://{USER}:{PASSWORD}@[::1",
        f"{USER}:{PASSWORD}",
    ):
        for kind in (Client, AsyncClient):
            with pytest.raises(ValueError, match="proxy") as caught:
                kind("https://tkeel.example", proxy=wrong)
            text = "".join(traceback.format_exception(caught.value))
            assert USER not in str(caught.value)
            assert all(PASSWORD not in str(error) for error in chain(caught.value))
            assert caught.value.__context__ is None, text


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    "refusing",
    [Connection.ignore, say(then=Connection.hold), say(b"HTTP/1.1 200 OK\r\n", then=Connection.hold)],
    ids=["never reads", "never answers", "stops in the headers"],
)
def test_deadline(face: str, scheme: str, refusing: Callable[[Connection], None]) -> None:
    with Proxy(refusing=refusing) as proxy:
        result = call(face, f"{scheme}://127.0.0.1:9", proxy=proxy.proxy_url(), timeout=TIMEOUT, retries=0)
    assert type(result.error) is DeadlineExceeded
    assert TIMEOUT * 0.9 <= result.elapsed <= MUCH


@pytest.mark.parametrize("face", FACES)
def test_deadline_while_a_tunnel_drips(face: str) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 999)

    with Proxy(refusing=script) as proxy:
        options: Options = {"timeout": TIMEOUT, "retries": 0, "proxy": proxy.proxy_url()}
        result = call(face, "https://127.0.0.1:9", **options)
    assert type(result.error) is DeadlineExceeded
    assert result.elapsed <= MUCH


@pytest.mark.parametrize("face", FACES)
def test_deadline_behind_the_proxy(face: str) -> None:
    with FaultServer(say(then=Connection.hold), tls=certificates.good()) as server:
        with Proxy(server.port) as proxy:
            options: Options = {"timeout": TIMEOUT, "retries": 0, "verify": certificates.trusting()}
            options["proxy"] = proxy.proxy_url()
            result = call(face, server.base_url, **options)
        assert type(result.error) is DeadlineExceeded
        assert result.elapsed <= MUCH


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
@pytest.mark.parametrize("face", FACES)
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


@pytest.mark.parametrize("face", FACES)
def test_refused(face: str) -> None:
    with FaultServer() as nobody:
        result = call(face, "https://127.0.0.1:9", proxy=nobody.base_url, retries=0)
    assert type(result.error) is ConnectionFailed


@pytest.mark.parametrize(
    "names", [("HTTP_PROXY", "http"), ("HTTPS_PROXY", "https"), ("ALL_PROXY", "http"), ("all_proxy", "https")]
)
@pytest.mark.parametrize("face", FACES)
def test_environment(face: str, names: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy resolves the host, so no name server is asked."""
    variable, scheme = names
    tls = certificates.good("tkeel.example") if scheme == "https" else None
    with FaultServer(keep_answering, tls=tls) as server, Proxy(server.port, authorized=True) as proxy:
        monkeypatch.setenv(variable, proxy.proxy_url(credentials=True))
        options: Options = {"allow_insecure": True, "verify": certificates.trusting()}
        assert code(call(face, f"{scheme}://tkeel.example/apis", **options)) == CODE
        assert len(proxy.requests) == 1


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("exempt", ["tkeel.example", ".example", "*"])
def test_no_proxy(face: str, exempt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer(keep_answering) as server, Proxy(server.port) as proxy:
        _resolve_to_loopback(monkeypatch)
        monkeypatch.setenv("HTTP_PROXY", proxy.proxy_url())
        monkeypatch.setenv("NO_PROXY", exempt)
        assert code(call(face, f"http://tkeel.example:{server.port}", allow_insecure=True)) == CODE
        assert proxy.connections == 0


@pytest.mark.parametrize("face", FACES)
def test_environment_is_not_trusted(face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer(keep_answering) as server, Proxy(server.port) as proxy:
        _resolve_to_loopback(monkeypatch)
        monkeypatch.setenv("HTTP_PROXY", proxy.proxy_url())
        base_url = f"http://tkeel.example:{server.port}"
        assert code(call(face, base_url, allow_insecure=True, trust_env=False)) == CODE
        assert proxy.connections == 0


@pytest.mark.parametrize("face", FACES)
def test_this_machine_needs_no_proxy(face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer(keep_answering) as server, Proxy(server.port) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.proxy_url())
        assert code(call(face, server.base_url)) == CODE
        assert proxy.connections == 0


def _resolve_to_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(host: object, port: int, *_: object, **__: object) -> list[object]:
        assert host in {"tkeel.example", b"tkeel.example"}
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
