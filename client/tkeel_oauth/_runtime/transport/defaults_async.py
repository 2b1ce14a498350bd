"""The transport an async client uses unless it is given one; see :mod:`.defaults_sync`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from .aio.backend import AsyncBackend
from .async_core import AsyncCorePools
from .origins import origin_of, proxy_options
from .sync_pool import KEEP_SECONDS
from .tls import hands_off

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from .address import Address
    from .async_exchange import AsyncExchange
    from .opening import Route

__all__ = ["DefaultAsyncTransport", "through_httpx"]


class DefaultAsyncTransport(httpx.AsyncHTTPTransport):
    """As :class:`~.defaults_sync.DefaultTransport`, for asyncio."""

    def __init__(
        self, address: Address, context: Callable[[], ssl.SSLContext], proxy: httpx.Proxy | None, size: int
    ) -> None:
        origin = origin_of(address)
        if proxy is None:

            def connect() -> httpcore.AsyncConnectionInterface:
                return httpcore.AsyncHTTPConnection(
                    origin,
                    ssl_context=hands_off(context()) if address.secure else None,
                    keepalive_expiry=KEEP_SECONDS,
                    network_backend=AsyncBackend(),
                )
        else:

            def connect() -> httpcore.AsyncConnectionInterface:
                kind: Any = (
                    httpcore.AsyncSOCKSProxy
                    if proxy.url.scheme.startswith("socks")
                    else httpcore.AsyncHTTPProxy
                )
                maker = kind(**proxy_options(address, proxy, context), network_backend=AsyncBackend())
                connection: httpcore.AsyncConnectionInterface = maker.create_connection(origin)
                return connection

        self._pool = AsyncCorePools(connect, size)  # type: ignore[assignment]


def through_httpx(route: Route) -> AsyncExchange:
    """Return what sends requests through httpx's transport, over our own connections."""
    from .async_exchange import AsyncExchange  # noqa: PLC0415 - it asks what is the default transport

    transport = DefaultAsyncTransport(route.address, route.context, route.proxy, route.size)
    return AsyncExchange(route.address, transport, way=route.way)
