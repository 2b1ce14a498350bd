"""A pool of httpcore's connections, in the place of httpcore's own pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpcore

from .pooling import attempt_for, nothing_left_over, quiet, refuse_unasked, shown_extensions
from .semaphore import Place
from .sync_pool import SyncPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["SyncCorePool"]


class SyncCorePool(SyncPool[httpcore.ConnectionInterface]):
    """What httpx's transport asks for in its pool."""

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request over a connection that is free, a new one, or the next to become free."""
        attempt = attempt_for(request)
        place = Place()
        connection = None
        try:
            self.enter(place, attempt)
            connection = self.take(attempt)
            response = connection.handle_request(request)
            refuse_unasked(attempt)
        except BaseException as error:
            place.over = True
            self.leave(place, connection, keep=False)
            if isinstance(error, TimeoutError):
                raise httpcore.PoolTimeout(str(error)) from None
            if isinstance(error, Exception):
                raise quiet(error) from None
            raise

        def leave() -> None:
            place.over = True
            self.leave(place, connection, keep=nothing_left_over(attempt, response))

        return httpcore.Response(
            status=response.status,
            headers=response.headers,
            content=_Body(cast("Iterable[bytes]", response.stream), leave),
            extensions=shown_extensions(response),
        )


class _Body:
    """A response's body, which gives its connection back when closed."""

    def __init__(self, stream: Iterable[bytes], give_back: Callable[[], None]) -> None:
        self._stream = stream
        self._give_back = give_back
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            try:
                # httpcore's bodies can be closed; those of mocks need not.
                close = getattr(self._stream, "close", None)
                if close is not None:
                    close()
            finally:
                self._give_back()
