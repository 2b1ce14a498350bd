"""What a result allows, an operation that may not be repeated blindly included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tkeel_oauth._runtime.call import retry
from tkeel_oauth._runtime.call.messages import Attempt, BodyError, Failure, RawResponse

if TYPE_CHECKING:
    from tests._runtime.clocks import Clock


def limits(*, retries: int = 2, idempotent: bool = True) -> retry.Limits:
    return retry.Limits(retries=retries, idempotent=idempotent, ends=2000.0, connect_timeout=5.0)


UNSENT = Failure("x", unsent=True)
STALE = Failure("x", stale=True)
LATE = Failure("x", timed_out=True)
LATE_UNSENT = Failure("x", timed_out=True, unsent=True)
BROKEN = Failure("x")


def answer(status: int, after: str | None = None, body_error: BodyError | None = None) -> RawResponse:
    return RawResponse(status, [] if after is None else [(b"Retry-After", after.encode())], b"", body_error)


@pytest.mark.parametrize(
    ("result", "idempotent", "other"),
    [
        (UNSENT, True, True),
        (STALE, True, False),
        (LATE, False, False),
        (LATE_UNSENT, False, False),
        (BROKEN, False, False),
        *((answer(status), True, False) for status in (429, 502, 503)),
        *((answer(status, "1"), True, True) for status in (429, 502, 503)),
        *((answer(status, "soon"), True, False) for status in (429, 502, 503)),
        *((answer(status, "1"), False, False) for status in (200, 301, 400, 401, 404, 408, 500, 501, 504)),
        (answer(503, body_error=BodyError.CUT), True, False),
        (answer(503, body_error=BodyError.LARGE), True, False),
        (answer(503, "1", body_error=BodyError.LATE), False, False),
    ],
    ids=repr,
)
def test_what_may_be_repeated(result: RawResponse | Failure, idempotent: bool, other: bool) -> None:  # noqa: FBT001 - parameters of the test
    """An operation that is not idempotent is repeated only where nothing was sent or the server said when."""
    assert limits().allow_another(result) is idempotent
    assert limits(idempotent=False).allow_another(result) is other
    assert not limits(retries=0).allow_another(result)


def test_a_kept_connection_that_was_closed_is_replaced_once(clock: Clock) -> None:
    attempts: list[Attempt] = []
    last = answer(200)
    results: list[RawResponse | Failure] = [STALE, last]

    def send(attempt: Attempt) -> RawResponse | Failure:
        attempts.append(attempt)
        return results.pop(0)

    assert retry.retry(limits(), send) is last
    assert [attempt.fresh for attempt in attempts] == [False, True]
    assert clock.waits == [0]


@pytest.mark.parametrize("result", [UNSENT, answer(503)])
def test_after_a_closed_one_every_connection_is_new(clock: Clock, result: RawResponse | Failure) -> None:
    fresh: list[bool] = []

    def send(attempt: Attempt) -> RawResponse | Failure:
        fresh.append(attempt.fresh)
        return result if len(fresh) > 1 else STALE

    assert retry.retry(limits(retries=3), send) is result
    assert fresh == [False, True, True, True]
    assert clock.waits[0] == 0
