"""The transport an async client uses unless it is given one; see :mod:`.defaults_sync`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from .async_network import AsyncNetwork
from .async_pool import AsyncPools
from .origins import origin_of, proxy_options
from .pooling import KEEP_SECONDS

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from .address import Address

__all__ = ["DefaultAsyncTransport"]


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
                    ssl_context=context() if address.secure else None,
                    keepalive_expiry=KEEP_SECONDS,
                    network_backend=AsyncNetwork(),
                )
        else:

            def connect() -> httpcore.AsyncConnectionInterface:
                kind: Any = (
                    httpcore.AsyncSOCKSProxy
                    if proxy.url.scheme.startswith("socks")
                    else httpcore.AsyncHTTPProxy
                )
                maker = kind(**proxy_options(address, proxy, context), network_backend=AsyncNetwork())
                connection: httpcore.AsyncConnectionInterface = maker.create_connection(origin)
                return connection

        self._pool = AsyncPools(connect, size)  # type: ignore[assignment]
