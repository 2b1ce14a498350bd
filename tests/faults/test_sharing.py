"""One client shared by threads, tasks and event loops, and used when it is closed."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.answers import answer, echo_state, keep_answering, say
from tests.faults.calls import LOGIN, call_async, call_sync, login
from tests.faults.server import CODE, Connection, FaultServer, Script
from tkeel_oauth import AsyncClient, Client, ConfigurationError
from tkeel_oauth._runtime.base import clock

THREADS = 16
CALLS = 20


def test_threads() -> None:
    start = threading.Barrier(THREADS)

    def work(thread: int) -> list[str]:
        start.wait(10)
        return [client.oauth.authorize("tenant-a", **login(f"{thread}-{n}")).code for n in range(CALLS)]

    with FaultServer(echo_state) as server, Client(server.base_url) as client:
        with ThreadPoolExecutor(THREADS) as threads:
            answers = list(threads.map(work, range(THREADS)))
        assert answers == [[f"{thread}-{n}" for n in range(CALLS)] for thread in range(THREADS)]
        assert server.connections <= THREADS


def test_threads_that_share_few_connections() -> None:
    def work(n: int) -> str:
        return client.oauth.authorize("tenant-a", **login(f"{n}")).code

    with FaultServer(echo_state) as server, Client(server.base_url, max_connections=2) as client:
        with ThreadPoolExecutor(THREADS) as threads:
            assert list(threads.map(work, range(100))) == [f"{n}" for n in range(100)]
        assert server.connections <= 2


async def test_tasks() -> None:
    async def work(n: int) -> str:
        return (await client.oauth.authorize("tenant-a", **login(f"{n}"))).code

    with FaultServer(echo_state) as server:
        async with AsyncClient(server.base_url, max_connections=10) as client:
            assert await asyncio.gather(*map(work, range(200))) == [f"{n}" for n in range(200)]
        assert server.connections <= 10


@pytest.fixture
def unclosed_is_fine() -> Iterator[None]:
    """Let the collector find what is unclosed in the test itself, and not in a later one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


@pytest.mark.usefixtures("unclosed_is_fine")
def test_two_event_loops_at_once() -> None:
    async def work(who: int) -> list[str]:
        return [(await client.oauth.authorize("t", **login(f"{who}-{n}"))).code for n in range(CALLS)]

    def run(who: int) -> list[str]:
        return asyncio.run(work(who))

    with FaultServer(echo_state) as server:
        client = AsyncClient(server.base_url)
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(run, range(4)))
        assert answers == [[f"{who}-{n}" for n in range(CALLS)] for who in range(4)]
        asyncio.run(client.close())


@pytest.mark.usefixtures("unclosed_is_fine")
def test_event_loop_that_ends_leaves_no_connection() -> None:
    async def work(who: str) -> str:
        return (await client.oauth.authorize("t", **login(who))).code

    with FaultServer(echo_state) as server:
        client = AsyncClient(server.base_url)
        for who in ("first", "second", "third"):
            assert asyncio.run(work(who)) == who
        gc.collect()
        asyncio.run(client.close())
        server.wait(lambda: server.open == 0)


@pytest.mark.usefixtures("unclosed_is_fine")
def test_event_loop_that_is_only_closed_leaves_no_connection() -> None:
    """Without what asyncio.run does at its end; the next loop's first call cleans up."""

    def run() -> None:
        loop = asyncio.new_event_loop()
        try:
            assert loop.run_until_complete(client.oauth.authorize("t", **LOGIN)).code == CODE
        finally:
            loop.close()

    gc.disable()
    try:
        with FaultServer(keep_answering) as server:
            client = AsyncClient(server.base_url)
            for _ in range(3):
                run()
            server.wait(lambda: server.open == 1)
            asyncio.run(client.close())
    finally:
        gc.enable()


async def test_call_that_its_event_loop_has_left() -> None:
    """Whoever collects it ends it, in a context of their own, and nothing is raised there."""
    with FaultServer(say(then=Connection.hold)) as server:
        async with AsyncClient(server.base_url) as client:
            call = client.oauth.authorize("t", **LOGIN)
            contextvars.copy_context().run(call.send, None)
            call.close()


def _answer_late(closed: threading.Event) -> Script:
    """Answer when the client has been closed."""

    def script(connection: Connection) -> None:
        connection.request()
        closed.wait(10)
        connection.send(answer(b'{"code": "late"}'))
        connection.hold()

    return script


def test_closing_while_a_call_is_under_way() -> None:
    """It ends as it would have, and leaves no connection open."""
    closed = threading.Event()
    with FaultServer(_answer_late(closed)) as server:
        client = Client(server.base_url)
        with ThreadPoolExecutor(1) as threads:
            running = threads.submit(client.oauth.authorize, "t", **LOGIN)
            server.wait(lambda: len(server.requests) == 1)
            client.close()
            closed.set()
            assert running.result(10).code == "late"
        server.wait(lambda: server.open == 0)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_closing_while_a_call_waits_to_try_again(
    kind: type[Client | AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends as every call after that."""

    async def close(_: float) -> None:
        await client.close() if isinstance(client, AsyncClient) else client.close()

    def close_sync(seconds: float) -> None:
        asyncio.run(close(seconds))

    monkeypatch.setattr(clock, "sleep", close_sync)
    monkeypatch.setattr(clock, "async_sleep", close)
    with FaultServer(say(answer(status=503))) as server:
        client = kind(server.base_url)
        result = call_sync(client) if isinstance(client, Client) else asyncio.run(call_async(client))
    assert type(result.error) is ConfigurationError
    assert "the client is closed" in str(result.error)


async def test_closing_while_a_call_waits_for_another() -> None:
    """It gets its turn all the same, and the other one ends as it would have."""
    closed = threading.Event()
    with FaultServer(_answer_late(closed)) as server:
        client = AsyncClient(server.base_url, max_connections=1, retries=0)
        running = [asyncio.create_task(client.oauth.authorize("t", **LOGIN)) for _ in range(2)]
        await asyncio.to_thread(server.wait, lambda: len(server.requests) == 1)
        await client.close()
        closed.set()
        assert [(await call).code for call in running] == ["late", "late"]
        await asyncio.to_thread(server.wait, lambda: server.open == 0)
