"""Connections of both kinds: their addresses, their TLS, and what they say when there is none."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests._runtime.clocks import Clock
from tests.faults import certificates
from tests.faults.answers import answer, keep_answering, respond, say
from tests.faults.calls import METHODS, Options, call
from tests.faults.certificates import client_context, server_context
from tests.faults.proxy import Proxy
from tests.faults.server import Connection, FaultServer, silent_port
from tkeel_oauth import APIStatusError, ConnectionFailed, DeadlineExceeded
from tkeel_oauth._runtime.call.messages import Attempt
from tkeel_oauth._runtime.transport import resolve
from tkeel_oauth._runtime.transport.aio import backend
from tkeel_oauth._runtime.transport.aio import connect as racing
from tkeel_oauth._runtime.transport.resolve import SocketAddress
from tkeel_oauth._runtime.transport.sockets import alternating, is_cut, opens_tunnel
from tkeel_oauth._runtime.transport.sync import backend as backend_sync
from tkeel_oauth._runtime.transport.tls_session import TLSSession

faces = pytest.mark.parametrize("face", METHODS)
SHORT = 0.5

LONG = 10.0
"""Seconds that a call held up by a flood takes at least; a busy machine takes less."""


# What a peer that never stops may send.


def _hello_requests(connection: Connection) -> None:
    """Send records within the handshake for which no certificate is needed."""
    connection.receive()
    connection.flood(b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 1000)


def _empty_records(connection: Connection) -> None:
    connection.receive()
    connection.flood(b"\x16\x03\x03\x00\x00" * 1000)


@pytest.mark.parametrize("script", [_hello_requests, _empty_records])
@faces
def test_a_flood_within_the_handshake(face: str, script: Callable[[Connection], None]) -> None:
    with FaultServer(script) as server:
        options: Options = {"verify": client_context(), "timeout": SHORT, "retries": 0}
        result = call(face, server.url("https"), **options)
    assert type(result.error) in {DeadlineExceeded, ConnectionFailed}
    assert result.elapsed <= LONG


@pytest.mark.parametrize("proxied", [False, True], ids=["direct", "through the TLS of a proxy"])
@faces
def test_a_flood_between_handshake_and_answer(face: str, *, proxied: bool) -> None:
    """Session tickets, which hold nothing for who reads."""
    context = server_context()
    context.num_tickets = 1_000_000
    with (
        FaultServer(Connection.hold, tls=context) as server,
        Proxy(server.port, tls=certificates.good()) as proxy,
    ):
        options: Options = {"verify": client_context(), "timeout": SHORT, "retries": 0}
        options["proxy"] = proxy.proxy_url() if proxied else None
        result = call(face, server.base_url, **options)
    assert type(result.error) is DeadlineExceeded
    assert result.elapsed <= LONG


@pytest.mark.parametrize("tls", [None, certificates.good()], ids=["http", "https"])
@faces
def test_asking_a_proxy_for_the_way_is_connecting(face: str, tls: ssl.SSLContext | None) -> None:
    """It is bounded by connect_timeout, and nothing of the request has been sent."""
    with Proxy(refusing=say(then=Connection.hold), tls=tls) as proxy:
        options: Options = {"verify": client_context(), "timeout": 20, "connect_timeout": SHORT, "retries": 1}
        options["proxy"] = proxy.proxy_url()
        result = call(face, "https://127.0.0.1:9", **options)
        proxy.wait(lambda: proxy.connections == 2)
    assert type(result.error) is ConnectionFailed
    assert f"within connect_timeout={SHORT:g} s" in str(result.error)


@pytest.mark.parametrize(
    ("data", "least"),
    [
        (b"CONNECT iot.example.com:443 HTTP/1.1\r\n", 1),
        (b"\x05\x01\x00", 2),
        (b"\x05\x01\x02", 2),
        (b"\x01\x05alice\x05secret", 2),
        (b"\x05\x01\x00\x01\x7f\x00\x00\x01\x01\xbb", 7),
        (b"GET /v1/oauth HTTP/1.1\r\n", 0),
        (b"GET http://iot.example.com/v1 HTTP/1.1\r\n", 0),
        (b"CONNECTED / HTTP/1.1\r\n", 0),
    ],
)
def test_what_asks_a_proxy_for_the_way(data: bytes, least: int) -> None:
    assert opens_tunnel(data) == least


@pytest.mark.parametrize("address", [b"\x01" + bytes(4), b"\x04" + bytes(16), b"\x03\x00", b"\x03\x02ab"])
def test_how_long_an_answer_of_socks_is(address: bytes) -> None:
    whole = b"\x05\x00\x00" + address + b"\x01\xbb"
    assert [is_cut(whole[:n], 7) for n in range(1, len(whole) + 1)] == [True] * (len(whole) - 1) + [False]
    assert not is_cut(b"HTTP/1.1", 7)
    assert not is_cut(b"\x05\x05\x00", 7)  # all that some say where they refuse
    assert not is_cut(b"\x05\x00", 2)


# What a failure says.


def _wants_a_certificate(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = server_context()
    context.verify_mode = ssl.CERT_REQUIRED
    certificates.authority().configure_trust(context)  # pyright: ignore[reportUnknownMemberType]
    context.maximum_version = version
    return context


def _of_one_version(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = server_context()
    context.minimum_version = context.maximum_version = version
    return context


def _without_common_ciphers() -> ssl.SSLContext:
    context = _of_one_version(ssl.TLSVersion.TLSv1_2)
    context.set_ciphers("ECDHE-ECDSA-AES256-CCM8:ECDHE-RSA-CAMELLIA256-SHA384:@SECLEVEL=0")
    return context


@pytest.mark.parametrize(
    ("server_side", "says"),
    [
        (lambda: _wants_a_certificate(ssl.TLSVersion.TLSv1_3), "wants a client certificate; pass cert="),
        (lambda: _wants_a_certificate(ssl.TLSVersion.TLSv1_2), "or it wants a client certificate"),
        (lambda: _of_one_version(ssl.TLSVersion.TLSv1_3), "speaks no version of TLS that is allowed here"),
        (_without_common_ciphers, "no cipher is common to it and to this machine"),
    ],
    ids=["certificate 1.3", "certificate 1.2", "version", "ciphers"],
)
@faces
def test_the_peers_reason(face: str, server_side: Callable[[], ssl.SSLContext], says: str) -> None:
    context = client_context()
    if "version of TLS" in says:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    with FaultServer(keep_answering, tls=server_side()) as server:
        result = call(face, server.base_url, verify=context, retries=0)
    assert type(result.error) is ConnectionFailed
    assert says in str(result.error)


@pytest.mark.parametrize(
    "body",
    [
        "<center>The plain HTTP request was sent to HTTPS port</center>",
        "Client sent an HTTP request to an HTTPS server.",
        "You're speaking plain HTTP to an SSL-enabled server port.",
        "This combination of host and port requires TLS.",
    ],
)
@faces
def test_plain_http_to_a_port_of_tls_that_says_so(face: str, body: str) -> None:
    with FaultServer(respond(body.encode(), status=400, kind="text/html")) as server:
        error = call(face, server.base_url, retries=0).error
    assert isinstance(error, APIStatusError)
    assert str(error) == "400 Bad Request; perhaps it wants https; check scheme and port of the base URL"


def _hangs_up_early(connection: Connection) -> None:
    """Answer without reading on, and end the connection in a way that makes what is written fail."""
    connection.receive()
    connection.send(answer(b"", status=413))
    connection.reset()


@faces
def test_an_answer_before_the_request_was_sent(face: str) -> None:
    headers = {f"X-Large-{n}": "x" * 1_000_000 for n in range(4)}
    with FaultServer(_hangs_up_early, receive_buffer=4096) as server:
        result = call(face, server.base_url, headers=headers, retries=0)
    assert isinstance(result.error, APIStatusError), result.error
    assert result.error.status_code == 413


async def test_what_came_before_a_write_failed_is_kept() -> None:
    """Asyncio reads no more then, and what came may be the reason."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)  # noqa: FBT003 - the socket's own signature
        theirs.sendall(b"alert")
        protocol = backend._Protocol(ours)  # pyright: ignore[reportPrivateUsage]
        protocol.connection_lost(ConnectionResetError())
        assert await protocol.read(100, 20) == b"alert"
        with pytest.raises(ConnectionResetError):
            await protocol.read(100, 20)


