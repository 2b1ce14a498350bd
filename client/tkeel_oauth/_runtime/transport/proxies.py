"""Which proxy a client's requests go through."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from ..base.errors import ConfigurationError
from .address import is_loopback

if TYPE_CHECKING:
    import httpx

    from .address import Address

__all__ = ["choose_proxy"]

_SCHEMES = ("http", "https", "socks5", "socks5h")


def choose_proxy(
    address: Address, proxy: str | None, *, trust_env: bool, allow_insecure: bool
) -> httpx.Proxy | None:
    """Return the proxy for an address: the one given, else the environment's, else None.

    Args:
        address: where the client sends its requests.
        proxy: the URL of a proxy; it may hold credentials, which are shown nowhere.
        trust_env: whether ``HTTP_PROXY``, ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` count.
        allow_insecure: whether a password may go readable to a proxy on another machine.

    Raises:
        ConfigurationError: the URL is none of a proxy, or an unencrypted request would leave this machine
            through it.
    """
    if proxy is not None:
        chosen = _parse(proxy, "proxy")
        if not address.secure and not allow_insecure and not is_loopback(chosen.url.host):
            raise ConfigurationError(
                "base_url is http, and the proxy would carry the password readable off this machine; "
                "use https, or pass allow_insecure=True if the way is safe"
            )
        return chosen
    # What is on this machine needs no proxy, and an unencrypted login must not leave it by one.
    if not trust_env or is_loopback(address.host) or not _may_be_set():
        return None
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - it loads much, and few need it

    known = getproxies()
    found = known.get(address.scheme) or known.get("all")
    if not found or proxy_bypass(address.url.host):
        return None
    return _parse(found if "://" in found else f"http://{found}", "the proxy of the environment")


def _may_be_set() -> bool:
    """Tell whether there can be proxies: these systems have settings beside the environment."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(name.lower().endswith("_proxy") for name in os.environ)


def _parse(text: str, name: str) -> httpx.Proxy:
    proxy = _proxy_or_fault(text)
    if isinstance(proxy, str):
        # Raised here and not there: httpx's error shows the URL, and would stay with this one.
        raise ConfigurationError(f"{name} {proxy}")
    return proxy


def _proxy_or_fault(text: str) -> httpx.Proxy | str:
    from importlib.util import find_spec  # noqa: PLC0415

    import httpx  # noqa: PLC0415 - only proxies need it

    try:
        proxy = httpx.Proxy(text)
    except (httpx.InvalidURL, ValueError, TypeError):
        return f"must be a URL that starts with {', '.join(_SCHEMES)}"
    if proxy.url.scheme not in _SCHEMES or not proxy.url.host:
        return f"must be a URL that starts with {', '.join(_SCHEMES)}"
    if proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        return "is a SOCKS proxy; pip install 'httpx[socks]' for that"
    return proxy
