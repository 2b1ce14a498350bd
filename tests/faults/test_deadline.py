"""A call returns when its time is up, whatever it is that takes so long."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from tests.faults.answers import answer, envelope, keep_answering, respond, say
from tests.faults.calls import FACES, LOGIN, Options, Result, call, call_async, call_sync
from tests.faults.fault import MUCH
from tests.faults.server import CODE, Connection, FaultServer, Script
from tkeel_oauth import AsyncClient, Client, ConnectionFailed, DeadlineExceeded, ServerError
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


ONE_OF_EACH = ("sync method", "async method")


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


@pytest.mark.parametrize("face", ONE_OF_EACH)
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


def test_place_of_a_late_call_is_free_again() -> None:
    with FaultServer(say(then=Connection.hold), keep_answering) as server:
        with Client(server.base_url, max_connections=1, timeout=TIMEOUT) as client:
            assert_late(call_sync(client))
            assert client.with_options(timeout=MUCH).oauth.authorize("t", **LOGIN).code == CODE

        async def main() -> None:
            async with AsyncClient(server.base_url, max_connections=1, timeout=MUCH) as client:
                assert (await client.oauth.authorize("t", **LOGIN)).code == CODE

        asyncio.run(main())


@pytest.mark.parametrize("face", ONE_OF_EACH)
def test_retries_stay_within_it(face: str) -> None:
    """The second attempt hangs, and gets only what the first and the wait have left."""
    busy = respond(b"", status=503, headers=("Retry-After: 0", "Connection: close"))
    with FaultServer(busy, say(then=Connection.hold)) as server:
        result = call(face, server.base_url, timeout=1.5, retries=5)
        assert len(server.requests) == 2
    assert_late(result, 1.5)


@pytest.mark.parametrize("face", ONE_OF_EACH)
def test_a_wait_that_would_outlast_it_is_not_begun(face: str) -> None:
    busy = respond(b"", status=503, headers=("Retry-After: 60",))
    with FaultServer(busy) as server:
        result = call(face, server.base_url, timeout=20.0, retries=5)
        assert len(server.requests) == 1
    assert type(result.error) is ServerError
    assert result.elapsed < MUCH


@contextmanager
def _black_hole() -> Generator[str]:
    """A port whose queue is full, so that the system drops what asks for a connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers: list[socket.socket] = []
        try:
            for _ in range(8):
                filler = socket.socket()
                filler.setblocking(False)  # noqa: FBT003 - the name of the socket module
                filler.connect_ex(listener.getsockname())
                fillers.append(filler)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            for filler in fillers:
                filler.close()


black_hole = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems refuse where the queue is full"
)


@black_hole
@pytest.mark.parametrize("face", ONE_OF_EACH)
def test_connecting(face: str) -> None:
    with _black_hole() as base_url:
        result = call(face, base_url, timeout=TIMEOUT)
    assert_late(result)
    assert "connecting" in str(result.error)


@black_hole
@pytest.mark.parametrize("face", ONE_OF_EACH)
def test_connect_timeout(face: str) -> None:
    with _black_hole() as base_url:
        result = call(face, base_url, timeout=20, connect_timeout=TIMEOUT, retries=0)
    assert type(result.error) is ConnectionFailed
    assert f"connect_timeout={TIMEOUT:g}" in str(result.error)
    assert TIMEOUT * 0.9 <= result.elapsed <= MUCH


@black_hole
@pytest.mark.parametrize("face", ONE_OF_EACH)
def test_connect_timeout_is_one_for_all_addresses(face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with _black_hole() as base_url:
        port = int(base_url.rpartition(":")[2])
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for _ in range(40)]

        def getaddrinfo(*_: object, **__: object) -> list[object]:
            return list(found)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        result = call(face, f"http://many.example:{port}", **elsewhere(connect_timeout=TIMEOUT))
    assert type(result.error) is ConnectionFailed
    assert result.elapsed <= MUCH


@black_hole
@pytest.mark.parametrize("face", ONE_OF_EACH)
def test_an_address_that_never_answers_leaves_time_for_the_next(
    face: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _black_hole() as base_url, FaultServer(keep_answering) as server:
        ports = [int(base_url.rpartition(":")[2]), server.port]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]

        def getaddrinfo(*_: object, **__: object) -> list[object]:
            return list(found)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        result = call(face, "http://two.example:9", **elsewhere(connect_timeout=TIMEOUT * 2))
    assert result.error is None, result.error
    # A thread gives each address its share; a loop tries the next one beside it soon (RFC 8305).
    assert result.elapsed >= (TIMEOUT if face == "sync method" else NEXT_AFTER_SECONDS) * 0.9
    assert result.elapsed <= MUCH


def test_name_resolution(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def lookup(*_: object) -> list[resolve.SocketAddress]:
        release.wait(20)
        return []

    monkeypatch.setattr(resolve, "lookup", lookup)
    try:
        result = call("sync method", "http://slow.example:9", **elsewhere(TIMEOUT))
    finally:
        release.set()
    assert_late(result)


def test_name_resolution_async(monkeypatch: pytest.MonkeyPatch) -> None:
    """By call alone: a loop that ends waits for its own threads, which hold nobody up before."""
    release = threading.Event()

    def getaddrinfo(*_: object, **__: object) -> list[object]:
        release.wait(20)
        return []

    async def main() -> Result:
        # Not the name of the test above, whose look-up may be about to end.
        async with AsyncClient("http://as-slow.example:9", **elsewhere(TIMEOUT)) as client:
            try:
                return await call_async(client)
            finally:
                release.set()

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert_late(asyncio.run(main()))


def test_name_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    for face in FACES:
        result = call(face, "http://no.example:9", **elsewhere())
        assert type(result.error) is ConnectionFailed
        assert "no host of that name" in str(result.error)


@pytest.mark.parametrize("face", ONE_OF_EACH)
def test_flood_is_not_read_to_its_end(face: str) -> None:
    """Bytes that have already arrived do not keep a call from noticing that its time is up."""
    interim = b"HTTP/1.1 102 Processing\r\n\r\n" * 2500

    def script(connection: Connection) -> None:
        connection.request()
        connection.flood(interim)

    with FaultServer(script) as server:
        result = call(face, server.base_url, timeout=TIMEOUT, retries=0)
    assert type(result.error) is DeadlineExceeded
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
