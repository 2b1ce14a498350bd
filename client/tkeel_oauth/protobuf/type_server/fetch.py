"""Who may be asked for definitions, how they are asked, and what an answer is worth."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import cast

from ..._runtime.base.codes import title
from ..._runtime.base.errors import ConfigurationError, ResponseError
from ..._runtime.base.headers import Headers
from ..._runtime.base.redaction import SecretScanner
from ..._runtime.call.encode import Request
from ..._runtime.call.messages import Attempt, Failure, RawResponse
from ..._runtime.call.results import no_answer
from ..._runtime.transport.address import Address, parse_base_url
from ..._runtime.transport.aio.backend import AsyncBackend
from ..._runtime.transport.aio.transport import AsyncSharedTransport, DefaultAsyncTransport
from ..._runtime.transport.config import TransportConfig
from ..._runtime.transport.sync.backend import SyncBackend
from ..._runtime.transport.sync.transport import DefaultTransport, SharedTransport
from ..._runtime.transport.tls import context_source
from ..._version import __version__
from .public_network import public_alone

__all__ = ["Fetch", "Hosts"]

_NEVER = "type.googleapis.com"
_WHO = "type server: "
_FOUND = 200
_HEADERS = [
    (b"Accept", b"application/x-protobuf, application/octet-stream, */*;q=0.5"),
    (b"Accept-Encoding", b"identity"),
    (b"User-Agent", f"tkeel-oauth/{__version__}".encode()),
]


class Hosts:
    """The hosts that may be asked.

    Args:
        hosts: each a host, with its port where that is not the usual one, and with
            ``http://`` before it where it is to be asked without TLS.

    Raises:
        ConfigurationError: one is something else, or may never be asked.
    """

    __slots__ = ("origins",)

    def __init__(self, hosts: object) -> None:
        if isinstance(hosts, str) or not isinstance(hosts, Iterable):
            raise ConfigurationError("hosts must be a list of hosts, such as ['types.example.com']")
        each = map(_origin, cast("Iterable[object]", hosts))
        self.origins: tuple[str, ...] = tuple(dict.fromkeys(each))

    def find(self, url: str) -> Address | None:
        """Return where to ask for the definition of a type, None where nobody may be asked."""
        address = _address(url)
        if address is None or address.origin not in self.origins:
            return None
        return address

    def need(self, url: str) -> Address:
        """As :meth:`find`, for a URL that may be asked."""
        address = self.find(url)
        if address is None:
            raise RuntimeError("a host was asked for that is not among those allowed")
        return address


class Fetch:
    """Gets definitions, each over a connection of its own and no proxy.

    Through a proxy, nobody here would know which address is connected to.

    Args:
        verify: True, a path to certificates, or an ``ssl.SSLContext``.
        connect_timeout: seconds connecting may take.
        allow_private: whether addresses that are not public may be connected to.

    Raises:
        ConfigurationError: ``verify`` is a path with no certificates.
    """

    __slots__ = ("_allow_private", "_connect_timeout", "_context")

    def __init__(
        self, *, verify: bool | str | ssl.SSLContext, connect_timeout: float, allow_private: bool
    ) -> None:
        self._context = context_source(verify, None, trust_env=True)
        self._connect_timeout = connect_timeout
        self._allow_private = allow_private

    def get(self, address: Address, ends: float, timeout: float) -> bytes:
        """Get a definition.

        Args:
            address: where it stands.
            ends: the moment this must have returned.
            timeout: seconds the lookup may take as a whole, for messages.

        Raises:
            ConfigurationError: the request cannot be sent, or nothing can be trusted.
            ConnectionFailed: there was no connection, or it ended early.
            DeadlineExceeded: the time was up.
            ResponseError: the answer is no definition.
        """
        config = TransportConfig(address, self._context)
        backend = None if self._allow_private else SyncBackend(public_alone)
        shared = SharedTransport(config, DefaultTransport(config, backend))
        try:
            outcome = shared.send(_request(), _HEADERS, Attempt(ends, self._connect_timeout, timeout))
        finally:
            shared.close()
        return _definition(outcome)

    async def get_async(self, address: Address, ends: float, timeout: float) -> bytes:
        """As :meth:`get`, on asyncio."""
        config = TransportConfig(address, self._context)
        backend = None if self._allow_private else AsyncBackend(public_alone)
        shared = AsyncSharedTransport(config, DefaultAsyncTransport(config, backend))
        try:
            outcome = await shared.send(_request(), _HEADERS, Attempt(ends, self._connect_timeout, timeout))
        finally:
            await shared.aclose()
        return _definition(outcome)


def _request() -> Request:
    # The path stands in the address, as that of a base URL does.
    return Request("GET", b"", [], b"", SecretScanner(()))


def _definition(outcome: RawResponse | Failure) -> bytes:
    if isinstance(outcome, Failure):
        raise no_answer(outcome, _WHO)
    if outcome.status_code == _FOUND and outcome.body_error is None:
        return outcome.content
    status = title(outcome.status_code)
    why = f"{status}: {outcome.body_error.value}" if outcome.body_error is not None else status
    raise ResponseError(
        f"{_WHO}{why}, which is no definition of the type; check that it serves the type's URL",
        status_code=outcome.status_code,
        headers=Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in outcome.headers),
        content=outcome.content,
    )


def _origin(host: object) -> str:
    address = None
    if isinstance(host, str):
        address = _address(host if "://" in host else f"https://{host}")
    if address is None or address.prefix:
        raise ConfigurationError(
            "each of hosts must be a host such as types.example.com or types.example.com:8443, "
            "or http:// and a host"
        )
    if _is_never_asked(address):
        raise ConfigurationError(f"hosts: {_NEVER} serves no definitions and is never asked")
    return address.origin


def _address(url: str) -> Address | None:
    try:
        return parse_base_url(url, allow_insecure=True)
    except ConfigurationError:
        return None


def _is_never_asked(address: Address) -> bool:
    return address.url.host.rstrip(".").lower() == _NEVER
