"""An address and a proxy in httpcore's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpcore

from .sync_pool import KEEP_SECONDS
from .tls import hands_off

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    import httpx

    from .address import Address

__all__ = ["origin_of", "proxy_options"]


def origin_of(address: Address) -> httpcore.Origin:
    return httpcore.URL(
        scheme=address.scheme.encode(), host=address.host.encode(), port=address.port, target=b"/"
    ).origin


def proxy_options(
    address: Address, proxy: httpx.Proxy, context: Callable[[], ssl.SSLContext]
) -> dict[str, object]:
    """Return what httpcore's proxies need; they only make connections here, the pool is ours."""
    options: dict[str, object] = {
        "proxy_url": httpcore.URL(
            scheme=proxy.url.raw_scheme,
            host=proxy.url.raw_host,
            port=proxy.url.port,
            target=proxy.url.raw_path,
        ),
        "proxy_auth": proxy.raw_auth,
        "ssl_context": hands_off(context()) if address.secure else None,
        "keepalive_expiry": KEEP_SECONDS,
    }
    if not proxy.url.scheme.startswith("socks"):
        options["proxy_headers"] = proxy.headers.raw
        if proxy.url.scheme == "https":
            options["proxy_ssl_context"] = hands_off(proxy.ssl_context or context())
    return options
