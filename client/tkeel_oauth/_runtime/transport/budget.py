"""What the call under way may spend, for the layers that cannot be handed it.

Between the client and the socket lie httpx and httpcore, which know numbers of seconds
alone; wrappers may change even those. A context variable passes them by.
"""

from __future__ import annotations

from contextvars import ContextVar

from ..call.messages import Attempt

__all__ = ["attempt_under_way", "current_attempt"]

attempt_under_way: ContextVar[Attempt | None] = ContextVar("tkeel_oauth_attempt", default=None)
"""The attempt of this thread or task, None outside of one."""


def current_attempt() -> Attempt:
    """Return the attempt that this request is sent for.

    Raises:
        RuntimeError: there is none: our transport serves our clients alone.
    """
    attempt = attempt_under_way.get()
    if attempt is None:
        raise RuntimeError("no call is under way")
    return attempt
