"""The transport a sync client uses unless it is given one.

A subclass of httpx's own, so that what knows that keeps working: respx and
OpenTelemetry patch ``handle_request``, which is inherited. Only what lies below it, the
pool and the network, is ours. ``_pool`` is the one private name of httpx used here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from .origins import origin_of, proxy_options
from .sync.backend import SyncBackend
from .sync_core import SyncCorePool
from .sync_pool import KEEP_SECONDS
from .tls import hands_off

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from .address import Address
    from .opening import Route
    from .sync_exchange import SyncExchange

__all__ = ["DefaultTransport", "through_httpx"]


class DefaultTransport(httpx.HTTPTransport):
    """httpx's transport over connections that keep a deadline.

    Args:
        address: the only origin it serves.
        context: makes the TLS context when a first connection needs it.
        proxy: the proxy to go through.
        size: how many connections there may be at once.
    """

    def __init__(
        self, address: Address, context: Callable[[], ssl.SSLContext], proxy: httpx.Proxy | None, size: int
    ) -> None:
        # Not the inherited one: it would read TLS certificates and build a pool for nothing.
        origin = origin_of(address)
        if proxy is None:

            def connect() -> httpcore.ConnectionInterface:
                return httpcore.HTTPConnection(
                    origin,
                    ssl_context=hands_off(context()) if address.secure else None,
                    keepalive_expiry=KEEP_SECONDS,
                    network_backend=SyncBackend(),
                )
        else:

            def connect() -> httpcore.ConnectionInterface:
                kind: Any = (
                    httpcore.SOCKSProxy if proxy.url.scheme.startswith("socks") else httpcore.HTTPProxy
                )
                maker = kind(**proxy_options(address, proxy, context), network_backend=SyncBackend())
                connection: httpcore.ConnectionInterface = maker.create_connection(origin)
                return connection

        self._pool = SyncCorePool(connect, size)  # type: ignore[assignment]


def through_httpx(route: Route) -> SyncExchange:
    """Return what sends requests through httpx's transport, over our own connections."""
    from .sync_exchange import SyncExchange  # noqa: PLC0415 - it asks what is the default transport

    transport = DefaultTransport(route.address, route.context, route.proxy, route.size)
    return SyncExchange(route.address, transport, way=route.way)
