"""What is tried again, how often and when. The counting and waiting is tenacity's.

tenacity is imported when a first attempt has failed, so that a success never pays for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base import clock
from .messages import Attempt, BodyError, Failure, RawResponse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import tenacity

__all__ = ["Limits", "retry", "retry_async"]

FIRST_WAIT = 0.5
"""Seconds that the first wait may last at most; each further one may last twice as long."""

LONGEST_WAIT = 8.0
"""Seconds that a wait may last at most, unless the server names another time."""

_AGAIN = (429, 502, 503)
"""Statuses of a server that has not done the work. Not 504: the login may have run."""


class Limits:
    """What one call may spend.

    Args:
        retries: how many attempts may follow the first.
        idempotent: whether the operation may be repeated though it may have run.
        ends: the moment the call must have returned.
        connect_timeout: seconds for connecting, in each attempt.
    """

    __slots__ = ("connect_timeout", "ends", "idempotent", "retries", "stale_seen")

    def __init__(self, *, retries: int, idempotent: bool, ends: float, connect_timeout: float) -> None:
        self.retries = retries
        self.idempotent = idempotent
        self.ends = ends
        self.connect_timeout = connect_timeout
        self.stale_seen = False

    def attempt(self) -> Attempt:
        """Return a new attempt under these limits."""
        return Attempt(self.ends, self.connect_timeout, fresh=self.stale_seen)

    def allow_another(self, result: RawResponse | Failure) -> bool:
        """Tell whether a result may be followed by another attempt."""
        if self.retries <= 0:
            return False
        if isinstance(result, Failure):
            if result.timed_out or result.permanent:
                return False
            if result.unsent:
                return True
            # A kept connection that was closed: once, as the next one is a new one.
            return result.stale and self.idempotent and not self.stale_seen
        if result.status_code not in _AGAIN or result.body_error is BodyError.LATE:
            return False
        return self.idempotent or retry_after(result) is not None


def retry_after(answer: RawResponse) -> float | None:
    """Return how many seconds the server asks to wait, None where it does not say."""
    for name, value in answer.headers:
        if name.lower() == b"retry-after":
            return _seconds(value.decode("latin-1").strip())
    from ..contract.details import retry_delay_in  # noqa: PLC0415 - only answers that may be followed by another

    return retry_delay_in(answer.content)


def _seconds(text: str) -> float | None:
    if text.isascii() and text.isdigit():
        return float(text.lstrip("0")[:9] or "0")  # nine digits are beyond any deadline
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - only such answers need it

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - clock.wall())
    except (ValueError, OverflowError):
        return None


def retry(
    limits: Limits, first: RawResponse | Failure, again: Callable[[Attempt], RawResponse | Failure]
) -> RawResponse | Failure:
    """Follow a first result with as many attempts as it and the limits allow; return the last result."""
    import tenacity  # noqa: PLC0415 - see above

    pending = [first]

    def step() -> RawResponse | Failure:
        return pending.pop() if pending else again(limits.attempt())

    return tenacity.Retrying(sleep=clock.sleep, **_policy(limits))(step)


async def retry_async(
    limits: Limits, first: RawResponse | Failure, again: Callable[[Attempt], Awaitable[RawResponse | Failure]]
) -> RawResponse | Failure:
    """As :func:`retry`, for asyncio."""
    import tenacity  # noqa: PLC0415

    pending = [first]

    async def step() -> RawResponse | Failure:
        return pending.pop() if pending else await again(limits.attempt())

    return await tenacity.AsyncRetrying(sleep=clock.async_sleep, **_policy(limits))(step)


def _policy(limits: Limits) -> dict[str, Any]:
    import tenacity  # noqa: PLC0415

    backoff = tenacity.wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT)

    def wanted(result: RawResponse | Failure) -> bool:
        if not limits.allow_another(result):
            return False
        limits.stale_seen = limits.stale_seen or (isinstance(result, Failure) and result.stale)
        return True

    def wait(state: tenacity.RetryCallState) -> float:
        result = _result(state)
        if isinstance(result, RawResponse):
            asked = retry_after(result)
            return backoff(state) if asked is None else asked
        return 0.0 if result.stale else backoff(state)

    def enough(state: tenacity.RetryCallState) -> bool:
        if state.attempt_number > limits.retries:
            return True
        return clock.monotonic() + state.upcoming_sleep >= limits.ends

    return {
        "retry": tenacity.retry_if_result(wanted),
        "wait": wait,
        "stop": enough,
        "retry_error_callback": _result,
    }


def _result(state: tenacity.RetryCallState) -> RawResponse | Failure:
    outcome = state.outcome
    if outcome is None:
        raise RuntimeError("no attempt was made")
    result: RawResponse | Failure = outcome.result()
    return result
