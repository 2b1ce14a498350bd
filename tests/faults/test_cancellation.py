"""Cancelled calls leave no connection, no place taken, no task and no complaint behind."""

from __future__ import annotations

import asyncio
import functools
import gc
import warnings
from collections import Counter
from collections.abc import Callable, Iterator

import anyio
import pytest

from tests.faults.answers import answer, envelope, keep_answering
from tests.faults.calls import LOGIN
from tests.faults.server import CODE, Connection, FaultServer
from tkeel_oauth import AsyncClient, DeadlineExceeded
from tkeel_oauth.models import V1AuthorizeResponse

Task = asyncio.Task[V1AuthorizeResponse]

BATCH = 50
BATCHES = 20
PLACES = 20


class Stages(FaultServer):
    """Hangs where it is told to, until it is told to answer."""

    def __init__(self) -> None:
        super().__init__(self._follow)
        self.half_a_body = False
        self.answering = False

    def _follow(self, connection: Connection) -> None:
        while True:
            connection.request()
            if not self.answering:
                if self.half_a_body:
                    connection.send(answer(b'{"code": "', length=100))
                connection.hold()
            connection.send(answer(envelope(data={"code": CODE})))


STAGES = ("connecting", "waiting for the headers", "in the body")


async def _reach(stage: str, server: FaultServer, steps: int) -> None:
    """Let calls that have just begun come as far as that; while they connect, by some steps of the loop."""
    if stage == "waiting for the headers":
        wanted = len(server.requests) + PLACES
        await asyncio.to_thread(server.wait, lambda: len(server.requests) >= wanted)
    if stage == "in the body":
        enough = server.sent + PLACES * len(answer(b'{"code": "', length=100))
        await asyncio.to_thread(server.wait, lambda: server.sent >= enough)
        steps = 5
    for _ in range(steps):
        await asyncio.sleep(0)


async def _settle() -> None:
    """Let asyncio end the tasks of its own that it cancels without waiting for them."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
def collected() -> Iterator[None]:
    """Let the collector find what a failing test has left in that test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("steps", [6, 8])
async def test_cancelled_while_connecting(steps: int) -> None:
    """The socket is closed at once, not when the collector finds it."""
    gc.disable()
    try:
        with FaultServer(Connection.hold) as server:
            async with AsyncClient(server.base_url) as client:
                task = asyncio.create_task(client.oauth.authorize("t", **LOGIN))
                for _ in range(steps):
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                await _settle()
                await asyncio.to_thread(server.wait, lambda: server.open == 0)
    finally:
        gc.enable()


@pytest.mark.usefixtures("collected")
async def test_a_thousand_cancelled_calls() -> None:
    ends: Counter[str] = Counter()
    with Stages() as server:
        async with AsyncClient(server.base_url, max_connections=PLACES) as client:
            others = asyncio.all_tasks()
            for n in range(BATCHES):
                stage = STAGES[n % len(STAGES)]
                server.half_a_body = stage == "in the body"
                # More than there are places, so that some are cancelled in the queue.
                tasks = [asyncio.create_task(client.oauth.authorize("t", **LOGIN)) for _ in range(BATCH)]
                await _reach(stage, server, n)
                for task in tasks:
                    task.cancel()
                for end in await asyncio.gather(*tasks, return_exceptions=True):
                    ends[type(end).__name__] += 1
                await _settle()
                assert asyncio.all_tasks() == others
                await asyncio.to_thread(server.wait, lambda: server.open == 0)
            assert ends == {"CancelledError": BATCH * BATCHES}

            # Every place is free: as many calls as there are places are under way at once.
            server.half_a_body = False
            before = len(server.requests)
            tasks = [asyncio.create_task(client.oauth.authorize("t", **LOGIN)) for _ in range(PLACES)]
            await asyncio.to_thread(server.wait, lambda: len(server.requests) == before + PLACES)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

            server.answering = True
            assert (await client.oauth.authorize("t", **LOGIN)).code == CODE
            await asyncio.to_thread(server.wait, lambda: server.open == 1)
        await asyncio.to_thread(server.wait, lambda: server.open == 0)
    gc.collect()  # what was left unclosed complains now, and that fails the test


