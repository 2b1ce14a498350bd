"""What a test wants answered next, in place of what the engine would answer."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from .engine import Replier, Reply
    from .messages import Request

    Maker: TypeAlias = Callable[[Request], Reply]

__all__ = ["Script"]


class Script:
    """An engine with orders; safe to share between threads.

    Args:
        engine: What answers where no order stands.
    """

    def __init__(self, engine: Replier) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._order: Maker | None = None
        self._left: int | None = None

    def order(self, make: Maker, times: int | None) -> None:
        """Sets what is answered from now on; replaces an earlier order.

        Args:
            make: Makes the reply to a request.
            times: How many requests it holds for; None is all until `reset`.

        Raises:
            ValueError: When `times` is less than 1.
        """
        if times is not None and times < 1:
            raise ValueError("times must be 1 or more, or None for all requests until reset()")
        with self._lock:
            self._order, self._left = make, times

    def reset(self) -> None:
        """Takes the order back."""
        with self._lock:
            self._order = self._left = None

    def reply(self, request: Request) -> Reply:
        """Answers as ordered, else as the engine does."""
        with self._lock:
            make = self._order
            if self._left is not None:
                self._left -= 1
                if self._left == 0:
                    self._order = self._left = None
        return make(request) if make else self._engine.reply(request)
