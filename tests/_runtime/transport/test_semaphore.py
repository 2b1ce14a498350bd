"""Who waits for a connection gets the next that is free, and no place is lost."""

from __future__ import annotations

import gc
import signal
import sys
import threading
import types
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.answers import answer, envelope
from tests.faults.calls import LOGIN, login
from tests.faults.server import Connection, FaultServer
from tkeel_oauth import Client
from tkeel_oauth._runtime.transport import semaphore
from tkeel_oauth._runtime.transport.semaphore import FairSemaphore, Place

LONG = 20.0
"""Seconds that no wait of these tests comes to."""


def taken(found: FairSemaphore, seconds: float = 0) -> Place:
    place = Place()
    try:
        found.acquire(place, seconds)
    except TimeoutError:
        give_back(found, place)
        raise
    return place


def give_back(found: FairSemaphore, place: Place) -> None:
    place.over = True
    found.release(place)


def assert_free(found: FairSemaphore, count: int) -> None:
    places = [taken(found) for _ in range(count)]
    with pytest.raises(TimeoutError):
        taken(found)
    for place in places:
        give_back(found, place)


class Queue(FairSemaphore):
    """One that tells when somebody more waits."""

    __slots__ = ("joined",)

    def __init__(self, value: int) -> None:
        super().__init__(value)
        self.joined = threading.Semaphore(0)

    def _hand_on(self) -> None:
        super()._hand_on()
        if self._waiting:
            self.joined.release()

    def waiting(self, act: Callable[[], object]) -> threading.Thread:
        """Start a thread that does something, and return when it waits."""
        thread = threading.Thread(target=act)
        thread.start()
        assert self.joined.acquire(timeout=LONG)
        return thread


def test_as_many_as_there_are() -> None:
    assert_free(FairSemaphore(2), 2)


def test_who_gives_back_and_asks_again_is_behind_who_waits() -> None:
    found = Queue(1)
    place = taken(found)
    got: list[Place] = []
    thread = found.waiting(lambda: got.append(taken(found, LONG)))
    give_back(found, place)
    with pytest.raises(TimeoutError):
        taken(found)
    thread.join(LONG)
    give_back(found, got[0])


def test_first_come_first_served() -> None:
    def wait(number: int) -> None:
        place = taken(found, LONG)
        served.append(number)
        give_back(found, place)

    served: list[int] = []
    found = Queue(1)
    place = taken(found)
    threads = [found.waiting(lambda number=number: wait(number)) for number in range(10)]  # type: ignore[misc] # the type of a default
    give_back(found, place)
    for thread in threads:
        thread.join(LONG)
    assert served == list(range(10))


def test_who_gives_up_is_passed_over() -> None:
    found = Queue(1)
    held = taken(found)
    late = [Place() for _ in range(3)]
    for place in late:
        with pytest.raises(TimeoutError):
            found.acquire(place, 0)
        give_back(found, place)
    got: list[Place] = []
    while found.joined.acquire(blocking=False):
        pass
    thread = found.waiting(lambda: got.append(taken(found, LONG)))
    give_back(found, held)
    thread.join(LONG)
    give_back(found, got[0])
    assert_free(found, 1)


class Interrupted(Exception):
    """What a signal's handler raises."""


def interrupting_at(step: int, act: Callable[[], object]) -> bool:
    """Raise at one of the moments at which Python may run a signal's handler; return whether there was one.

    Those are the beginning of a function and the return from a call; the trace function is asked at
    each line and each return, which are more.
    """
    seen = 0

    def trace(frame: types.FrameType, event: str, argument: object) -> object:
        nonlocal seen
        del argument
        if frame.f_code.co_filename != semaphore.__file__:
            return None
        if event in {"call", "line", "return"}:
            seen += 1
            if seen == step:
                sys.settrace(None)
                raise Interrupted
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        act()
    except Interrupted:
        return True
    finally:
        sys.settrace(before)
    return False


def use(found: FairSemaphore, seconds: float = 0) -> None:
    place = Place()
    try:
        found.acquire(place, seconds)
    finally:
        place.over = True
        found.release(place)


def test_an_interrupt_at_any_moment_loses_no_place() -> None:
    step = 0
    found = FairSemaphore(2)
    while True:
        step += 1
        if not interrupting_at(step, lambda: use(found)):
            break
        assert_free(found, 2)
    assert step > 20, "it was hardly interrupted"


def test_an_interrupt_at_any_moment_leaves_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the interrupted thread has not done, who waits does."""
    monkeypatch.setattr(semaphore, "MAKE_UP_SECONDS", 0.01)
    step = 0
    while True:
        step += 1
        found = Queue(1)
        held = taken(found)
        thread = found.waiting(lambda found=found: give_back(found, taken(found, LONG)))  # type: ignore[misc] # the type of a default
        held.over = True
        interrupted = interrupting_at(step, lambda found=found, held=held: found.release(held))  # type: ignore[misc]
        thread.join(LONG)
        assert not thread.is_alive()
        assert_free(found, 1)
        if not interrupted:
            break
    assert step > 5, "it was hardly interrupted"


def interrupted(times: int, seconds: Callable[[int], float], act: Callable[[], object]) -> int:
    """Do something in the main thread until a handler raises, many times; return how often one did."""

    def handler(*_: object) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, handler)
    caught = 0
    try:
        for n in range(times):
            try:
                # Again and again: what a handler raises while an object is collected, Python drops.
                signal.setitimer(signal.ITIMER_REAL, seconds(n), 0.05)
                act()
            except Interrupted:
                caught += 1
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, before)
    return caught


timers = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timers that raise")


@timers
def test_signals_lose_no_place() -> None:
    """Handlers that raise, in the main thread, while other threads use the places, too."""

    def others() -> None:
        while not done.is_set():
            use(found, LONG)

    def use_it_often() -> None:
        for _ in range(50):
            use(found, LONG)

    found = FairSemaphore(2)
    done = threading.Event()
    threads = [threading.Thread(target=others) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        caught = interrupted(2000, lambda n: 1e-6 * (1 + n % 400), use_it_often)
    finally:
        done.set()
    for thread in threads:
        thread.join(LONG)
        assert not thread.is_alive()
    assert caught > 100
    assert_free(found, 2)


# A connection that is interrupted at the moment it is made is closed by whoever collects it.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@timers
def test_a_client_loses_no_place_to_signals() -> None:
    """Two calls that are answered only together show that both places are there."""

    def script(connection: Connection) -> None:
        while True:
            if b"state=together" in connection.request():
                both.wait(LONG)
            connection.send(answer(envelope()))

    def others() -> None:
        while not done.is_set():
            client.oauth.authorize("t", **LOGIN)

    def call_on_and_on() -> None:
        while True:
            client.oauth.authorize("t", **LOGIN)

    both = threading.Barrier(2)
    done = threading.Event()
    with FaultServer(script) as server, Client(server.base_url, max_connections=2) as client:
        threads = [threading.Thread(target=others) for _ in range(3)]
        for thread in threads:
            thread.start()
        caught = interrupted(150, lambda n: 0.0002 + n % 37 * 0.0001, call_on_and_on)
        done.set()
        for thread in threads:
            thread.join(LONG)
        with ThreadPoolExecutor(2) as pair:
            calls = [pair.submit(client.oauth.authorize, "t", **login("together")) for _ in range(2)]
            assert all(call.result().code for call in calls)
    gc.collect()
    assert caught == 150
