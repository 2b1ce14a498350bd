"""The way a sync client goes by default: past httpx, or through it where that is watched."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from .sync_direct import DirectExchange
from .watched import sync_watched

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call.encode import Request
    from ..call.exchange import Answer, Attempt, Failure
    from .conversation import Conversation
    from .opening import Route
    from .sync_exchange import SyncExchange

__all__ = ["EitherExchange"]


class EitherExchange:
    """Decides for each attempt which way it goes; each way has connections of its own.

    Args:
        route: where to, with no proxy in between.
        conversation: makes what reads the answers of a connection past httpx.
    """

    def __init__(self, route: Route, conversation: Callable[[], Conversation]) -> None:
        self._route = route
        self._direct = DirectExchange(route.address, route.context, route.size, conversation)
        self._through: SyncExchange | None = None
        self._closed = False
        self._lock = threading.Lock()

    def attempt(
        self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt, timeout: float
    ) -> Answer | Failure:
        """Send a request once and read its answer; arguments as in :class:`~.sync_direct.DirectExchange`."""
        way = self._through_httpx() if sync_watched() else self._direct
        return way.attempt(request, headers, attempt, timeout)

    def _through_httpx(self) -> SyncExchange:
        from .defaults_sync import through_httpx  # noqa: PLC0415 - few need it, and it loads httpx

        with self._lock:
            if self._through is None:
                self._through = through_httpx(self._route)
                if self._closed:  # by another thread, since this call began
                    self._through.close()
            return self._through

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._direct.close()
            if self._through is not None:
                self._through.close()
