"""The loopback server: what it plays, how it starts and stops, and what clients may do to it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import http.client
import logging
import re
import socket
import struct
import threading
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.testing.wire import as_bytes, connect, status_of
from tkeel_oauth import Client, ConnectionFailed
from tkeel_oauth.testing import (
    Answer,
    ListenError,
    RecordedServer,
    ReplayServer,
    Reply,
    Request,
    load_recording,
)
from tkeel_oauth.testing.server import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RECORDING = load_recording()


def wait_for(condition: Callable[[], object]) -> None:
    """Waits on another thread without a clock of its own; the test's time limit bounds it."""
    for _ in range(5_000_000):
        if condition():
            return
    raise AssertionError("it never came")


def ask(server: RecordedServer, name: str) -> int:
    with connect(server.base_url) as connection:
        connection.sendall(as_bytes(RECORDING[name].request))
        return status_of(connection)


def test_it_serves_while_the_block_runs() -> None:
    server = RecordedServer()
    with server:
        assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d*/v1", server.base_url)
        assert ask(server, "success") == 200
        address = urlsplit(server.base_url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=5)
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.base_url


def test_it_can_be_started_again_and_stopped_twice() -> None:
    server = RecordedServer()
    for _ in range(2):
        server.start()
        with pytest.raises(RuntimeError, match="running already"):
            server.start()
        assert ask(server, "wrong_password") == 400
        server.stop()
        server.stop()
    assert len(server.requests) == 2


def test_it_leaves_no_thread() -> None:
    before = threading.active_count()
    with RecordedServer():
        assert threading.active_count() > before
    assert threading.active_count() == before


def test_a_busy_port_is_one_clear_line() -> None:
    with RecordedServer() as first:
        port = urlsplit(first.base_url).port
        assert port is not None
        with pytest.raises(ListenError) as caught, RecordedServer(port=port):
            raise AssertionError("two servers on one port")
    assert str(caught.value) == (
        f"cannot listen on 127.0.0.1:{port}: Address already in use; choose another port, or 0 for a free one"
    )


def test_a_server_that_does_not_come_up_is_said_and_can_be_started_later() -> None:
    def full(*_: object, **__: object) -> object:
        raise OSError(errno.EMFILE, "Too many open files")

    server = RecordedServer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "start_server", full)
        with pytest.raises(ListenError, match="Too many open files"):
            server.start()
    server.stop()
    with server:
        assert ask(server, "success") == 200


@pytest.mark.parametrize(
    ("host", "port"), [("256.0.0.1", 0), ("192.0.2.1", 0), ("127.0.0.1", 70_000), ("a..b", 0)]
)
def test_an_impossible_address_is_said(host: str, port: int) -> None:
    with pytest.raises(ListenError, match=re.escape(f"cannot listen on {host}:{port}: ")):
        RecordedServer(host=host, port=port).start()


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_ipv6() -> None:
    try:
        server = RecordedServer(host="::1")
        server.start()
    except ListenError:
        pytest.skip("this machine has no IPv6 loopback")
    try:
        assert server.base_url.startswith("http://[::1]:")
        assert ask(server, "success") == 200
    finally:
        server.stop()


def test_strict_and_recording_reach_the_engine() -> None:
    other = RECORDING["wrong_password"].request.target.replace("nope", "other")
    alone = type(RECORDING)(RECORDING.provenance, (RECORDING["unknown_path_v1"],))
    for server, status in (
        (RecordedServer(), 400),
        (RecordedServer(strict=True), 501),
        (RecordedServer(alone), 501),
    ):
        with server:
            connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
            connection.request("GET", other)
            assert connection.getresponse().status == status
            connection.close()


def test_a_closed_connection_carries_no_byte() -> None:
    with RecordedServer() as server, connect(server.base_url) as connection:
        scenario = RECORDING["shutdown_sigkill_mid_request"]
        connection.sendall(as_bytes(scenario.request, ("Prefer", f"example={scenario.name}")))
        assert connection.recv(1) == b""
        assert ask(server, "success") == 200


