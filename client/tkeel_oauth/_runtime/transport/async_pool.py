"""The connections of one client, for asyncio.

httpcore's own pool looks through all connections and all waiting requests at every
step, and loses connections whose call is cancelled. This one is a stack and a
semaphore, one of each per event loop, as a connection lives and dies with its loop.
"""

from __future__ import annotations

import asyncio
import os
import weakref
from typing import TYPE_CHECKING

import httpcore

from .. import clock
from .pooling import KEEP_SECONDS, attempt_for, extensions_of, quiet, refuse_unasked

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable

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
        return await pool.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the running loop's idle connections, and those in use when they are given back.

        Connections of other loops can be closed by nobody else, and close with them.
        """
        pool = self._pools.get(asyncio.get_running_loop())
        for other in self._pools.values():
            other.retire()
        if pool is not None:
            await pool.close_idle()


class _Pool:
    """A stack of connections to one origin, in one event loop."""

    def __init__(self, connect: Callable[[], httpcore.AsyncConnectionInterface], size: int) -> None:
        self._connect = connect
        self._closed = False
        self._idle: list[tuple[float, httpcore.AsyncConnectionInterface]] = []
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
            content=_Body(response.stream, self, connection),  # type: ignore[arg-type]
            extensions=extensions_of(response),
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

    async def give_back(
        self, connection: httpcore.AsyncConnectionInterface | None, *, keep: bool = True
    ) -> None:
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

    async def close_idle(self) -> None:
        while self._idle:
            _, connection = self._idle.pop()
            await connection.aclose()

    def retire(self) -> None:
        """Keep no connection from now on."""
        self._closed = True


class _Body:
    """A response's body, which gives its connection back when closed."""

    def __init__(
        self, stream: AsyncIterable[bytes], pool: _Pool, connection: httpcore.AsyncConnectionInterface
    ) -> None:
        self._stream = stream
        self._pool = pool
        self._connection = connection
        self._closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._stream.__aiter__()

    async def aclose(self) -> None:
        if not self._closed:
            self._closed = True
            try:
                # httpcore's bodies can be closed; those of mocks need not.
                close = getattr(self._stream, "aclose", None)
                if close is not None:
                    await close()
            finally:
                await self._pool.give_back(self._connection)


_ALL: weakref.WeakSet[AsyncPools] = weakref.WeakSet()


def _after_fork() -> None:
    for pools in list(_ALL):
        pools.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