async def test_a_loop_that_has_closed_the_socket_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """As uvloop does when a call is cancelled; the number may be another's by the time that is known."""

    async def create_connection(*_: object, sock: socket.socket) -> None:
        os.dup2(theirs.fileno(), sock.fileno())
        raise asyncio.CancelledError

    ours, theirs = socket.socketpair()
    number = ours.fileno()
    with theirs:
        monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", create_connection)
        with pytest.raises(asyncio.CancelledError):
            await backend._Protocol.over(ours)  # pyright: ignore[reportPrivateUsage]
        await asyncio.sleep(0)
        assert ours.fileno() < 0
        os.close(number)


async def test_what_has_come_already_does_not_hold_up_other_tasks() -> None:
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    ours, theirs = socket.socketpair()
    with ours, theirs:
        protocol = backend._Protocol(ours)  # pyright: ignore[reportPrivateUsage]
        protocol.data_received(b"1\r\n \r\n" * 20_000)
        other = asyncio.create_task(take_turns())
        reads = 0
        left = 120_000
        while left:
            left -= len(await protocol.read(65_536, 20))
            reads += 1
            assert turns >= reads
        assert reads > 6
        other.cancel()


# Names.


@faces
def test_the_dot_of_a_whole_name_is_not_said_to_tls(face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []
    context = server_context("host.example")
    context.sni_callback = lambda _, name, __: seen.append(name)
    asked: list[str] = []
    with FaultServer(keep_answering, tls=context) as server:

        def lookup(host: str, port: int) -> list[SocketAddress]:
            asked.append(host)
            return [(socket.AF_INET, ("127.0.0.1", port))]

        monkeypatch.setattr(resolve, "lookup", lookup)
        url = f"https://host.example.:{server.port}"
        result = call(face, url, verify=client_context(), trust_env=False)
    assert result.error is None, result.error
    assert (asked, seen) == (["host.example."], ["host.example"])


def test_the_zone_of_an_address_is_not_said_to_tls() -> None:
    session = TLSSession(client_context(), "fe80::1%25lo")
    assert session.object.server_hostname == "fe80::1"


@pytest.mark.parametrize("host", ["", ".example.com", f"{'x' * 64}.example.com"])
def test_a_name_that_tls_cannot_check(host: str) -> None:
    with pytest.raises(OSError, match="TLS cannot check a host of that name"):
        TLSSession(client_context(), host)


# Several addresses.


def _at(*ports: int) -> list[SocketAddress]:
    return [(socket.AF_INET, ("127.0.0.1", port)) for port in ports]


async def test_a_refusal_is_not_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(racing, "NEXT_AFTER_SECONDS", 20.0)
    with FaultServer() as nobody, FaultServer(keep_answering) as server:
        connection = await asyncio.wait_for(racing.connect(_at(nobody.port, server.port)), 10)
        assert connection.getpeername()[1] == server.port
        connection.close()


async def test_none_of_several() -> None:
    with FaultServer() as nobody, FaultServer() as neither, pytest.raises(ConnectionRefusedError):
        await racing.connect(_at(nobody.port, neither.port))


async def test_the_preferred_address_wins() -> None:
    with FaultServer(keep_answering) as first, FaultServer(keep_answering) as second:
        for _ in range(20):
            connection = await racing.connect(_at(first.port, second.port))
            assert connection.getpeername()[1] == first.port
            connection.close()
        assert second.connections == 0


def test_the_other_family_is_tried_before_the_rest_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one is lost on the way, as IPv6 often is, one address of it costs time and not all of them."""
    tried: list[socket.AddressFamily] = []

    def new_socket(family: socket.AddressFamily) -> socket.socket:
        tried.append(family)
        if family == socket.AF_INET6:
            raise TimeoutError
        return socket.socket(family)

    monkeypatch.setattr(backend_sync, "new_socket", new_socket)
    lost: list[SocketAddress] = [(socket.AF_INET6, ("::1", port)) for port in range(1, 5)]
    with FaultServer(keep_answering) as server:
        backend_sync._connect([*lost, *_at(server.port)], Attempt(time.monotonic() + 20, 5, 20)).close()  # pyright: ignore[reportPrivateUsage]
    assert tried == [socket.AF_INET6, socket.AF_INET]


def test_families_take_turns() -> None:
    def six(port: int) -> SocketAddress:
        return (socket.AF_INET6, ("::1", port, 0, 0))

    def four(port: int) -> SocketAddress:
        return (socket.AF_INET, ("127.0.0.1", port))

    assert alternating([six(1), six(2), six(3), four(4)]) == [six(1), four(4), six(2), six(3)]
    assert alternating([four(1), six(2), six(3)]) == [four(1), six(2), six(3)]


@pytest.mark.parametrize("first", [socket.AF_INET, socket.AF_INET6])
@faces
def test_a_family_that_is_not_here_is_not_what_is_told(
    face: str, first: socket.AddressFamily, monkeypatch: pytest.MonkeyPatch
) -> None:
    def new_socket(family: socket.AddressFamily) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
        return socket.socket(family)

    def lookup(*_: object) -> list[SocketAddress]:
        return sorted([*_at(nobody.port), (socket.AF_INET6, ("::1", 9))], key=lambda one: one[0] != first)

    monkeypatch.setattr(backend_sync, "new_socket", new_socket)
    monkeypatch.setattr(racing, "new_socket", new_socket)
    monkeypatch.setattr(resolve, "lookup", lookup)
    with FaultServer() as nobody:
        error = call(face, "https://x.example", retries=0, trust_env=False).error
    assert ": refused; check that it runs" in str(error)


@pytest.mark.parametrize(
    ("addresses", "shares"),
    [(1, [8.0]), (2, [4.0, 4.0]), (5, [2.0, 1.5, 1.5, 1.5, 1.5]), (40, [2.0, 1.5, 1.125])],
)
def test_what_each_of_several_addresses_gets(
    addresses: int, shares: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of many is left without the time that an answer takes."""
    given: list[float] = []

    class Silent(socket.socket):
        def connect(self, _: object) -> None:
            given.append(self.gettimeout() or 0)
            clock.now += given[-1]
            raise TimeoutError

    monkeypatch.setattr(backend_sync, "new_socket", Silent)
    clock = Clock()
    clock.install(monkeypatch)
    with pytest.raises(TimeoutError):
        backend_sync._connect(_at(*[9] * addresses), Attempt(clock.now + 30, 8, 30))  # pyright: ignore[reportPrivateUsage]
    assert len(given) == addresses
    assert given[: len(shares)] == pytest.approx(shares)


async def test_cancelled_races_leave_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[socket.socket] = []

    def noting(family: socket.AddressFamily) -> socket.socket:
        made.append(socket.socket(family, socket.SOCK_STREAM))
        return made[-1]

    monkeypatch.setattr(racing, "new_socket", noting)
    monkeypatch.setattr(racing, "NEXT_AFTER_SECONDS", 0.0005)
    with silent_port() as silent, FaultServer(keep_answering) as server:
        for n in range(200):
            task = asyncio.create_task(racing.connect(_at(silent, server.port, silent)))
            await asyncio.sleep(n % 20 * 0.0001)
            task.cancel()
            with suppress(asyncio.CancelledError):
                (await task).close()
        for _ in range(5):
            await asyncio.sleep(0)
        assert [one for one in made if one.fileno() >= 0] == []


# What has been received, and nobody has read.


class _Peer:
    """The server's side of a TLS session, without sockets."""

    def __init__(self, client: TLSSession) -> None:
        self._client = client
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = certificates.good().wrap_bio(self._incoming, self._outgoing, server_side=True)

    def take(self) -> None:
        self._incoming.write(self._client.outgoing())

    def say(self) -> None:
        self._client.feed(self._outgoing.read())


@pytest.mark.parametrize("part", [100, 3], ids=["another record", "the rest of one"])
def test_what_came_with_an_answer_and_is_not_read(part: int) -> None:
    session = TLSSession(client_context(), certificates.HOST)
    peer = _Peer(session)
    for _ in range(3):
        if not session.shake_hands():
            peer.take()
            with suppress(ssl.SSLWantReadError):
                peer.tls.do_handshake()
            peer.say()
    peer.take()
    peer.tls.do_handshake()
    peer.tls.write(b"answer")
    peer.say()
    assert session.read(part) == b"answer"[:part]
    assert session.holds_something is (part == 3)
    if part == 3:
        assert session.read(100) == b"wer"
    peer.tls.write(b"more")
    peer.say()
    assert session.holds_something
    assert session.read(100) == b"more"
    assert session.read(100) is None
    session.feed(b"")
    assert session.read(100) == b""
