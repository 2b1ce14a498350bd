"""One live exchange, as it was, with everything in it that must not be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tkeel_oauth.testing.messages import Answer, Request

    from .base import Base

__all__ = ["Exchange"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its whole answer.

    Args:
        base: The server that answered.
        request: What was sent; the target as it went out.
        answer: What came back, its body decoded.
        name: The scenario, "" for one that gets its name later.
    """

    base: Base
    request: Request
    answer: Answer
    name: str = ""
