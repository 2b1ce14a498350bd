"""The connections of one client, for asyncio.

httpcore's own pool looks through all connections and all waiting requests at every
step, and loses connections whose call is cancelled. This one is a stack and a
semaphore, one of each per event loop, as a connection lives and dies with its loop.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Coroutine, Generator
from types import coroutine
from typing import Any, TypeAlias, TypeVar

import httpcore

from ...base import clock
from ...call.messages import Attempt, Phase, RawResponse, current_attempt
from ..body import Body
from ..failures import LOW_LEVEL
from ..pool import (
    KEEPALIVE_EXPIRY,
    PoolResponse,
    forget_after_fork,
    nothing_left_over,
    outcome_of_break,
    refuse_unasked,
)

__all__ = ["AsyncConnectionPool"]

T = TypeVar("T")


class AsyncConnectionPool:
    """A stack of connections to one origin per event loop, as httpx's transport asks for it.

    Args:
        connect: makes a connection object, which connects when it is first used.
        size: how many connections a loop may have at once; further calls wait their turn.
        label: what messages call the way to the server.
        host: what requests are to call the server, where httpx calls it otherwise.
    """

    def __init__(
        self,
        connect: Callable[[], httpcore.AsyncConnectionInterface],
        size: int,
        label: str,
        host: bytes = b"",
    ) -> None:
        self._connect = connect
        self._size = size
        self._label = label
        self._host = host
        self._inherited: list[object] = []
        self._stacks: _StacksByLoop = weakref.WeakKeyDictionary()
        forget_after_fork(self)

    def forget(self) -> None:
        """Start anew in a forked process, where parent and child share the sockets."""
        self._inherited.append(self._stacks)
        self._stacks = weakref.WeakKeyDictionary()

    async def handle_async_request(self, request: httpcore.Request) -> PoolResponse:
        """Send a request over a connection that is idle, a new one, or the next to become idle.

        Raises:
            httpcore.TimeoutException, httpcore.NetworkError, …: no answer came; the attempt knows why.
        """
        attempt = current_attempt()
        if self._host:
            request.url.host = self._host
        stack = await self._stack()
        try:
            work = stack.exchange(request, attempt)
            outcome: RawResponse | Exception = await (work if stack.busy else _without_turns(work))
        except LOW_LEVEL as error:
            outcome = outcome_of_break(error, attempt, self._label)
        if isinstance(outcome, RawResponse):
            attempt.outcome = outcome
            return PoolResponse(outcome)
        # Raised here and not there: its context would quote the wire, and hold on to the request.
        raise outcome

    async def _stack(self) -> _Stack:
        """Return the stack of the running loop."""
        loop = asyncio.get_running_loop()
        stack = self._stacks.get(loop)
        if stack is None:
            await self._drop_ended()
            stack = self._stacks[loop] = _Stack(self._connect, self._size)
            await stack.close_with_loop()
        return stack

    async def _drop_ended(self) -> None:
        """Let go of loops that were closed without ending their generators, as :func:`asyncio.run` does."""
        for loop in self._loops():
            if loop.is_closed():
                stack = self._stacks.pop(loop, None)
                if stack is not None:
                    await stack.close()

    def _loops(self) -> list[asyncio.AbstractEventLoop]:
        """Return the loops that have a stack; other threads may meanwhile start and end some."""
        found = [known() for known in self._stacks.keyrefs()]
        return [loop for loop in found if loop is not None]

    async def aclose(self) -> None:
        """Close the running loop's idle connections, and those in use when they are given back.

        Connections of other loops can be closed by nobody else, and close with them.
        """
        for known in self._loops():
            stack = self._stacks.get(known)
            if stack is not None:
                stack.retire()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # not asyncio, so there never was a connection
        stack_here = self._stacks.get(loop)
        if stack_here is not None:
            await stack_here.close()


class _Stack:
    """The connections of one event loop."""

    def __init__(self, connect: Callable[[], httpcore.AsyncConnectionInterface], size: int) -> None:
        self._connect = connect
        self._size = size
        self._closed = False
        self._under_way = 0
        self._idle: list[tuple[float, httpcore.AsyncConnectionInterface]] = []
        self._guard: AsyncGenerator[None] | None = None
        self._slots = asyncio.Semaphore(size)  # wakes waiters in the order they came

    @property
    def busy(self) -> bool:
        """Whether a call is under way."""
        return self._under_way > 0

    async def exchange(self, request: httpcore.Request, attempt: Attempt) -> RawResponse:
        """Send a request and read its answer to the end."""
        await self._acquire(attempt)
        connection = None
        keep = False
        self._under_way += 1
        try:
            connection = await self._take(attempt)
            response = await connection.handle_async_request(request)
            refuse_unasked(attempt)
            attempt.phase = Phase.READING
            body = attempt.body = Body(response.status, response.headers)
            await _read(response.stream, body, attempt)  # type: ignore[arg-type] # of both sides, to httpcore
            keep = nothing_left_over(attempt, response.headers)
            return body.answer()
        finally:
            self._under_way -= 1
            await self._leave(connection, attempt, keep=keep)

    async def _acquire(self, attempt: Attempt) -> None:
        if not self._slots.locked():
            await self._slots.acquire()  # at once
            return
        attempt.phase = Phase.QUEUED
        left = attempt.left()
        try:
            async with asyncio.timeout(max(left, 0.0)):
                await self._slots.acquire()
        except TimeoutError:
            raise httpcore.PoolTimeout("no free connection") from None
        attempt.waited = left - attempt.left()

    async def _take(self, attempt: Attempt) -> httpcore.AsyncConnectionInterface:
        """Return a connection that is idle, or a new one."""
        if attempt.fresh:
            await self._close_idle()
        while self._idle:
            since, connection = self._idle.pop()
            young = clock.monotonic() - since < KEEPALIVE_EXPIRY
            if young and not connection.has_expired():
                attempt.reused = True
                return connection
            await connection.aclose()
        return self._connect()

    async def _leave(
        self, connection: httpcore.AsyncConnectionInterface | None, attempt: Attempt, *, keep: bool
    ) -> None:
        """Give the place back, and the connection that was used, if any."""
        # Nothing here waits: closing aborts. So a cancelled call cannot leave a place taken.
        try:
            if connection is None:
                return
            if keep and connection.is_available() and not self._closed:
                self._idle.append((clock.monotonic(), connection))
                await self._close_old()
            else:
                await connection.aclose()
                if attempt.close_opened is not None:  # as in sync code
                    attempt.close_opened()
        finally:
            self._slots.release()

    async def _close_old(self) -> None:
        """Close what has been idle too long; the longest idle lie at the bottom of the stack."""
        oldest = clock.monotonic() - KEEPALIVE_EXPIRY
        while self._idle and self._idle[0][0] < oldest:
            _, connection = self._idle.pop(0)
            await connection.aclose()

    async def close_with_loop(self) -> None:
        """See to it that idle connections close when the event loop ends.

        A loop that ends closes the asynchronous generators it knows, and nothing else.
        So one of them waits for that, from here on.
        """
        self._guard = _guard(weakref.ref(self))
        await anext(self._guard)

    async def close(self) -> None:
        """Close the idle connections; nothing is kept from now on."""
        self.retire()
        if self._guard is not None:
            await self._guard.aclose()
        await self._close_idle()

    async def _close_idle(self) -> None:
        while self._idle:
            _, connection = self._idle.pop()
            await connection.aclose()

    async def end_with_loop(self) -> None:
        """Close the idle connections, and refer to the loop no more: it is what this stack is kept by."""
        await self._close_idle()
        self._guard = None
        if not self._closed:  # a client that is closed has calls that wait for their turn
            self._slots = asyncio.Semaphore(self._size)

    def retire(self) -> None:
        """Keep no connection from now on."""
        self._closed = True


_MOST_PASSED_OVER = 8
"""Turns of the loop that a call alone does without; a usual one asks for three."""


@coroutine
def _without_turns(work: Coroutine[Any, Any, T]) -> Generator[Any, Any, T]:
    """Await what waits for this or that, without letting other tasks have a turn where it waits for nothing.

    httpcore's locks give up a turn of the loop each though nobody else wants them, three in
    every call, which is a tenth of what a call alone costs; many at once take their turns
    together, and are the cheaper for it. What has to wait hands up a future, which goes to
    the loop as ever, and so does who asks for one turn after the other: in a scope of anyio's
    that is cancelled, locks do so until the loop has told them.
    """
    passed_over = 0
    thrown: BaseException | None = None
    while True:
        try:
            waits_for: object = work.send(None) if thrown is None else work.throw(thrown)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            thrown = None  # what an error passes through must not hold it
        if waits_for is None and passed_over < _MOST_PASSED_OVER:
            passed_over += 1
            continue
        try:
            yield waits_for
        except BaseException as error:  # noqa: BLE001 - a cancellation, above all; it is the work's
            thrown = error


async def _read(stream: AsyncIterable[bytes], body: Body, attempt: Attempt) -> None:
    try:
        await body.receive_async(stream, attempt)
    finally:
        # httpcore's bodies can be closed; those of mocks need not.
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()


async def _guard(stack: weakref.ref[_Stack]) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        guarded = stack()
        if guarded is not None:
            await guarded.end_with_loop()


_StacksByLoop: TypeAlias = weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Stack]
