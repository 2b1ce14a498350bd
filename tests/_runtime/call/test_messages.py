"""What is known of an attempt's progress, and what its holders show."""

from __future__ import annotations

from tests._runtime.clocks import Clock
from tkeel_oauth._runtime.call.messages import MAX_BODY, Attempt, BodyError, RawResponse


def test_what_was_received_of_an_answer() -> None:
    attempt = Attempt(9.0, 5.0, 9.0)
    attempt.answer_part(b"of a proxy")
    attempt.question_sent()
    assert (attempt.sent, attempt.received) == (True, 0)
    attempt.answer_part(b"HTTP/1.1 200 OK\r\n\r\nbody")
    assert (attempt.received, attempt.head, attempt.tail) == (23, 19, b"\nbody")
    attempt.answer_part(b" and more\r\n\r\n")
    assert (attempt.received, attempt.head, attempt.tail, attempt.ended) == (36, 19, b"e\r\n\r\n", False)
    attempt.answer_part(b"")
    assert (attempt.received, attempt.ended) == (36, True)


def test_what_time_is_left(clock: Clock) -> None:
    attempt = Attempt(clock.now + 7, 5.0, 7.0)
    clock.now += 1
    assert (attempt.left(), attempt.connect_left()) == (6, 5)
    clock.now += 4
    assert (attempt.left(), attempt.connect_left()) == (2, 1)
    assert Attempt(clock.now + 3, 5.0, 3.0).connect_left() == 3


def test_text() -> None:
    assert repr(RawResponse(200, [], b"canary")) == "<RawResponse 200>"
    assert repr(object.__new__(RawResponse)) == "<RawResponse being made>"
    assert MAX_BODY == 1 << 20
    assert BodyError.LARGE.value == "the body is larger than 1 MiB"