def _arrived(server: FaultServer, count: int) -> Callable[[], bool]:
    return lambda: len(server.requests) == count


async def test_cancelled_while_connections_are_kept() -> None:
    """A kept connection is used by the cancelled call; others' answers are never mixed up with its own."""
    with FaultServer(_echo_and_hang) as server:
        async with AsyncClient(server.base_url, max_connections=2, timeout=10) as client:
            for n in range(30):
                assert (await client.oauth.authorize(f"answer-{n}", **LOGIN)).code == f"answer-{n}"
                task = asyncio.create_task(client.oauth.authorize(f"hang-{n}", **LOGIN))
                await asyncio.to_thread(server.wait, _arrived(server, 2 * n + 2))
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            await asyncio.to_thread(server.wait, lambda: server.open <= 1)


def _echo_and_hang(connection: Connection) -> None:
    while True:
        tenant = connection.request().split(b"/")[2].decode()
        if tenant.startswith("hang"):
            connection.hold()
        connection.send(answer(f'{{"code": "{tenant}"}}'.encode()))


async def test_time_limit_of_the_caller() -> None:
    """A time limit around the call is no deadline of ours, and must work."""
    with FaultServer(Connection.hold) as server:
        async with AsyncClient(server.base_url, timeout=10) as client:
            with pytest.raises(TimeoutError) as caught:
                await asyncio.wait_for(client.oauth.authorize("t", **LOGIN), 0.1)
            assert type(caught.value) is TimeoutError
            assert not isinstance(caught.value, DeadlineExceeded)
        await asyncio.to_thread(server.wait, lambda: server.open == 0)


async def test_cancelled_while_waiting_to_retry() -> None:
    def script(connection: Connection) -> None:
        while True:
            connection.request()
            connection.send(answer(status=503, headers=("Retry-After: 5",)))

    with FaultServer(script) as server:
        async with AsyncClient(server.base_url, timeout=10, max_connections=1) as client:
            task = asyncio.create_task(client.oauth.authorize("t", **LOGIN))
            await asyncio.to_thread(server.wait, lambda: len(server.requests) == 1)
            for _ in range(10):
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert len(server.requests) == 1


async def test_task_group_that_fails() -> None:
    """One failing task cancels the others, and the client is as good as before."""

    async def fail_beside_calls(client: AsyncClient) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(10):
                group.create_task(client.oauth.authorize("t", **LOGIN))
            await asyncio.to_thread(server.wait, lambda: server.connections == 10)
            raise LookupError("the application's own")

    with FaultServer(*[Connection.hold] * 10, keep_answering) as server:
        async with AsyncClient(server.base_url, max_connections=10) as client:
            with pytest.raises(ExceptionGroup) as caught:
                await fail_beside_calls(client)
            assert caught.group_contains(LookupError)
            assert len(caught.value.exceptions) == 1
            assert (await client.oauth.authorize("t", **LOGIN)).code == CODE


@pytest.mark.parametrize("when", ["before the call", "as it begins", "in its cleanup", "meanwhile"])
async def test_in_a_scope_that_is_cancelled(when: str) -> None:
    """Scopes of anyio's tell those within again and again; the loop must get its turns for that."""
    with Stages() as server:
        server.answering = True
        async with AsyncClient(server.base_url) as client:
            await client.oauth.authorize("t", **LOGIN)

            async def clean_up() -> None:
                try:
                    await anyio.sleep_forever()
                finally:
                    await client.oauth.authorize("t", **LOGIN)

            async with anyio.create_task_group() as group:
                if when == "before the call":
                    group.cancel_scope.cancel()
                    await client.oauth.authorize("t", **LOGIN)
                elif when == "as it begins":
                    group.start_soon(functools.partial(client.oauth.authorize, "t", **LOGIN))
                elif when == "in its cleanup":
                    group.start_soon(clean_up)
                    await asyncio.sleep(0)
                else:
                    server.answering = False
                    group.start_soon(functools.partial(client.oauth.authorize, "t", **LOGIN))
                    await asyncio.to_thread(server.wait, lambda: len(server.requests) == 2)
                    server.answering = True
                group.cancel_scope.cancel()
            await client.oauth.authorize("t", **LOGIN)
        await asyncio.to_thread(server.wait, lambda: server.open == 0)
