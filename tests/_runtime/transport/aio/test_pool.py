"""Turns of the loop: where a call gives other tasks one, and where nobody has asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

import httpcore
import pytest

from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.call.messages import Attempt, RawResponse, attempt_under_way
from tkeel_oauth._runtime.transport.aio.pool import AsyncConnectionPool

BODY = b'{"code": "X"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n"
REQUEST = httpcore.Request("GET", "http://127.0.0.1/")


class Connection(httpcore.AsyncConnectionInterface):
    """One that does as it is told, and then has an answer."""

    def __init__(self, act: Callable[[], Awaitable[object]]) -> None:
        self._act = act

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        del request
        attempt = attempt_under_way.get()
        assert attempt is not None
        attempt.question_sent()
        await self._act()
        attempt.answer_part(HEAD + BODY)
        return httpcore.Response(200, headers=[(b"Content-Length", b"13")], content=BODY)

    def is_available(self) -> bool:
        return True

    def has_expired(self) -> bool:
        return False

    async def aclose(self) -> None:
        """There is nothing to close."""


@contextmanager
def attempting() -> Generator[Attempt]:
    attempt = Attempt(clock.monotonic() + 20, 20, 20)
    token = attempt_under_way.set(attempt)
    try:
        yield attempt
    finally:
        attempt_under_way.reset(token)


async def ask(pool: AsyncConnectionPool) -> object:
    with attempting() as attempt:
        await pool.handle_async_request(REQUEST)
        return attempt.outcome


def pool_of(act: Callable[[], Awaitable[object]]) -> AsyncConnectionPool:
    return AsyncConnectionPool(lambda: Connection(act), 10, "the server")


class Turns:
    """How often others had a turn."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    async def give(self) -> None:
        """Do what httpcore's locks do."""
        ran: list[None] = []
        for _ in range(3):
            asyncio.get_running_loop().call_soon(ran.append, None)
            await asyncio.sleep(0)
        self.seen.append(len(ran))


def test_a_call_alone_waits_for_the_server_and_for_nothing_else() -> None:
    turns = Turns()
    assert isinstance(asyncio.run(ask(pool_of(turns.give))), RawResponse)
    assert turns.seen == [0]


def test_many_calls_take_their_turns_together() -> None:
    turns = Turns()

    async def slow() -> None:
        await asyncio.sleep(0.001)
        await turns.give()

    async def many() -> None:
        pool = pool_of(slow)
        await asyncio.gather(*(ask(pool) for _ in range(5)))

    asyncio.run(many())
    assert sorted(turns.seen) == [0, 3, 3, 3, 3]


def test_what_a_call_alone_waits_for_comes() -> None:
    async def slow() -> None:
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
        async with asyncio.timeout(20):
            await asyncio.wait_for(asyncio.sleep(0.001), 20)

    assert isinstance(asyncio.run(ask(pool_of(slow))), RawResponse)


def test_a_call_alone_can_be_cancelled_and_may_take_its_time_over_it() -> None:
    cleaned: list[str] = []

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            await asyncio.sleep(0.001)
            cleaned.append("up")

    async def cancel() -> None:
        pool = pool_of(hang)
        task = asyncio.ensure_future(ask(pool))
        await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        assert caught.value.__context__ is None
        assert cleaned == ["up"]

    asyncio.run(cancel())


def test_a_call_alone_that_is_given_up_is_closed() -> None:
    closed: list[str] = []

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            closed.append("yes")

    async def begin() -> None:
        with attempting():
            work = pool_of(hang).handle_async_request(REQUEST)
            work.send(None)
            work.close()

    asyncio.run(begin())
    assert closed == ["yes"]
