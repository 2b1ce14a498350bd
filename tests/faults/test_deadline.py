"""A call returns when its time is up, whatever it is that takes so long."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading

import pytest

from tests.faults.answers import answer, envelope, keep_answering, respond, say
from tests.faults.calls import FACES, LOGIN, METHODS, Held, Options, Result, call, call_async, call_sync
from tests.faults.fault import MUCH
from tests.faults.server import CODE, Connection, FaultServer, Script, silent_port
from tkeel_oauth import AsyncClient, Client, ConnectionFailed, DeadlineExceeded
from tkeel_oauth._runtime.transport import resolve
from tkeel_oauth._runtime.transport.aio.connect import NEXT_AFTER_SECONDS

TIMEOUT = 0.3


def elsewhere(timeout: float = 20, connect_timeout: float = 20) -> Options:
    """Options for a name that is not of this machine, though nothing leaves it."""
    return {
        "allow_insecure": True,
        "trust_env": False,
        "retries": 0,
        "timeout": timeout,
        "connect_timeout": connect_timeout,
    }


one_of_each = pytest.mark.parametrize("face", METHODS)
both = pytest.mark.parametrize("kind", [Client, AsyncClient])


def assert_late(result: Result, timeout: float = TIMEOUT) -> None:
    assert type(result.error) is DeadlineExceeded
    assert isinstance(result.error, TimeoutError)
    assert f"{timeout:g} s" in str(result.error)
    assert timeout * 0.9 <= result.elapsed <= MUCH


@pytest.mark.parametrize("face", FACES)
def test_timeout_of_a_call_wins_over_the_clients(face: str) -> None:
    with FaultServer(say(then=Connection.hold)) as server:
        result = call(face, server.base_url, {**LOGIN, "timeout": TIMEOUT}, timeout=20)
    assert_late(result)


@one_of_each
def test_large_request_that_nobody_reads(face: str) -> None:
    # More than the buffers of both systems take.
    headers = {f"X-Large-{n}": "x" * 1_000_000 for n in range(8)}
    with FaultServer(Connection.ignore, receive_buffer=4096) as server:
        result = call(face, server.base_url, headers=headers, timeout=1.5, retries=0)
    assert "sending" in str(result.error)
    assert_late(result, 1.5)


def held_until(released: threading.Event) -> Script:
    """Keep a call waiting as long as a test needs its connection to be taken."""

    def script(connection: Connection) -> None:
        connection.request()
        released.wait(20)

    return script


def test_waiting_for_a_connection() -> None:
    released = threading.Event()
    with (
        FaultServer(held_until(released)) as server,
        Client(server.base_url, max_connections=1, retries=0) as client,
    ):
        first = threading.Thread(target=call_sync, args=(client,))
        first.start()
        server.wait(lambda: len(server.requests) == 1)
        result = call_sync(client.with_options(timeout=TIMEOUT))
        released.set()
        first.join()
        assert server.connections == 1
    assert_late(result)
    assert "waiting for a free connection" in str(result.error)


async def test_waiting_for_a_connection_async() -> None:
    released = threading.Event()
    with FaultServer(held_until(released)) as server:
        async with AsyncClient(server.base_url, max_connections=1, retries=0) as client:
            first = asyncio.create_task(call_async(client))
            await asyncio.to_thread(server.wait, lambda: len(server.requests) == 1)
            result = await call_async(client.with_options(timeout=TIMEOUT))
            released.set()
            await first
        assert server.connections == 1
    assert_late(result)
    assert "waiting for a free connection" in str(result.error)


@both
def test_place_of_a_late_call_is_free_again(kind: type[Client | AsyncClient]) -> None:
    with (
        FaultServer(say(then=Connection.hold), keep_answering) as server,
        Held(kind, server.base_url, max_connections=1, timeout=TIMEOUT) as client,
    ):
        assert_late(client.call())
        assert client.with_options(timeout=MUCH).call().code == CODE


@one_of_each
def test_retries_stay_within_it(face: str) -> None:
    """The second attempt hangs, and gets only what the first and the wait have left."""
    busy = respond(b"", status=503, headers=("Retry-After: 0", "Connection: close"))
    with FaultServer(busy, say(then=Connection.hold)) as server:
        result = call(face, server.base_url, timeout=1.5, retries=5)
        assert len(server.requests) == 2
    assert_late(result, 1.5)


black_hole = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems refuse where the queue is full"
)


@black_hole
@one_of_each
def test_connecting(face: str) -> None:
    with silent_port() as port:
        result = call(face, f"http://127.0.0.1:{port}", timeout=TIMEOUT)
    assert_late(result)
    assert "connecting" in str(result.error)


@black_hole
@one_of_each
def test_connect_timeout(face: str) -> None:
    with silent_port() as port:
        url = f"http://127.0.0.1:{port}"
        result = call(face, url, timeout=20, connect_timeout=TIMEOUT, retries=0)
    assert type(result.error) is ConnectionFailed
    assert f"connect_timeout={TIMEOUT:g}" in str(result.error)
    assert TIMEOUT * 0.9 <= result.elapsed <= MUCH


def lookup_gives(ports: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every name stand for these ports of this machine."""

    def lookup(*_: object) -> list[resolve.SocketAddress]:
        return [(socket.AF_INET, ("127.0.0.1", port)) for port in ports]

    monkeypatch.setattr(resolve, "lookup", lookup)


@black_hole
@one_of_each
def test_connect_timeout_is_one_for_all_addresses(face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with silent_port() as port:
        lookup_gives([port] * 40, monkeypatch)
        result = call(face, "http://many.example:9", **elsewhere(connect_timeout=TIMEOUT))
    assert type(result.error) is ConnectionFailed
    assert result.elapsed <= MUCH


@black_hole
@one_of_each
def test_an_address_that_never_answers_leaves_time_for_the_next(
    face: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with silent_port() as port, FaultServer(keep_answering) as server:
        lookup_gives([port, server.port], monkeypatch)
        result = call(face, "http://two.example:9", **elsewhere(connect_timeout=TIMEOUT * 2))
    assert result.error is None, result.error
    # A thread gives each address its share; a loop tries the next one beside it soon (RFC 8305).
    assert result.elapsed >= (TIMEOUT if face == "sync method" else NEXT_AFTER_SECONDS) * 0.9
    assert result.elapsed <= MUCH


async def test_other_tasks_run_while_a_server_drips() -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.drip(answer(envelope()))

    async def count() -> int:
        beats = 0
        while not late.done():
            beats += 1
            await asyncio.sleep(0.01)
        return beats

    with FaultServer(script) as server:
        async with AsyncClient(server.base_url, timeout=TIMEOUT) as client:
            late = asyncio.create_task(call_async(client))
            assert await count() > 2
            assert_late(await late)


@one_of_each
def test_name_resolution(face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def lookup(*_: object) -> list[resolve.SocketAddress]:
        release.wait(20)
        return []

    monkeypatch.setattr(resolve, "lookup", lookup)
    try:
        # A name of its own, as the other one's look-up may be about to end.
        name = face.partition(" ")[0]
        assert_late(call(face, f"http://{name}.slow.example:9", **elsewhere(TIMEOUT)))
    finally:
        release.set()


@one_of_each
def test_flood_is_not_read_to_its_end(face: str) -> None:
    """Bytes that have already arrived do not keep a call from noticing that its time is up."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.flood(b"HTTP/1.1 102 Processing\r\n\r\n" * 2500)

    with FaultServer(script) as server:
        assert_late(call(face, server.base_url, timeout=TIMEOUT, retries=0))
