"""As :mod:`.sync_either`, for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .async_direct import AsyncDirectExchange
from .watched import async_watched

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call.encode import Request
    from ..call.exchange import Answer, Attempt, Failure
    from .async_exchange import AsyncExchange
    from .conversation import Conversation
    from .opening import Route

__all__ = ["AsyncEitherExchange"]


class AsyncEitherExchange:
    """As :class:`~.sync_either.EitherExchange`, for asyncio."""

    def __init__(self, route: Route, conversation: Callable[[], Conversation]) -> None:
        self._route = route
        self._direct = AsyncDirectExchange(route.address, route.context, route.size, conversation)
        self._through: AsyncExchange | None = None

    async def attempt(
        self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt, timeout: float
    ) -> Answer | Failure:
        """Send a request once and read its answer; arguments as in the sync one."""
        way = self._through_httpx() if async_watched() else self._direct
        return await way.attempt(request, headers, attempt, timeout)

    def _through_httpx(self) -> AsyncExchange:
        from .defaults_async import through_httpx  # noqa: PLC0415 - few need it, and it loads httpx

        if self._through is None:
            self._through = through_httpx(self._route)
        return self._through

    async def aclose(self) -> None:
        await self._direct.aclose()
        if self._through is not None:
            await self._through.aclose()
