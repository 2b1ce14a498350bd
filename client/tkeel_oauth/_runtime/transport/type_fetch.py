"""The one request that is not for tKeel: the definition of a message type, by its URL."""

from __future__ import annotations

from ..base.redaction import SecretScanner
from ..call.encode import Request
from ..call.messages import Attempt, Failure, RawResponse
from .address import Address, parse_base_url
from .aio.backend import AsyncBackend
from .aio.transport import AsyncSharedTransport, DefaultAsyncTransport
from .config import TransportConfig
from .public_network import public_alone
from .sync.backend import SyncBackend
from .sync.transport import DefaultTransport, SharedTransport
from .tls import Verify, context_source

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
        config = TransportConfig(address, self._context)
        backend = None if self._allow_private else SyncBackend(public_alone)
        shared = SharedTransport(config, DefaultTransport(config, backend))
        try:
            return shared.send(_request(), self._headers, Attempt(ends, self._connect_timeout), timeout)
        finally:
            shared.close()

    async def get_async(self, address: Address, ends: float, timeout: float) -> RawResponse | Failure:
        """As :meth:`get`, on asyncio."""
        config = TransportConfig(address, self._context)
        backend = None if self._allow_private else AsyncBackend(public_alone)
        shared = AsyncSharedTransport(config, DefaultAsyncTransport(config, backend))
        try:
            return await shared.send(_request(), self._headers, Attempt(ends, self._connect_timeout), timeout)
        finally:
            await shared.aclose()


def _request() -> Request:
    # The path stands in the address, as that of a base URL does.
    return Request("GET", b"", [], b"", SecretScanner(()))
