"""A bound on how many threads do something at once, fair to those who wait.

Neither :class:`threading.Semaphore` nor :class:`queue.SimpleQueue` before Python 3.13 is:
a place that becomes free may go to whoever asks next, and who waits can starve.
"""

from __future__ import annotations

import threading
from collections import deque

__all__ = ["Places"]


class Places:
    """Places to take, each handed to who has waited longest.

    Args:
        count: how many there are.
    """

    __slots__ = ("_free", "_waiting")

    def __init__(self, count: int) -> None:
        # Single operations of deques are atomic, so nobody holds a lock that others wait for.
        self._free: deque[None] = deque([None] * count)
        self._waiting: deque[_Gate] = deque()

    def take(self, seconds: float) -> None:
        """Take a place, which must be given back.

        Args:
            seconds: how long to wait for one.

        Raises:
            TimeoutError: none became free in time.
        """
        if not self._waiting and self._take_free():
            return
        gate = _Gate()
        self._waiting.append(gate)
        # One given back just before found nobody waiting.
        if self._take_free():
            self.give_back()
        try:
            opened = gate.wait(seconds)
        except BaseException:
            if not gate.claim():  # handed over at that moment
                self.give_back()
            raise
        if not opened and gate.claim():
            raise TimeoutError("no free place")

    def give_back(self) -> None:
        """Hand a place to who has waited longest, or let it be free."""
        while True:
            while self._waiting:
                try:
                    gate = self._waiting.popleft()
                except IndexError:  # another thread took it
                    break
                if gate.claim():
                    gate.open()
                    return
            self._free.append(None)
            # Somebody may have come to wait meanwhile, and have found nothing free.
            if not self._waiting or not self._take_free():
                return

    def _take_free(self) -> bool:
        try:
            # Not by a call: at the end of one a signal's handler may run, and raise with the place taken.
            del self._free[-1]
        except IndexError:
            return False
        return True


class _Gate:
    """What one thread waits at."""

    __slots__ = ("_claimed", "_closed")

    def __init__(self) -> None:
        self._claimed = threading.Lock()
        self._closed = threading.Lock()
        self._closed.acquire()

    def wait(self, seconds: float) -> bool:
        """Return whether it was opened within that time."""
        return self._closed.acquire(timeout=seconds)

    def claim(self) -> bool:
        """Settle whether a place is handed over or waited for no more; only the first one does."""
        return self._claimed.acquire(blocking=False)

    def open(self) -> None:
        self._closed.release()
