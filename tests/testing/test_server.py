"""The loopback server: starts, stops, says what is wrong, and keeps what it is told to itself."""

from __future__ import annotations

import http.client
import logging
import re
import socket
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.testing.wire import as_bytes, connect, read_answer
from tkeel_oauth.testing import ListenError, RecordedServer, load_recording

if TYPE_CHECKING:
    from collections.abc import Callable

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
        return read_answer(connection).status


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
    alone = type(RECORDING)(RECORDING.contract, (RECORDING["unknown_path_v1"],))
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
        assert read_answer(body).status == 405
    for connection in (idle, half, body):
        assert connection.recv(1) == b""
        connection.close()


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
        assert read_answer(connection).status == 200


@pytest.mark.parametrize("wanted", ["h2c", "websocket"])
def test_an_upgrade_is_ignored(wanted: str, caplog: pytest.LogCaptureFixture) -> None:
    with RecordedServer() as server, connect(server.base_url) as connection:
        upgrade = (("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", wanted))
        connection.sendall(as_bytes(RECORDING["success"].request, *upgrade))
        assert read_answer(connection).status == 200
    assert [record.levelname for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_nothing_that_was_sent_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    access = logging.getLogger("uvicorn.access")
    before = (access.disabled, access.propagate, list(access.handlers), access.level)
    with RecordedServer() as server:
        ask(server, "success")
        ask(server, "wrong_password")
        assert server.requests
    shown = caplog.text + repr(server.requests)
    for secret in ("alice", "wonderland", "nope", "tenant-a", "INVENTED"):
        assert secret not in shown
    assert (access.disabled, access.propagate, list(access.handlers), access.level) == before
