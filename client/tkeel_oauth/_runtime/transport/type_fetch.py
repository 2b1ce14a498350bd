"""The one request that is not for tKeel: the definition of a message type, by its URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpcore

from ..base.redaction import SecretScanner
from ..call.encode import Request
from ..call.messages import Attempt
from .address import parse_base_url
from .aio.backend import AsyncBackend
from .async_core import AsyncCorePools
from .async_exchange import AsyncExchange
from .defaults_async import DefaultAsyncTransport
from .defaults_sync import DefaultTransport
from .origins import origin_of
from .public_network import public_alone
from .sync.backend import SyncBackend
from .sync_core import SyncCorePool
from .sync_exchange import SyncExchange
from .tls import context_source, hands_off

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from ..call.messages import Failure, RawResponse
    from .address import Address
    from .tls import Verify

__all__ = ["TypeFetch", "parse_type_url"]


def parse_type_url(url: str) -> Address:
    """Check an ``http`` or ``https`` URL.

    Raises:
        ConfigurationError: nothing can be asked of it: it has credentials, a query, a ``..`` in its path …
    """
    return parse_base_url(url, allow_insecure=True)


class TypeFetch:
    """Gets what stands at a URL, over a connection of its own and no proxy.

    Through a proxy, nobody here would know which address is connected to.

    Args:
        verify: as for the clients.
        connect_timeout: seconds connecting may take.
        allow_private: whether addresses that are not public may be connected to.
        headers: the headers of each request.

    Raises:
        ConfigurationError: ``verify`` is a path with no certificates.
    """

    __slots__ = ("_allow_private", "_connect_timeout", "_context", "_headers")

    def __init__(
        self,
        *,
        verify: Verify,
        connect_timeout: float,
        allow_private: bool,
        headers: list[tuple[bytes, bytes]],
    ) -> None:
        self._context = context_source(verify, None, trust_env=True)
        self._connect_timeout = connect_timeout
        self._allow_private = allow_private
        self._headers = headers

    def get(self, address: Address, ends: float, timeout: float) -> RawResponse | Failure:
        """Get a definition.

        Args:
            address: where it stands.
            ends: the moment this must have returned.
            timeout: seconds the lookup may take as a whole, for messages.
        """
        kind = DefaultTransport if self._allow_private else _PublicTransport
        exchange = SyncExchange(address, kind(address, self._context, None, 1))
        try:
            return exchange.attempt(_request(), self._headers, Attempt(ends, self._connect_timeout), timeout)
        finally:
            exchange.close()

    async def get_async(self, address: Address, ends: float, timeout: float) -> RawResponse | Failure:
        """As :meth:`get`, on asyncio."""
        kind = DefaultAsyncTransport if self._allow_private else _PublicAsyncTransport
        exchange = AsyncExchange(address, kind(address, self._context, None, 1))
        try:
            return await exchange.attempt(
                _request(), self._headers, Attempt(ends, self._connect_timeout), timeout
            )
        finally:
            await exchange.aclose()


def _request() -> Request:
    # The path stands in the address, as that of a base URL does.
    return Request("GET", b"", [], b"", SecretScanner(()))


class _PublicTransport(DefaultTransport):
    """As the default transport, for public addresses alone."""

    def __init__(
        self, address: Address, context: Callable[[], ssl.SSLContext], proxy: None, size: int
    ) -> None:
        super().__init__(address, context, proxy, size)
        origin = origin_of(address)

        def connect() -> httpcore.ConnectionInterface:
            return httpcore.HTTPConnection(
                origin,
                ssl_context=hands_off(context()) if address.secure else None,
                network_backend=SyncBackend(public_alone),
            )

        self._pool = SyncCorePool(connect, size)  # type: ignore[assignment]


class _PublicAsyncTransport(DefaultAsyncTransport):
    """As :class:`_PublicTransport`, for asyncio."""

    def __init__(
        self, address: Address, context: Callable[[], ssl.SSLContext], proxy: None, size: int
    ) -> None:
        super().__init__(address, context, proxy, size)
        origin = origin_of(address)

        def connect() -> httpcore.AsyncConnectionInterface:
            return httpcore.AsyncHTTPConnection(
                origin,
                ssl_context=hands_off(context()) if address.secure else None,
                network_backend=AsyncBackend(public_alone),
            )

        self._pool = AsyncCorePools(connect, size)  # type: ignore[assignment]
