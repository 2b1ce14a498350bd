"""What a client's arguments say of its way to the server."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable

import httpx

from ..base.errors import ConfigurationError
from ..call.options import Certificate, flag, whole_number
from .address import Address, parse_base_url
from .failures import BY_PROXY
from .proxies import choose_proxy
from .tls import Verify, context_source

__all__ = ["DEFAULT_CONNECTIONS", "TransportConfig", "check_kind", "configure"]

MOST_CONNECTIONS = 10_000
DEFAULT_CONNECTIONS = 100

_BASE_URL = "TKEEL_BASE_URL"


class TransportConfig:
    """How a client reaches its server.

    Args:
        address: the only origin it asks.
        context: makes the TLS context when a first connection needs it.
        proxy: the proxy to go through, None for none.
        max_connections: how many connections there may be at once.
    """

    __slots__ = ("address", "context", "max_connections", "proxy")

    def __init__(
        self,
        address: Address,
        context: Callable[[], ssl.SSLContext],
        proxy: httpx.Proxy | None = None,
        max_connections: int = 1,
    ) -> None:
        self.address = address
        self.context = context
        self.proxy = proxy
        self.max_connections = max_connections

    @property
    def proxied_host(self) -> bytes:
        """The server's host as a proxy is to be asked for it, where httpcore would write it otherwise.

        That is an address of IPv6: in brackets for a proxy of HTTP, and without its zone.
        """
        host = self.address.host
        if self.proxy is None or ":" not in host:
            return b""
        host = host.partition("%")[0]
        return (host if self.proxy.url.scheme.startswith("socks") else f"[{host}]").encode()

    @property
    def label(self) -> str:
        """What lies between here and the server, for messages; without the proxy's credentials."""
        if self.proxy is None:
            return self.address.origin
        proxy = self.proxy.url
        return f"{self.address.origin}{BY_PROXY}{proxy.scheme}://{proxy.netloc.decode('ascii')}"


def configure(  # noqa: PLR0913 - the clients' arguments
    base_url: str | None,
    *,
    verify: Verify = True,
    cert: Certificate | None = None,
    proxy: str | None = None,
    trust_env: bool = True,
    max_connections: int = DEFAULT_CONNECTIONS,
    own_transport: bool = False,
    own_client: bool = False,
    allow_insecure: bool = False,
) -> TransportConfig:
    """Return what a client's arguments say of its way to the server.

    Args:
        base_url: as for the clients, and so all the others; None for the one of the environment.
        verify: what certificates are checked with.
        cert: a certificate of the client's.
        proxy: the URL of a proxy, None for what the environment says.
        trust_env: whether the environment counts.
        max_connections: how many connections there may be at once.
        own_transport: whether a transport of the caller's carries the requests. It need not use
            the network at all, so plain http is its affair.
        own_client: whether an httpx client of the caller's sends them.
        allow_insecure: whether plain http may leave this machine.

    Raises:
        ConfigurationError: an argument that is wrong, or that another one makes void.
    """
    flag("trust_env", trust_env)
    insecure = flag("allow_insecure", allow_insecure)
    name = "base_url"
    if base_url is None:
        name, base_url = _BASE_URL, os.environ.get(_BASE_URL)
    if base_url is None:
        raise ConfigurationError(
            f"no base_url: pass one, such as https://iot.example.com/apis/security/v1, or set {_BASE_URL}"
        )
    address = parse_base_url(base_url, allow_insecure=insecure or own_transport, name=name)
    whole_number("max_connections", max_connections, 1, MOST_CONNECTIONS)
    if own_client and own_transport:
        raise ConfigurationError("give transport or http_client, not both; a client has its transport")
    void = verify is not True or cert is not None or proxy is not None
    if own_client and (void or max_connections != DEFAULT_CONNECTIONS):
        raise ConfigurationError(
            "verify, cert, proxy and max_connections have no effect beside http_client; set them there"
        )
    if own_transport and void:
        raise ConfigurationError(
            "verify, cert and proxy have no effect on a transport of your own; set them there"
        )
    if own_client or own_transport:
        return TransportConfig(address, _no_context)
    return TransportConfig(
        address,
        context_source(verify, cert, trust_env=trust_env),
        choose_proxy(address, proxy, trust_env=trust_env, allow_insecure=insecure),
        max_connections,
    )


def check_kind(name: str, value: object, kind: type) -> None:
    """Check a transport or client of the caller's, where there is one.

    Raises:
        ConfigurationError: it is of another kind.
    """
    if value is not None and not isinstance(value, kind):
        raise ConfigurationError(f"{name} must be an httpx.{kind.__name__}, not {type(value).__name__}")


def _no_context() -> ssl.SSLContext:
    raise RuntimeError("what the caller brings makes its own TLS contexts")
