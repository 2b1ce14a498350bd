"""The pool: what it keeps, what it lets go, and that no place is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpcore
import pytest

from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.call.messages import Attempt, Failure, RawResponse, attempt_under_way
from tkeel_oauth._runtime.transport.pool import KEEPALIVE_EXPIRY
from tkeel_oauth._runtime.transport.sync.pool import ConnectionPool

BODY = b'{"code": "X"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n"
REQUEST = httpcore.Request("GET", "http://127.0.0.1/")


class Connection(httpcore.ConnectionInterface):
    """One that does as it is told, and notes what a backend would."""

    def __init__(self, act: Callable[[], httpcore.Response]) -> None:
        self._act = act
        self.asked = 0
        self.closed = False
        self.expired = False
        self.on_close: BaseException | None = None

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        del request
        self.asked += 1
        return self._act()

    def is_available(self) -> bool:
        return not self.closed

    def has_expired(self) -> bool:
        return self.expired

    def close(self) -> None:
        self.closed = True
        if self.on_close is not None:
            raise self.on_close


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

    def __init__(self, act: Callable[[], httpcore.Response]) -> None:
        self.made: list[Connection] = []

        def connect() -> Connection:
            self.made.append(Connection(act))
            return self.made[-1]

        self.pool = ConnectionPool(connect, 1, "the server")

    def ask(self, seconds: float = 20.0) -> Attempt:
        attempt = Attempt(clock.monotonic() + seconds, seconds)
        token = attempt_under_way.set(attempt)
        try:
            self.pool.handle_request(REQUEST)
        finally:
            attempt_under_way.reset(token)
        return attempt


@pytest.fixture
def pool() -> Iterator[Pool]:
    found = Pool(answering())
    yield found
    found.pool.close()


def test_a_connection_is_kept_and_used_again(pool: Pool) -> None:
    assert isinstance(pool.ask().outcome, RawResponse)
    assert pool.ask().reused
    assert [one.asked for one in pool.made] == [2]
    pool.pool.close()
    assert pool.made[0].closed


def test_a_connection_with_bytes_left_over_is_not_kept() -> None:
    pool = Pool(answering(left_over=b"x"))
    pool.ask()
    pool.ask()
    assert [(one.asked, one.closed) for one in pool.made] == [(1, True), (1, True)]


def test_a_connection_that_has_ended_is_not_used(pool: Pool) -> None:
    pool.ask()
    pool.made[0].expired = True
    assert not pool.ask().reused
    assert pool.made[0].closed


def test_a_connection_is_not_kept_for_ever(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    pool.ask()
    now = clock.monotonic()
    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.monotonic", lambda: now + KEEPALIVE_EXPIRY + 1)
    assert not pool.ask().reused


def test_a_length_that_is_none_is_no_reason_to_keep() -> None:
    """Only a mock can say so: h11 has read what comes over a wire."""

    def act() -> httpcore.Response:
        return httpcore.Response(200, headers=[(b"Content-Length", b"many")], content=BODY)

    odd = Pool(act)
    assert isinstance(odd.ask().outcome, RawResponse)
    assert odd.made[0].closed


def test_what_fails_says_nothing_and_the_attempt_knows_why() -> None:
    pool = Pool(failing(httpcore.RemoteProtocolError("the server's own words")))
    with pytest.raises(httpcore.RemoteProtocolError) as caught:
        pool.ask()
    assert "own words" not in str(caught.value)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_a_system_error_becomes_one_that_httpx_knows() -> None:
    pool = Pool(failing(OSError("the system's words")))
    with pytest.raises(httpcore.NetworkError):
        pool.ask()


def test_who_finds_no_place_in_time_is_told() -> None:
    inner: list[Attempt] = []

    def act() -> httpcore.Response:
        attempt = Attempt(clock.monotonic() + 0.01, 0.01)
        token = attempt_under_way.set(attempt)
        inner.append(attempt)
        try:
            with pytest.raises(httpcore.PoolTimeout):
                crowded.pool.handle_request(REQUEST)
        finally:
            attempt_under_way.reset(token)
        return answering()()

    crowded = Pool(act)
    assert isinstance(crowded.ask().outcome, RawResponse)
    assert isinstance(inner[0].outcome, Failure)
    assert inner[0].outcome.timed_out
    assert inner[0].outcome.unsent


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("a handler's")])
def test_an_interrupt_keeps_no_place(error: BaseException) -> None:
    pool = Pool(failing(error))
    for _ in range(3):
        with pytest.raises(type(error)):
            pool.ask(0.5)
    assert len(pool.made) == 3


def test_an_interrupt_while_a_connection_closes_keeps_no_place() -> None:
    pool = Pool(answering(left_over=b"x"))
    pool.pool._connect = _interrupted(pool)  # pyright: ignore[reportPrivateUsage]
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            pool.ask(0.5)
    assert len(pool.made) == 3


def _interrupted(pool: Pool) -> Callable[[], Connection]:
    connect = pool.pool._connect  # pyright: ignore[reportPrivateUsage]

    def make() -> Connection:
        made = connect()
        assert isinstance(made, Connection)
        made.on_close = KeyboardInterrupt()
        return made

    return make


def test_our_transport_serves_our_clients_alone(pool: Pool) -> None:
    with pytest.raises(RuntimeError, match="no call is under way"):
        pool.pool.handle_request(REQUEST)
