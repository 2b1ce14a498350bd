"""A bound on how many threads do something at once, fair to those who wait.

Neither :class:`threading.Semaphore` nor :class:`queue.SimpleQueue` before Python 3.13 is:
a place that becomes free may go to whoever asks next, and who waits can starve. And both
lose a place for good where the handler of a signal raises between taking it and knowing of
it. Here, who wants a place brings a :class:`Place` of their own and says by a mere store
that they are done with it; whatever is interrupted after that, somebody makes up for it.
"""

from __future__ import annotations

import queue
import threading
from collections import deque

from ..base import clock

__all__ = ["FairSemaphore", "Place"]

MAKE_UP_SECONDS = 1.0
"""How often who waits looks for what an interrupted thread has left undone."""


class Place:
    """One caller's wish for a place, and the place once it is held.

    Each is used once::

    place = Place()
    try:
        semaphore.acquire(place, seconds)
        ...
    finally:
        place.over = True  # by itself, as Python runs no handler before a store is done
        semaphore.release(place)
    """

    __slots__ = ("over", "woken")

    def __init__(self) -> None:
        self.over: bool = False
        """Whether the place is held, or wanted, no more."""
        self.woken: queue.SimpleQueue[None] = queue.SimpleQueue()


class FairSemaphore:
    """Places, each handed to who has waited longest; threads may share it.

    Args:
        value: how many there are.
    """

    __slots__ = ("_holding", "_lock", "_value", "_waiting")

    def __init__(self, value: int) -> None:
        self._value = value
        # Reentrant, as the handler of a signal may make a call, too, and in the same thread.
        self._lock = threading.RLock()
        self._holding: set[Place] = set()
        self._waiting: deque[Place] = deque()

    def acquire(self, place: Place, seconds: float) -> None:
        """Take a place, in a ``try`` whose ``finally`` gives it back, as :class:`Place` shows.

        Args:
            place: a new one.
            seconds: how long to wait.

        Raises:
            TimeoutError: none became free in time.
        """
        ends = clock.monotonic() + seconds
        self._waiting.append(place)
        self._hand_on()
        while place not in self._holding:
            left = ends - clock.monotonic()
            if left <= 0:
                raise TimeoutError("no free place")
            try:
                place.woken.get(timeout=min(left, MAKE_UP_SECONDS))
            except queue.Empty:
                self._hand_on()

    def release(self, place: Place) -> None:
        """Hand a place that is over to who has waited longest, or let it be free."""
        self._holding.discard(place)
        if self._waiting:
            self._hand_on()

    def _hand_on(self) -> None:
        """Give free places to who waits."""
        # A call and nothing else: out of a loop in here, a handler's exception may leave the lock taken.
        with self._lock:
            self._settle()

    def _settle(self) -> None:
        """Do what :meth:`_hand_on` says. Each step may be interrupted and done again."""
        if len(self._holding) >= self._value:
            for held in tuple(self._holding):  # a copy made at once, as others take theirs out meanwhile
                if held.over:
                    self._holding.discard(held)
        while True:
            full = len(self._holding) >= self._value
            place = self._waiting[0] if self._waiting else None
            if place is None or (full and not place.over):
                return
            if not place.over:
                self._holding.add(place)
                place.woken.put(None)
            # A handler that made a call of its own may have come here, too.
            if self._waiting and self._waiting[0] is place:
                del self._waiting[0]
