"""Who waits for a connection gets the next that is free, and no place is lost."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

import pytest

from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.call.messages import Attempt
from tkeel_oauth._runtime.transport import places
from tkeel_oauth._runtime.transport.places import Places
from tkeel_oauth._runtime.transport.sync_pool import SyncPool

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = 20.0
"""Seconds that no wait of these tests comes to."""


class Queue(deque[object]):
    """The queue of those who wait, and a sign that one more has joined it."""

    def __init__(self) -> None:
        super().__init__()
        self.joined = threading.Semaphore(0)

    def append(self, gate: object, /) -> None:
        super().append(gate)
        self.joined.release()


def watched(found: Places) -> Queue:
    queue = Queue()
    found._waiting = queue  # type: ignore[assignment] # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
    return queue


def waiting(queue: Queue, act: Callable[[], object]) -> threading.Thread:
    """Start a thread that does something, and return when it is in the queue."""
    thread = threading.Thread(target=act)
    thread.start()
    assert queue.joined.acquire(timeout=LONG)
    return thread


class Connection:
    """One that is interrupted as it closes."""

    def is_available(self) -> bool:
        return True

    def has_expired(self) -> bool:
        return False

    def close(self) -> None:
        raise KeyboardInterrupt


def attempt(seconds: float) -> Attempt:
    return Attempt(clock.monotonic() + seconds, seconds)


def test_as_many_as_there_are() -> None:
    found = Places(2)
    found.take(0)
    found.take(0)
    with pytest.raises(TimeoutError):
        found.take(0)
    found.give_back()
    found.take(0)


def test_who_gives_back_and_asks_again_is_behind_who_waits() -> None:
    pool: SyncPool[Connection] = SyncPool(Connection, 1)
    queue = watched(pool._places)  # pyright: ignore[reportPrivateUsage]
    pool.enter(attempt(LONG))
    thread = waiting(queue, lambda: pool.enter(attempt(LONG)))
    pool.leave(None, keep=False)
    with pytest.raises(TimeoutError):
        pool.enter(attempt(0))
    thread.join(LONG)
    assert not thread.is_alive()
    pool.leave(None, keep=False)
    pool.enter(attempt(0))


def test_first_come_first_served() -> None:
    def wait(number: int) -> None:
        found.take(LONG)
        served.append(number)
        found.give_back()

    served: list[int] = []
    found = Places(1)
    queue = watched(found)
    found.take(0)
    threads = [waiting(queue, lambda number=number: wait(number)) for number in range(10)]  # type: ignore[misc] # the type of a default
    found.give_back()
    for thread in threads:
        thread.join(LONG)
    assert served == list(range(10))


def test_who_gives_up_is_passed_over() -> None:
    found = Places(1)
    found.take(0)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            found.take(0)
    queue = watched(found)
    thread = waiting(queue, lambda: found.take(LONG))
    found.give_back()
    thread.join(LONG)
    assert not thread.is_alive()


def test_given_back_just_before_the_wait_begins() -> None:
    """The one who gave it back saw nobody in the queue, and the one in the queue nothing free."""

    class Late(Queue):
        def append(self, gate: object, /) -> None:
            found.give_back()
            super().append(gate)

    found = Places(1)
    found.take(0)
    found._waiting = Late()  # type: ignore[assignment] # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
    found.take(0)


@pytest.mark.parametrize("ending", [False, KeyboardInterrupt()], ids=["late", "interrupted"])
def test_handed_over_as_the_wait_ends(ending: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is late by a moment has the place; who is interrupted gives it back."""

    class Gate(places._Gate):  # pyright: ignore[reportPrivateUsage]
        def wait(self, seconds: float) -> bool:
            del seconds
            found.give_back()
            if isinstance(ending, BaseException):
                raise ending
            return False

    found = Places(1)
    found.take(0)
    with monkeypatch.context() as patch:
        patch.setattr(places, "_Gate", Gate)
        if isinstance(ending, BaseException):
            with pytest.raises(KeyboardInterrupt):
                found.take(LONG)
        else:
            found.take(LONG)
            found.give_back()
    found.take(0)
    with pytest.raises(TimeoutError):
        found.take(0)


def test_an_interrupt_while_a_connection_closes_keeps_no_place() -> None:
    pool = SyncPool(Connection, 1)
    pool.enter(attempt(LONG))
    with pytest.raises(KeyboardInterrupt):
        pool.leave(pool.take(attempt(LONG)), keep=False)
    pool.enter(attempt(0))
