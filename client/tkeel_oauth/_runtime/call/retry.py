"""What is tried again, how often and when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ..base import clock
from ..contract.rpc import retry_delay_in
from .messages import Attempt, BodyError, Failure, RawResponse

__all__ = ["Limits", "retry", "retry_async"]

FIRST_WAIT = 0.5
"""Seconds that the first wait may last at most; each further one may last twice as long."""

LONGEST_WAIT = 8.0
"""Seconds that a wait may last at most, unless the server names another time."""

_AGAIN = (429, 502, 503)
"""Statuses of a server that has not done the work. Not 504: the login may have run."""

_LONGEST_DATE = 64
"""Characters of a ``Retry-After`` that are looked at. A date has about thirty."""


class Limits:
    """What one call may spend, and what it has spent.

    Args:
        retries: how many attempts may follow the first.
        idempotent: whether the operation may be repeated though it may have run.
        ends: the moment the call must have returned.
        connect_timeout: seconds for connecting, in each attempt.
        timeout: seconds the call may take, for messages alone.
    """

    __slots__ = ("connect_timeout", "ends", "idempotent", "retried", "retries", "stale_seen", "timeout")

    def __init__(
        self, *, retries: int, idempotent: bool, ends: float, connect_timeout: float, timeout: float
    ) -> None:
        self.retries = retries
        self.idempotent = idempotent
        self.ends = ends
        self.connect_timeout = connect_timeout
        self.timeout = timeout
        self.retried = 0
        self.stale_seen = False

    def attempt(self) -> Attempt:
        """Return a new attempt under these limits."""
        return Attempt(self.ends, self.connect_timeout, self.timeout, fresh=self.stale_seen)

    def allow_another(self, result: RawResponse | Failure) -> bool:
        """Tell whether a result may be followed by another attempt."""
        if self.retried >= self.retries:
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

    def wait_before_another(self, result: RawResponse | Failure) -> float | None:
        """Return the seconds to wait before the next attempt, which is counted; None where there is none."""
        if not self.allow_another(result):
            return None
        self.retried += 1
        stale = isinstance(result, Failure) and result.stale
        self.stale_seen = self.stale_seen or stale
        import random  # noqa: PLC0415 - a success never needs it

        asked = retry_after(result) if isinstance(result, RawResponse) else None
        if asked is not None:
            wait = asked
        elif stale:
            wait = 0.0
        else:
            wait = random.uniform(0, min(FIRST_WAIT * 2 ** (self.retried - 1), LONGEST_WAIT))  # noqa: S311 - no secret
        return None if clock.monotonic() + wait >= self.ends else wait


def retry_after(answer: RawResponse) -> float | None:
    """Return how many seconds the server asks to wait, None where it does not say."""
    for name, value in answer.headers:
        if name.lower() == b"retry-after":
            return _seconds(value.decode("latin-1").strip())
    return retry_delay_in(answer.content)


def _seconds(text: str) -> float | None:
    if text.isascii() and text.isdigit():
        return float(text.lstrip("0")[:9] or "0")  # nine digits are beyond any deadline
    if len(text) > _LONGEST_DATE:
        return None
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - only such answers need it

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - clock.wall())
    except (ValueError, OverflowError):
        return None


def retry(limits: Limits, attempt: Callable[[Attempt], RawResponse | Failure]) -> RawResponse | Failure:
    """Make an attempt, and as many more as its result and the limits allow; return the last result."""
    result = attempt(limits.attempt())
    while (wait := limits.wait_before_another(result)) is not None:
        clock.sleep(wait)
        result = attempt(limits.attempt())
    return result


async def retry_async(
    limits: Limits, attempt: Callable[[Attempt], Awaitable[RawResponse | Failure]]
) -> RawResponse | Failure:
    """As :func:`retry`, for asyncio."""
    result = await attempt(limits.attempt())
    while (wait := limits.wait_before_another(result)) is not None:
        await clock.async_sleep(wait)
        result = await attempt(limits.attempt())
    return result
