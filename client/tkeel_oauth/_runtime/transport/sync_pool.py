"""The connections of one client, for sync code.

Every call of a client goes to one origin, so a pool is a stack of idle connections and
a bound on how many there are. The last one used is used next: the others can expire.
"""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ..base import clock
from .semaphore import FairSemaphore, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call.messages import Attempt

__all__ = ["KEEP_SECONDS", "SyncPool"]

KEEP_SECONDS = 30.0
"""How long an idle connection is kept. tKeel keeps them for more than two minutes."""


class Kept(Protocol):
    """A connection, in httpcore's words."""

    def is_available(self) -> bool:
        """Whether it is connected and has nothing to do."""
        ...

    def has_expired(self) -> bool:
        """Whether it has ended, or holds what nobody asked for."""
        ...

    def close(self) -> None: ...


ConnectionT = TypeVar("ConnectionT", bound=Kept)


class SyncPool(Generic[ConnectionT]):
    """A stack of connections to one origin; threads may share it.

    Args:
        connect: makes a connection object, which connects when it is first used.
        size: how many connections there may be at once; further calls wait.
    """

    def __init__(self, connect: Callable[[], ConnectionT], size: int) -> None:
        self._connect = connect
        self._size = size
        self._closed = False
        self._inherited: list[object] = []
        self._start()
        _POOLS.add(self)

    def _start(self) -> None:
        self._idle: list[tuple[float, ConnectionT]] = []
        self._places = FairSemaphore(self._size)

    def forget(self) -> None:
        """Start anew in a forked process, where parent and child share the sockets.

        Whoever of the two reads first gets the answer. The child keeps the old ones
        referenced, as closing them may say goodbye in the parent's name, and it makes
        a new bound, as threads that held a place are not here.
        """
        self._inherited.append(self._idle)
        self._start()

    def enter(self, place: Place, attempt: Attempt) -> None:
        """Take a place, for which :meth:`leave` must be called, whatever comes of this.

        Raises:
            TimeoutError: none became free in time.
        """
        self._places.acquire(place, max(attempt.left(), 0.0))

    def take(self, attempt: Attempt) -> ConnectionT:
        """Return a connection that is idle, or a new one."""
        if attempt.fresh:
            self._close_idle()
        while True:
            try:
                since, connection = self._idle.pop()
            except IndexError:
                return self._connect()
            young = clock.monotonic() - since < KEEP_SECONDS
            if young and connection.is_available() and not connection.has_expired():
                attempt.reused = True
                return connection
            connection.close()

    def leave(self, place: Place, connection: ConnectionT | None, *, keep: bool) -> None:
        """Give the place back, and the connection that was used, if any.

        The caller has said before, by ``place.over = True``, that the place is.
        """
        try:
            if connection is not None:
                if keep and connection.is_available() and not self._closed:
                    self._idle.append((clock.monotonic(), connection))
                    self._close_old()
                else:
                    connection.close()
            if self._closed:  # perhaps by another thread, and since this began
                self._close_idle()
        finally:  # whatever a signal's handler raises meanwhile
            self._places.release(place)

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


_POOLS: weakref.WeakSet[SyncPool[Any]] = weakref.WeakSet()


def _after_fork() -> None:
    for pool in list(_POOLS):
        pool.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
