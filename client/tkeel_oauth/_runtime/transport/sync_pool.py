"""The connections of one client, for sync code.

Every call of a client goes to one origin, so a pool is a stack of idle connections and
a bound on how many there are. The last one used is used next: the others can expire.
"""

from __future__ import annotations

import os
import threading
import weakref
from typing import TYPE_CHECKING, cast

import httpcore

from .. import clock
from .pooling import KEEP_SECONDS, attempt_for, nothing_left_over, quiet, refuse_unasked, shown_extensions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["SyncPool"]


class SyncPool:
    """A stack of connections to one origin; threads may share it.

    Args:
        connect: makes a connection object, which connects when it is first used.
        size: how many connections there may be at once; further calls wait.
    """

    def __init__(self, connect: Callable[[], httpcore.ConnectionInterface], size: int) -> None:
        self._connect = connect
        self._size = size
        self._closed = False
        self._inherited: list[object] = []
        self._start()
        _POOLS.add(self)

    def _start(self) -> None:
        self._idle: list[tuple[float, httpcore.ConnectionInterface]] = []
        self._slots = threading.Semaphore(self._size)

    def forget(self) -> None:
        """Start anew in a forked process, where parent and child share the sockets.

        Whoever of the two reads first gets the answer. The child keeps the old ones
        referenced, as closing them may say goodbye in the parent's name, and it makes
        a new bound, as threads that held a place are not here.
        """
        self._inherited.append(self._idle)
        self._start()

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request over a connection that is free, a new one, or the next to become free."""
        attempt = attempt_for(request)
        if not self._slots.acquire(timeout=max(attempt.left(), 0.0)):
            raise httpcore.PoolTimeout("no free connection")
        connection = None
        try:
            connection = self._take(fresh=attempt.fresh)
            attempt.reused = connection.is_idle()
            response = connection.handle_request(request)
            refuse_unasked(attempt)
        except BaseException as error:
            self._give_back(connection, keep=False)
            if isinstance(error, Exception):
                raise quiet(error) from None
            raise
        return httpcore.Response(
            status=response.status,
            headers=response.headers,
            content=_Body(
                cast("Iterable[bytes]", response.stream),
                lambda: self._give_back(connection, keep=nothing_left_over(attempt, response)),
            ),
            extensions=shown_extensions(response),
        )

    def _take(self, *, fresh: bool) -> httpcore.ConnectionInterface:
        if fresh:
            self._close_idle()
        while True:
            try:
                _, connection = self._idle.pop()
            except IndexError:
                return self._connect()
            if connection.is_available() and not connection.has_expired():
                return connection
            connection.close()

    def _give_back(self, connection: httpcore.ConnectionInterface | None, *, keep: bool) -> None:
        if connection is not None:
            if keep and connection.is_available() and not self._closed:
                self._idle.append((clock.monotonic(), connection))
                self._close_old()
            else:
                connection.close()
        if self._closed:  # perhaps by another thread, and since this began
            self._close_idle()
        self._slots.release()

    def _close_old(self) -> None:
        """Close what has been idle too long; the longest idle lie at the bottom of the stack."""
        oldest = clock.monotonic() - KEEP_SECONDS
        while self._idle and self._idle[0][0] < oldest:
            try:
                _, connection = self._idle.pop(0)
            except IndexError:  # another thread took it
                return
            connection.close()

    def _close_idle(self) -> None:
        while True:
            try:
                _, connection = self._idle.pop()
            except IndexError:
                return
            connection.close()

    def close(self) -> None:
        """Close idle connections now, and those in use when they are given back."""
        self._closed = True
        self._close_idle()


class _Body:
    """A response's body, which gives its connection back when closed."""

    def __init__(self, stream: Iterable[bytes], give_back: Callable[[], None]) -> None:
        self._stream = stream
        self._give_back = give_back
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            try:
                # httpcore's bodies can be closed; those of mocks need not.
                close = getattr(self._stream, "close", None)
                if close is not None:
                    close()
            finally:
                self._give_back()


_POOLS: weakref.WeakSet[SyncPool] = weakref.WeakSet()


def _after_fork() -> None:
    for pool in list(_POOLS):
        pool.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
