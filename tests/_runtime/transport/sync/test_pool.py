"""The pool: what it keeps, what it lets go, and that no place is lost."""

from __future__ import annotations

from collections.abc import Callable

import httpcore
import pytest

from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.call.messages import Attempt, RawResponse, attempt_under_way
from tkeel_oauth._runtime.transport.pool import KEEPALIVE_EXPIRY
from tkeel_oauth._runtime.transport.semaphore import Place
from tkeel_oauth._runtime.transport.sync.pool import ConnectionPool

BODY = b'{"code": "X"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n"
REQUEST = httpcore.Request("GET", "http://127.0.0.1/")


class Connection(httpcore.ConnectionInterface):
    """One that does as it is told, and notes what a backend would."""

    def __init__(self, act: Callable[[], httpcore.Response], on_close: BaseException | None) -> None:
        self._act = act
        self._on_close = on_close
        self.closed = False

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        del request
        return self._act()

    def is_available(self) -> bool:
        return not self.closed

    def has_expired(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True
        if self._on_close is not None:
            raise self._on_close


def answering(*, left_over: bytes = b"") -> Callable[[], httpcore.Response]:
    def act() -> httpcore.Response:
        attempt = attempt_under_way.get()
        assert attempt is not None
        attempt.question_sent()
        attempt.answer_part(HEAD + BODY + left_over)
        return httpcore.Response(200, headers=[(b"Content-Length", b"13")], content=BODY)

    return act


def failing(error: BaseException) -> Callable[[], httpcore.Response]:
    def act() -> httpcore.Response:
        raise error

    return act


class Pool:
    """A pool of one place, and the connections that it has made."""

    def __init__(self, act: Callable[[], httpcore.Response], on_close: BaseException | None = None) -> None:
        self.made: list[Connection] = []

        def connect() -> Connection:
            self.made.append(Connection(act, on_close))
            return self.made[-1]

        self.pool = ConnectionPool(connect, 1, "the server")

    def ask(self, seconds: float = 20.0) -> Attempt:
        attempt = Attempt(clock.monotonic() + seconds, seconds, seconds)
        token = attempt_under_way.set(attempt)
        try:
            self.pool.handle_request(REQUEST)
        finally:
            attempt_under_way.reset(token)
        return attempt


def test_a_connection_is_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(answering())
    pool.ask()
    now = clock.monotonic()
    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.monotonic", lambda: now + KEEPALIVE_EXPIRY + 1)
    assert not pool.ask().reused


def test_an_answer_that_was_there_before_the_question_is_refused() -> None:
    """It is another's, though nothing seemed to be left over."""

    def act() -> httpcore.Response:
        if not asked:
            return answering()()
        attempt = attempt_under_way.get()
        assert attempt is not None
        attempt.question_sent()
        return httpcore.Response(200, content=BODY)

    asked: list[object] = []
    pool = Pool(act)
    asked.append(pool.ask())
    with pytest.raises(httpcore.RemoteProtocolError):
        pool.ask()


def test_a_length_that_is_none_is_no_reason_to_keep() -> None:
    """Only a mock can say so: h11 has read what comes over a wire."""

    def act() -> httpcore.Response:
        return httpcore.Response(200, headers=[(b"Content-Length", b"many")], content=BODY)

    odd = Pool(act)
    assert isinstance(odd.ask().outcome, RawResponse)
    assert odd.made[0].closed


def test_a_system_error_becomes_one_that_httpx_knows() -> None:
    pool = Pool(failing(OSError("the system's words")))
    with pytest.raises(httpcore.NetworkError):
        pool.ask()


def test_who_finds_no_place_in_time_is_told() -> None:
    pool = Pool(answering())
    pool.pool._places.acquire(Place(), 0)  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(httpcore.PoolTimeout):
        pool.ask(0.01)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("a handler's")])
def test_an_interrupt_keeps_no_place(error: BaseException) -> None:
    pool = Pool(failing(error))
    for _ in range(3):
        with pytest.raises(type(error)):
            pool.ask(0.5)
    assert len(pool.made) == 3


def test_an_interrupt_while_a_connection_closes_keeps_no_place() -> None:
    pool = Pool(answering(left_over=b"x"), on_close=KeyboardInterrupt())
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            pool.ask(0.5)
    assert len(pool.made) == 3


def test_our_transport_serves_our_clients_alone() -> None:
    pool = Pool(answering())
    with pytest.raises(RuntimeError, match="no call is under way"):
        pool.pool.handle_request(REQUEST)
