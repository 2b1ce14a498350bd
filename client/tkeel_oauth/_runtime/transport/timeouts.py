"""How an attempt's limits travel through httpcore, which knows only numbers of seconds.

httpcore hands the values of a request's ``timeout`` extension to the network stream
untouched. A float that also carries its attempt lets the stream ask, before each
system call, how much is left *now*: that is what bounds a server that drips.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .budget import attempt_under_way

if TYPE_CHECKING:
    from ..call.messages import Attempt

__all__ = ["AttemptTimeout", "attempt_of", "extension"]


class AttemptTimeout(float):
    """A timeout in seconds that knows the attempt it belongs to."""

    __slots__ = ("attempt",)

    attempt: Attempt


def extension(attempt: Attempt) -> dict[str, float]:
    """Return the ``timeout`` extension of a request for one attempt."""
    timeout = AttemptTimeout(max(attempt.left(), 0.0))
    timeout.attempt = attempt
    return {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}


def attempt_of(timeout: float | None) -> Attempt | None:
    """Return the attempt a timeout belongs to, that under way for a plain number."""
    return timeout.attempt if isinstance(timeout, AttemptTimeout) else attempt_under_way.get()
