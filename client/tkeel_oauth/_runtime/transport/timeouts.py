"""The attempt that a network backend works for; httpcore hands on numbers of seconds alone."""

from __future__ import annotations

from ..call.messages import Attempt
from .budget import attempt_under_way

__all__ = ["attempt_of"]


def attempt_of(timeout: float | None) -> Attempt | None:
    """Return the attempt under way, whatever its timeout says."""
    del timeout
    return attempt_under_way.get()
