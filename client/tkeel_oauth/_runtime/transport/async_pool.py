"""The connections of one client, for asyncio.

httpcore's own pool looks through all connections and all waiting requests at every
step, and loses connections whose call is cancelled. This one is a stack and a
semaphore, one of each per event loop, as a connection lives and dies with its loop.
"""

from __future__ import annotations

import asyncio
import os
import weakref
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ..base import clock
from .sync_pool import KEEP_SECONDS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from ..call.messages import Attempt

__all__ = ["AsyncPool", "AsyncPools"]


class Kept(Protocol):
    """A connection, in httpcore's words; see :class:`.sync_pool.Kept`."""

    def is_available(self) -> bool: ...

    def has_expired(self) -> bool: ...

    async def aclose(self) -> None: ...


ConnectionT = TypeVar("ConnectionT", bound=Kept)


class AsyncPools(Generic[ConnectionT]):
    """A pool per event loop.

    Args:
        connect: makes a connection object, which connects when it is first used.
        size: how many connections a loop may have at once; further calls wait their turn.
    """

    def __init__(self, connect: Callable[[], ConnectionT], size: int) -> None:
        self._connect = connect
        self._size = size
        self._inherited: list[object] = []
        self._pools: _PoolsByLoop[ConnectionT] = weakref.WeakKeyDictionary()
        _ALL.add(self)

    def forget(self) -> None:
        """Start anew in a forked process, where parent and child share the sockets."""
        self._inherited.append(self._pools)
        self._pools = weakref.WeakKeyDictionary()

    async def here(self) -> AsyncPool[ConnectionT]:
        """Return the pool of the running loop."""
        loop = asyncio.get_running_loop()
        pool = self._pools.get(loop)
        if pool is None:
            await self._drop_ended()
            pool = self._pools[loop] = AsyncPool(self._connect, self._size)
            await pool.close_with_loop()
        return pool

    async def _drop_ended(self) -> None:
        """Let go of loops that were closed without ending their generators, as :func:`asyncio.run` does."""
        for loop in self._loops():
            if loop.is_closed():
                pool = self._pools.pop(loop, None)
                if pool is not None:
                    await pool.close()

    def _loops(self) -> list[asyncio.AbstractEventLoop]:
        """Return the loops that have a pool; other threads may meanwhile start and end some."""
        found = [known() for known in self._pools.keyrefs()]
        return [loop for loop in found if loop is not None]

    async def aclose(self) -> None:
        """Close the running loop's idle connections, and those in use when they are given back.

        Connections of other loops can be closed by nobody else, and close with them.
        """
        for known in self._loops():
            pool = self._pools.get(known)
            if pool is not None:
                pool.retire()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # not asyncio, so there never was a connection
        pool_here = self._pools.get(loop)
        if pool_here is not None:
            await pool_here.close()


class AsyncPool(Generic[ConnectionT]):
    """A stack of connections to one origin, in one event loop."""

    def __init__(self, connect: Callable[[], ConnectionT], size: int) -> None:
        self._connect = connect
        self._size = size
        self._closed = False
        self._idle: list[tuple[float, ConnectionT]] = []
        self._guard: AsyncGenerator[None] | None = None
        self._slots = asyncio.Semaphore(size)  # wakes waiters in the order they came

    async def enter(self) -> None:
        """Take a place, for which :meth:`leave` must be called."""
        await self._slots.acquire()

    @property
    def crowded(self) -> bool:
        """Whether a place has to be waited for."""
        return self._slots.locked()

    async def take(self, attempt: Attempt) -> ConnectionT:
        """Return a connection that is idle, or a new one."""
        if attempt.fresh:
            await self.close_idle()
        while self._idle:
            since, connection = self._idle.pop()
            young = clock.monotonic() - since < KEEP_SECONDS
            if young and connection.is_available() and not connection.has_expired():
                attempt.reused = True
                return connection
            await connection.aclose()
        return self._connect()

    async def leave(self, connection: ConnectionT | None, *, keep: bool) -> None:
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

    async def end_with_loop(self) -> None:
        """Close the idle connections, and refer to the loop no more: it is what this pool is kept by."""
        await self.close_idle()
        self._guard = None
        if not self._closed:  # a client that is closed has calls that wait for their turn
            self._slots = asyncio.Semaphore(self._size)

    def retire(self) -> None:
        """Keep no connection from now on."""
        self._closed = True


async def _guard(pool: weakref.ref[AsyncPool[Any]]) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        guarded = pool()
        if guarded is not None:
            await guarded.end_with_loop()


_PoolsByLoop = weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncPool[ConnectionT]]
_ALL: weakref.WeakSet[AsyncPools[Any]] = weakref.WeakSet()


def _after_fork() -> None:
    for pools in list(_ALL):
        pools.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
