"""Sockets: none is open that need not be, whatever ends a call."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fast.exchanging import HEADERS, async_exchange, attempt, request, sync_exchange
from tests.faults.answers import answer, documented, keep_answering, say
from tests.faults.calls import LOGIN
from tests.faults.server import CODE, Connection, FaultServer
from tests.transports import BOTH, VARIABLE
from tkeel_oauth import AsyncClient, Client
from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.call.exchange import Answer, Attempt, Failure
from tkeel_oauth._runtime.transport import async_pool, sync_pool
from tkeel_oauth._runtime.transport.sync_pool import KEEP_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.runtime.clocks import Clock


@pytest.fixture(autouse=True, params=BOTH)
def sent_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of the readers is on the sockets."""
    monkeypatch.setenv(VARIABLE, request.param)
    return str(request.param)


def open_sockets() -> int:
    """How many of this process there are, where the system tells."""
    count = 0
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # it may be closed by now
            count += str(entry.readlink()).startswith("socket:")
    return count


linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not list what is open")


@linux
def test_closing_closes() -> None:
    with FaultServer(Connection.hold) as server:
        before = open_sockets()
        for _ in range(3):
            Client(server.base_url).close()
        assert open_sockets() == before
    with FaultServer(keep_answering) as server:
        before = open_sockets()
        client = Client(server.base_url)
        client.oauth.authorize("t", **LOGIN)
        assert server.open == 1
        client.close()
        server.wait(lambda: server.open == 0)
        assert open_sockets() == before


@linux
def test_closing_closes_async() -> None:
    async def main() -> None:
        before = open_sockets()
        client = AsyncClient(server.base_url)
        await asyncio.gather(*[client.oauth.authorize("t", **LOGIN) for _ in range(5)])
        assert server.open == 5
        await client.close()
        await asyncio.to_thread(server.wait, lambda: server.open == 0)
        assert open_sockets() == before

    with FaultServer(keep_answering) as server:
        asyncio.run(main())


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Control-C as Python has it, though whoever runs the tests may not listen to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signal can be sent to a thread here")
@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_a_call_at_once_and_leaves_nothing() -> None:
    def interrupt() -> None:
        server.wait(lambda: len(server.requests) == 1)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    with FaultServer(say(then=Connection.hold), keep_answering) as server:
        hang_up = threading.Thread(target=interrupt)
        with Client(server.base_url, max_connections=1, timeout=20) as client:
            hang_up.start()
            began = time.monotonic()
            with pytest.raises(KeyboardInterrupt):
                client.oauth.authorize("t", **LOGIN)
            assert time.monotonic() - began < 10
            hang_up.join()
            server.wait(lambda: server.open == 0)
            assert client.oauth.authorize("t", **LOGIN).code == CODE


def test_kept_for_a_while(clock: Clock) -> None:
    with FaultServer(keep_answering) as server, Client(server.base_url) as client:
        for wait, connections in ((0, 1), (KEEP_SECONDS - 1, 1), (KEEP_SECONDS + 1, 2)):
            clock.now += wait
            client.oauth.authorize("t", **LOGIN)
            assert server.connections == connections


async def test_kept_for_a_while_async(clock: Clock) -> None:
    with FaultServer(keep_answering) as server:
        async with AsyncClient(server.base_url) as client:
            for wait, connections in ((0, 1), (KEEP_SECONDS - 1, 1), (KEEP_SECONDS + 1, 2)):
                clock.now += wait
                await client.oauth.authorize("t", **LOGIN)
                assert server.connections == connections


async def test_old_ones_close_when_others_are_given_back(clock: Clock) -> None:
    """One that is never taken again, as others lie above it, does not stay open for ever."""
    with FaultServer(keep_answering) as server:
        async with AsyncClient(server.base_url) as client:
            await asyncio.gather(*[client.oauth.authorize("t", **LOGIN) for _ in range(5)])
            for _ in range(3):
                clock.now += KEEP_SECONDS * 0.45
                await client.oauth.authorize("t", **LOGIN)
            await asyncio.to_thread(server.wait, lambda: server.open == 1)


