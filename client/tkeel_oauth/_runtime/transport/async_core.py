"""A pool of httpcore's connections, in the place of httpcore's own pool, for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpcore

from .async_pool import AsyncPools
from .pooling import attempt_for, nothing_left_over, quiet, refuse_unasked, shown_extensions

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable

__all__ = ["AsyncCorePools"]


class AsyncCorePools(AsyncPools[httpcore.AsyncConnectionInterface]):
    """What httpx's transport asks for in its pool."""

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request over a connection that is free, a new one, or the next to become free."""
        attempt = attempt_for(request)
        pool = await self.here()
        await pool.enter()
        connection = None
        try:
            connection = await pool.take(attempt)
            response = await connection.handle_async_request(request)
            refuse_unasked(attempt)
        except BaseException as error:
            await pool.leave(connection, keep=False)
            if isinstance(error, Exception):
                raise quiet(error) from None
            raise
        return httpcore.Response(
            status=response.status,
            headers=response.headers,
            content=_Body(
                cast("AsyncIterable[bytes]", response.stream),
                lambda: pool.leave(connection, keep=nothing_left_over(attempt, response)),
            ),
            extensions=shown_extensions(response),
        )


class _Body:
    """A response's body, which gives its connection back when closed."""

    def __init__(self, stream: AsyncIterable[bytes], give_back: Callable[[], Awaitable[None]]) -> None:
        self._stream = stream
        self._give_back = give_back
        self._closed = False
        self._iterator: AsyncIterator[bytes] | None = None

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._iterator = aiter(self._stream)
        return self._iterator

    async def aclose(self) -> None:
        if not self._closed:
            self._closed = True
            try:
                # A generator left in the middle would otherwise end some time later, in a task of its own.
                await _close(self._iterator)
                await _close(self._stream)
            finally:
                await self._give_back()


async def _close(stream: object) -> None:
    """Close what can be closed: httpcore's bodies can, those of mocks need not."""
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
