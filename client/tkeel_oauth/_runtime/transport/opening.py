"""From a client's arguments to its way to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base.errors import ConfigurationError
from ..call.options import flag, whole_number
from .address import parse_base_url
from .proxies import choose_proxy
from .tls import context_source

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    import httpx

    from ..call.messages import AsyncExchanger, SyncExchanger
    from .address import Address
    from .tls import Certificate, Verify

__all__ = ["Route", "open_async", "open_sync"]

MOST_CONNECTIONS = 10_000


class Route:
    """How a client reaches its server; the arguments are those of the clients.

    Without ``max_connections`` there is one, for who asks one thing after the other.

    Raises:
        ConfigurationError: an argument that is wrong, or that another one makes void.
    """

    __slots__ = ("address", "context", "proxy", "size")

    def __init__(  # noqa: PLR0913 - the clients' arguments
        self,
        base_url: str,
        *,
        verify: Verify = True,
        cert: Certificate | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        max_connections: int = 1,
        own_transport: bool = False,
        allow_insecure: bool = False,
    ) -> None:
        # A transport of the caller's need not use the network at all, so http is its affair.
        self.address: Address = parse_base_url(
            base_url, allow_insecure=flag("allow_insecure", allow_insecure) or own_transport
        )
        flag("trust_env", trust_env)
        self.size = whole_number("max_connections", max_connections, 1, MOST_CONNECTIONS)
        if own_transport:
            if verify is not True or cert is not None or proxy is not None:
                raise ConfigurationError(
                    "verify, cert and proxy have no effect on a transport of your own; set them there"
                )
            return
        self.context: Callable[[], ssl.SSLContext] = context_source(verify, cert, trust_env=trust_env)
        self.proxy: httpx.Proxy | None = choose_proxy(
            self.address, proxy, trust_env=trust_env, allow_insecure=allow_insecure
        )

    @property
    def way(self) -> str:
        """What lies between here and the server, for messages; without the proxy's credentials."""
        if self.proxy is None:
            return self.address.origin
        proxy = self.proxy.url
        return f"{self.address.origin} through the proxy {proxy.scheme}://{proxy.netloc.decode('ascii')}"


def open_sync(route: Route, transport: object) -> SyncExchanger:
    """Return what sends a sync client's requests, over its own transport where ``transport`` is None.

    Raises:
        ConfigurationError: ``transport`` is none.
    """
    if transport is None:
        from .defaults_sync import through_httpx  # noqa: PLC0415 - each side loads only its own

        return through_httpx(route)
    import httpx  # noqa: PLC0415

    from .sync_exchange import SyncExchange  # noqa: PLC0415

    if not isinstance(transport, httpx.BaseTransport):
        raise ConfigurationError(f"transport must be an httpx.BaseTransport, not {type(transport).__name__}")
    return SyncExchange(route.address, transport)


def open_async(route: Route, transport: object) -> AsyncExchanger:
    """As :func:`open_sync`, for asyncio."""
    if transport is None:
        from .defaults_async import through_httpx  # noqa: PLC0415

        return through_httpx(route)
    import httpx  # noqa: PLC0415

    from .async_exchange import AsyncExchange  # noqa: PLC0415

    if not isinstance(transport, httpx.AsyncBaseTransport):
        raise ConfigurationError(
            f"transport must be an httpx.AsyncBaseTransport, not {type(transport).__name__}"
        )
    return AsyncExchange(route.address, transport)
