"""The connections of one client, for asyncio.

httpcore's own pool looks through all connections and all waiting requests at every
step, and loses connections whose call is cancelled. This one is a stack and a
semaphore, one of each per event loop, as a connection lives and dies with its loop.
"""

from __future__ import annotations

import asyncio
import os
import weakref
from typing import TYPE_CHECKING, cast

import httpcore

from .. import clock
from .pooling import KEEP_SECONDS, attempt_for, nothing_left_over, quiet, refuse_unasked, shown_extensions

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable

__all__ = ["AsyncPools"]


class AsyncPools:
    """A pool per event loop.

    Args:
        connect: makes a connection object, which connects when it is first used.
        size: how many connections a loop may have at once; further calls wait their turn.
    """

    def __init__(self, connect: Callable[[], httpcore.AsyncConnectionInterface], size: int) -> None:
        self._connect = connect
        self._size = size
        self._inherited: list[object] = []
        self._pools: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Pool] = weakref.WeakKeyDictionary()
        _ALL.add(self)

    def forget(self) -> None:
        """Start anew in a forked process, where parent and child share the sockets."""
        self._inherited.append(self._pools)
        self._pools = weakref.WeakKeyDictionary()

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        loop = asyncio.get_running_loop()
        pool = self._pools.get(loop)
        if pool is None:
            pool = self._pools[loop] = _Pool(self._connect, self._size)
            await pool.close_with_loop()
        return await pool.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the running loop's idle connections, and those in use when they are given back.

        Connections of other loops can be closed by nobody else, and close with them.
        """
        for pool in self._pools.values():
            pool.retire()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # not asyncio, so there never was a connection
        pool_here = self._pools.get(loop)
        if pool_here is not None:
            await pool_here.close()


class _Pool:
    """A stack of connections to one origin, in one event loop."""

    def __init__(self, connect: Callable[[], httpcore.AsyncConnectionInterface], size: int) -> None:
        self._connect = connect
        self._closed = False
        self._idle: list[tuple[float, httpcore.AsyncConnectionInterface]] = []
        self._guard: AsyncGenerator[None] | None = None
        self._slots = asyncio.Semaphore(size)  # wakes waiters in the order they came

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        attempt = attempt_for(request)
        await self._slots.acquire()
        connection = None
        try:
            connection = await self._take(fresh=attempt.fresh)
            attempt.reused = connection.is_idle()
            response = await connection.handle_async_request(request)
            refuse_unasked(attempt)
        except BaseException as error:
            await self.give_back(connection, keep=False)
            if isinstance(error, Exception):
                raise quiet(error) from None
            raise
        return httpcore.Response(
            status=response.status,
            headers=response.headers,
            content=_Body(
                cast("AsyncIterable[bytes]", response.stream),
                lambda: self.give_back(connection, keep=nothing_left_over(attempt, response)),
            ),
            extensions=shown_extensions(response),
        )

    async def _take(self, *, fresh: bool) -> httpcore.AsyncConnectionInterface:
        if fresh:
            await self.close_idle()
        while self._idle:
            _, connection = self._idle.pop()
            if connection.is_available() and not connection.has_expired():
                return connection
            await connection.aclose()
        return self._connect()

    async def give_back(self, connection: httpcore.AsyncConnectionInterface | None, *, keep: bool) -> None:
        # Nothing here waits: closing aborts. So a cancelled call cannot leave a place taken.
        try:
            if connection is None:
                return
            if keep and connection.is_available() and not self._closed:
                self._idle.append((clock.monotonic(), connection))
                await self._close_old()
            else:
                await connection.aclose()
        finally:
            self._slots.release()

    async def _close_old(self) -> None:
        """Close what has been idle too long; the longest idle lie at the bottom of the stack."""
        oldest = clock.monotonic() - KEEP_SECONDS
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
        await self.close_idle()

    async def close_idle(self) -> None:
        while self._idle:
            _, connection = self._idle.pop()
            await connection.aclose()

    def retire(self) -> None:
        """Keep no connection from now on."""
        self._closed = True


async def _guard(pool: weakref.ref[_Pool]) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        guarded = pool()
        if guarded is not None:
            await guarded.close_idle()


class _Body:
    """A response's body, which gives its connection back when closed."""

    def __init__(self, stream: AsyncIterable[bytes], give_back: Callable[[], Awaitable[None]]) -> None:
        self._stream = stream
        self._give_back = give_back
        self._closed = False
        self._iterator: AsyncIterator[bytes] | None = None

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._iterator = aiter(self._stream)
        return self._iterator

    async def aclose(self) -> None:
        if not self._closed:
            self._closed = True
            try:
                # A generator left in the middle would otherwise end some time later, in a task of its own.
                await _close(self._iterator)
                await _close(self._stream)
            finally:
                await self._give_back()


async def _close(stream: object) -> None:
    """Close what can be closed: httpcore's bodies can, those of mocks need not."""
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()


_ALL: weakref.WeakSet[AsyncPools] = weakref.WeakSet()


def _after_fork() -> None:
    for pools in list(_ALL):
        pools.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