def test_a_silent_server_stays_silent_and_does_not_hold_up_the_stop() -> None:
    server = RecordedServer()
    scenario = RECORDING["backend_mysql_frozen"]
    with server, connect(server.base_url) as connection:
        connection.sendall(as_bytes(scenario.request, ("Prefer", f"example={scenario.name}")))
        wait_for(lambda: server.requests)
        # Others are served meanwhile.
        assert ask(server, "success") == 200
        connection.settimeout(0)
        with pytest.raises(BlockingIOError):
            connection.recv(1)
        connection.settimeout(10)
        server.stop()
        assert connection.recv(1) == b""
    assert [call.status for call in server.requests] == [0, 200]


def test_idle_and_half_sent_connections_do_not_hold_up_the_stop() -> None:
    with RecordedServer() as server:
        idle, half, body = (connect(server.base_url) for _ in range(3))
        half.sendall(b"GET /v1/oauth/tenant-a/auth")
        body.sendall(b"POST /v1/oauth/tenant-a/authorize HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
        assert status_of(body) == 405
    for connection in (idle, half, body):
        assert connection.recv(1) == b""
        connection.close()


def test_a_client_that_does_not_read_does_not_hold_up_the_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    def narrow(host: str, port: int) -> socket.socket:
        listener = socket.create_server((host, port))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        return listener

    class Large:
        def reply(self, request: Request) -> Reply:  # noqa: ARG002 - as the protocol has it
            # More than the system takes, and less than asyncio keeps back: the task that sends it ends.
            return Reply("large", Answer(200, "OK", body=b"x" * 60_000))

    monkeypatch.setattr("tkeel_oauth.testing.server._listen", narrow)
    monkeypatch.setattr("tkeel_oauth.testing.server._LEAVE_SECONDS", 0)
    server = LoopbackServer(Large())
    with server, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        address = urlsplit(server.base_url)
        connection.connect((address.hostname, address.port))
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_for(lambda: server.requests)
        stopping = threading.Thread(target=server.stop, daemon=True)
        stopping.start()
        stopping.join(20)
        assert not stopping.is_alive()


@pytest.mark.parametrize(
    "garbage", [b"\x16\x03\x01\x02\x00\x01", b"\r\n\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"A" * 70_000]
)
def test_it_survives_garbage(garbage: bytes) -> None:
    with RecordedServer() as server:
        with connect(server.base_url) as connection:
            connection.sendall(garbage)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass
        assert ask(server, "success") == 200


def test_long_headers_are_taken_as_tkeel_takes_them() -> None:
    with RecordedServer() as server, connect(server.base_url) as connection:
        connection.sendall(as_bytes(RECORDING["success"].request, ("X-Long", "x" * 900_000)))
        assert status_of(connection) == 200


@pytest.fixture(scope="module")
def server() -> Iterator[RecordedServer]:
    with RecordedServer() as running:
        yield running


def test_every_exchange_is_played_byte_for_byte(server: RecordedServer) -> None:
    for scenario in RECORDING:
        recorded = scenario.answer
        if recorded is None:
            continue
        # A request that several scenarios share reaches the others only by name.
        prefer = [("Prefer", f"example={scenario.name}")] if scenario.primary is False else []
        lines = [f"{recorded.http_version} {recorded.status} {recorded.reason}"]
        lines += [f"{name}: {value}" for name, value in recorded.headers]
        wanted = "\r\n".join([*lines, "", ""]).encode("latin-1") + recorded.body
        with connect(server.base_url) as connection, connection.makefile("rb") as stream:
            connection.sendall(as_bytes(scenario.request, *prefer))
            assert stream.read(len(wanted)) == wanted, scenario.name
            # HTTP/1.0 closes unless told otherwise, HTTP/1.1 stays open unless told otherwise.
            said = next((value for name, value in recorded.headers if name == "Connection"), None)
            if said == "close" or (recorded.http_version == "HTTP/1.0" and said is None):
                assert stream.read() == b"", scenario.name
            else:
                connection.sendall(as_bytes(RECORDING["unknown_path_v1"].request))
                assert stream.readline() == b"HTTP/1.1 404 Not Found\r\n", scenario.name


def test_pipelined_requests_are_answered_in_order(server: RecordedServer) -> None:
    first, second = RECORDING["wrong_password"], RECORDING["tenant_encoded_slash"]
    with connect(server.base_url) as connection:
        connection.sendall(as_bytes(first.request) + as_bytes(second.request))
        with connection.makefile("rb") as stream:
            assert stream.readline() == b"HTTP/1.1 400 Bad Request\r\n"
            while stream.readline() != b"\r\n":
                pass
            assert first.answer is not None
            assert stream.read(len(first.answer.body)) == first.answer.body
            assert stream.readline() == b"HTTP/1.1 404 Not Found\r\n"


@pytest.mark.parametrize(("version", "asked"), [("1.1", "close"), ("1.0", "keep-alive"), ("1.0", "")])
def test_the_connection_closes_where_the_client_asks(
    server: RecordedServer, version: str, asked: str
) -> None:
    extra = [("Connection", asked)] if asked else []
    request = replace(RECORDING["wrong_password"].request, http_version=f"HTTP/{version}")
    with connect(server.base_url) as connection:
        connection.sendall(as_bytes(request, *extra))
        with connection.makefile("rb") as stream:
            assert stream.readline() == f"HTTP/{version} 400 Bad Request\r\n".encode()
            assert stream.read().endswith(b"}")


def test_a_body_is_not_waited_for_before_the_answer_and_is_read_after_it(server: RecordedServer) -> None:
    head = b"POST /v1/oauth/tenant-a/authorize HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc"
    with connect(server.base_url) as connection:
        connection.sendall(head)
        assert status_of(connection) == 405
        connection.sendall(b"def" + as_bytes(RECORDING["success"].request))
        assert status_of(connection) == 200


@pytest.mark.parametrize(
    "more",
    [
        b"Expect: 100-continue\r\nContent-Length: 6\r\n\r\n",
        b"Content-Length: 9000000\r\n\r\n" + b"x" * 400_000,
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["expecting", "large", "broken chunks"],
)
def test_a_body_that_nobody_reads_ends_the_connection_after_the_answer(
    server: RecordedServer, more: bytes
) -> None:
    with connect(server.base_url) as connection:
        connection.sendall(b"POST /v1/oauth/tenant-a/authorize HTTP/1.1\r\nHost: x\r\n" + more)
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as stream:
            answer = stream.read()
    assert answer.startswith(b"HTTP/1.1 405 Method Not Allowed\r\n")
    assert answer.count(b"HTTP/1.1") == 1


class TestDelays:
    def test_other_requests_are_answered_meanwhile(self) -> None:
        replay = ReplayServer()
        replay.delay(3600, times=1)
        with replay, connect(replay.base_url) as slow, connect(replay.base_url) as quick:
            slow.sendall(as_bytes(RECORDING["success"].request))
            wait_for(lambda: replay.requests)
            quick.sendall(as_bytes(RECORDING["wrong_password"].request))
            assert status_of(quick) == 400
            slow.settimeout(0)
            with pytest.raises(BlockingIOError):
                slow.recv(1)

    def test_they_end_and_what_was_pipelined_meanwhile_is_kept(self) -> None:
        with RecordedServer(latency=0.05) as server, connect(server.base_url) as connection:
            request = as_bytes(RECORDING["success"].request)
            connection.sendall(request)
            wait_for(lambda: server.requests)
            connection.sendall(request)
            assert status_of(connection) == 200
            assert status_of(connection) == 200

    @pytest.mark.parametrize("more", [b"", b"x" * 3_000_000], ids=["leaves", "floods"])
    def test_a_client_that_leaves_or_floods_is_not_waited_for(self, more: bytes) -> None:
        with RecordedServer(latency=3600) as server, connect(server.base_url) as connection:
            connection.sendall(as_bytes(RECORDING["success"].request))
            with contextlib.suppress(ConnectionError):
                connection.sendall(more)
                connection.shutdown(socket.SHUT_WR)
                assert connection.recv(1) == b""


class TestRefusing:
    def test_a_refused_connection_and_back(self) -> None:
        with ReplayServer() as replay, Client(replay.base_url, retries=0) as client:
            called = replay.credentials()
            assert client.oauth.authorize(**called.arguments()).code
            before = replay.base_url
            replay.refuse()
            replay.refuse()
            for _ in range(2):
                with pytest.raises(ConnectionFailed, match="refused"):
                    client.oauth.authorize(**called.arguments())
            replay.reset()
            assert replay.base_url == before
            assert client.oauth.authorize(**called.arguments()).code
            assert [call.status for call in replay.requests] == [200, 200]
            replay.refuse()
        with pytest.raises(RuntimeError, match="not running"):
            _ = replay.base_url
        with replay:
            assert replay.base_url

    def test_a_port_that_is_taken_meanwhile_is_said(self) -> None:
        with ReplayServer() as replay:
            port = urlsplit(replay.base_url).port
            replay.refuse()
            with socket.create_server(("127.0.0.1", port or 0)), pytest.raises(ListenError):
                replay.reset()


def test_fifty_connections_are_kept_open(server: RecordedServer) -> None:
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(connect(server.base_url)) for _ in range(50)]
        for _ in range(3):
            for connection in connections:
                connection.sendall(as_bytes(RECORDING["success"].request))
            assert {status_of(connection) for connection in connections} == {200}


def test_a_client_byte_by_byte_holds_up_nobody(server: RecordedServer) -> None:
    request = as_bytes(RECORDING["success"].request)
    with connect(server.base_url) as slow:
        for byte in request[:-1]:
            slow.sendall(bytes([byte]))
        assert ask(server, "wrong_password") == 400
        slow.sendall(request[-1:])
        assert status_of(slow) == 200


def test_a_client_that_resets_in_the_middle_leaves_nothing(server: RecordedServer) -> None:
    for sent in (b"GET /v1/oau", as_bytes(RECORDING["success"].request)):
        with connect(server.base_url) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(sent)
    assert ask(server, "success") == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", "400 Bad Request"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * (1 << 20), "431 Request Header Fields Too Large"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", "501 Not Implemented"),
    ],
    ids=["no HTTP", "large", "unknown coding"],
)
def test_what_is_no_request_gets_what_a_go_server_says(
    server: RecordedServer, sent: bytes, said: str
) -> None:
    with connect(server.base_url) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(sent + b"x" * 200_000)
            connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as stream:
            answer = stream.read().decode()
    assert answer == (
        f"HTTP/1.1 {said}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n{said}"
    )
    assert str(server.requests[-1]) == f"OTHER /{{other}} {said[:3]} malformed"


@pytest.mark.parametrize("wanted", ["h2c", "websocket"])
def test_an_upgrade_is_ignored(wanted: str, caplog: pytest.LogCaptureFixture) -> None:
    with RecordedServer() as server, connect(server.base_url) as connection:
        upgrade = (("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", wanted))
        connection.sendall(as_bytes(RECORDING["success"].request, *upgrade))
        assert status_of(connection) == 200
    assert [record.levelname for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_nothing_that_was_sent_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    with RecordedServer() as server:
        ask(server, "success")
        ask(server, "wrong_password")
        assert server.requests
    shown = caplog.text + repr(server.requests)
    for secret in ("alice", "wonderland", "nope", "tenant-a", "INVENTED"):
        assert secret not in shown