def test_old_ones_close_when_others_are_given_back_sync(
    clock: Clock, sent_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(connection: Connection) -> None:
        while True:
            connection.request()
            together.wait(10)
            connection.send(answer(documented()))

    together = threading.Barrier(3)
    with FaultServer(script) as server:
        exchange = sync_exchange(monkeypatch, sent_by, server.base_url)
        threads = [threading.Thread(target=attempt, args=(exchange,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.open == 3
        together.abort()
        together = threading.Barrier(1)
        for _ in range(3):
            clock.now += KEEP_SECONDS * 0.45
            assert isinstance(attempt(exchange), Answer)
        server.wait(lambda: server.open == 1)
        exchange.close()
        server.wait(lambda: server.open == 0)


async def test_first_come_first_served() -> None:
    with FaultServer(keep_answering) as server:
        async with AsyncClient(server.base_url, max_connections=1) as client:
            ended: list[int] = []

            async def call(number: int) -> None:
                await client.oauth.authorize("t", **LOGIN)
                ended.append(number)

            await asyncio.gather(*map(call, range(30)))
            assert ended == list(range(30))
            assert server.connections == 1


def giving(found: object) -> Callable[..., object]:
    """What stands in for a function that finds the same for everybody."""

    def give(*_: object, **__: object) -> object:
        return found

    return give


@pytest.mark.parametrize("why", ["refused", "no address", "half an address"])
def test_no_connection_is_a_failure_before_anything_was_sent(
    why: str, sent_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        found: dict[str, list[object]] = {
            "refused": [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))],
            "no address": [],
            "half an address": [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))] * 3,
        }
        monkeypatch.setattr(socket, "getaddrinfo", giving(found[why]))
        base_url = f"http://localhost:{port}"
        sync = attempt(sync_exchange(monkeypatch, sent_by, base_url))

        async def main() -> Answer | Failure:
            exchange = async_exchange(monkeypatch, sent_by, base_url)
            try:
                return await exchange.attempt(request(), HEADERS, Attempt(clock.monotonic() + 5, 5), 5)
            finally:
                await exchange.aclose()

        for outcome in (sync, asyncio.run(main())):
            assert isinstance(outcome, Failure)
            assert outcome.unsent
            assert not outcome.late


def test_one_address_of_many_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken, FaultServer(keep_answering) as server:
        taken.bind(("127.0.0.1", 0))
        places = [taken.getsockname(), ("127.0.0.1", server.port)]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
        monkeypatch.setattr(socket, "getaddrinfo", giving(found))
        with Client(f"http://localhost:{server.port}") as client:
            assert client.oauth.authorize("t", **LOGIN).code == CODE

        async def main() -> str:
            async with AsyncClient(f"http://localhost:{server.port}") as client:
                return (await client.oauth.authorize("t", **LOGIN)).code

        assert asyncio.run(main()) == CODE


def test_a_loop_that_has_ended_is_let_go() -> None:
    """Also where calls had to wait for a place, which makes the semaphore know its loop."""

    async def main() -> weakref.ref[asyncio.AbstractEventLoop]:
        await asyncio.gather(*[client.oauth.authorize("t", **LOGIN) for _ in range(5)])
        return weakref.ref(asyncio.get_running_loop())

    with FaultServer(keep_answering) as server:
        client = AsyncClient(server.base_url, max_connections=2)
        ended = asyncio.run(main())
        gc.collect()
        assert ended() is None
        asyncio.run(client.close())


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_loop_that_was_only_closed_is_let_go_when_the_next_one_calls() -> None:
    """Without what asyncio.run does at its end."""

    def run() -> weakref.ref[asyncio.AbstractEventLoop]:
        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(client.oauth.authorize("t", **LOGIN))
        finally:
            loop.close()
        return weakref.ref(loop)

    with FaultServer(keep_answering) as server:
        client = AsyncClient(server.base_url)
        first = run()
        asyncio.run(client.oauth.authorize("t", **LOGIN))
        gc.collect()
        assert first() is None
        asyncio.run(client.close())


def test_pools_are_not_kept_alive_for_the_sake_of_forks() -> None:
    before = len(sync_pool._POOLS), len(async_pool._ALL)  # pyright: ignore[reportPrivateUsage]
    Client("https://iot.example.com").close()
    AsyncClient("https://iot.example.com")
    assert (len(sync_pool._POOLS), len(async_pool._ALL)) == before  # pyright: ignore[reportPrivateUsage]
