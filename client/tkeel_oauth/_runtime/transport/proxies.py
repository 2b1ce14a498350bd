"""Which proxy a client's requests go through.

Where the environment names one, it is chosen as httpx chooses, whose own choice has no
public name; a test asks both. One thing differs: what is on this machine needs no proxy.
"""

from __future__ import annotations

import ipaddress
from importlib.util import find_spec
from typing import NamedTuple, cast
from urllib.request import getproxies

import httpx

from ..base.errors import ConfigurationError
from .address import Address, is_loopback

__all__ = ["choose_proxy"]

_SCHEMES = ("http", "https", "socks5", "socks5h")
_LAST_PORT = 65_535
_LONGEST_FOR_SOCKS = 255


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
            through it; or ``NO_PROXY`` holds what is no pattern.
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
    if not trust_env or is_loopback(address.host):
        return None
    found = _from_environment(address)
    return None if found is None else _parse(*found)


class _Pattern(NamedTuple):
    """What a proxy, or the lack of one, is for: a scheme, a host and a port, or any.

    The host may begin with ``*``, for it and what lies below it, or ``*.``, for that alone.
    """

    scheme: str
    host: str
    port: int | None

    def matches(self, address: Address) -> bool:
        if self.scheme not in {"all", address.scheme} or self.port not in {None, address.port}:
            return False
        host = address.url.host
        if self.host in {"", "*"}:
            return True
        if self.host.startswith("*."):
            return host.endswith(self.host[1:]) and host != self.host[1:]
        if self.host.startswith("*"):
            return host == self.host[1:] or host.endswith(f".{self.host[1:]}")
        return host == self.host

    @property
    def precedence(self) -> tuple[bool, int, int]:
        """The smaller, the sooner it is asked: a port before none, longer names before shorter ones."""
        scheme = "" if self.scheme == "all" else self.scheme
        host = "" if self.host == "*" else self.host
        return self.port is None, -len(host), -len(scheme)


def _from_environment(address: Address) -> tuple[str, str] | None:
    """Return the URL of the proxy for an address that the environment, or the system, knows, and its name."""
    known = getproxies()
    proxies: dict[_Pattern, str | None] = {
        _Pattern(scheme, "", None): scheme for scheme in ("http", "https", "all") if known.get(scheme)
    }
    if not proxies:
        return None
    without = [entry.strip() for entry in known.get("no", "").split(",")]
    if "*" in without:
        return None
    for entry in without:
        if entry:
            proxies[_pattern_without_proxy(entry)] = None
    for pattern in sorted(proxies, key=lambda pattern: pattern.precedence):
        if pattern.matches(address):
            scheme = proxies[pattern]
            if scheme is None:
                return None
            url = known[scheme]
            return url if "://" in url else f"http://{url}", f"{scheme.upper()}_PROXY"
    return None


def _pattern_without_proxy(entry: str) -> _Pattern:
    """Return what an entry of ``NO_PROXY`` means.

    Raises:
        ConfigurationError: it is none.
    """
    text = entry
    if "://" not in entry:
        host = entry.partition("/")[0]
        try:
            version = ipaddress.ip_address(host).version
        except ValueError:
            # httpx takes no address in brackets; many programs write one.
            whole = entry.lower() == "localhost" or entry.startswith("[")
            text = f"all://{entry}" if whole else f"all://*{entry}"
        else:
            # As for IPv4, where httpx takes a network for its address alone; of IPv6 it takes none.
            text = f"all://[{host}]" if version == 6 else f"all://{host}"  # noqa: PLR2004 - IPv6
    try:
        url = httpx.URL(text)
        return _Pattern(url.scheme, url.host, url.port)
    except (httpx.InvalidURL, ValueError):
        pass
    # Raised here and not there: httpx's error would stay with this one.
    raise ConfigurationError("NO_PROXY holds what is neither a host nor an address; correct it or unset it")


def _parse(text: str, name: str) -> httpx.Proxy:
    proxy = _proxy_or_fault(text)
    if isinstance(proxy, str):
        # Raised here and not there: httpx's error shows the URL, and would stay with this one.
        raise ConfigurationError(f"{name} {proxy}")
    return proxy


def _proxy_or_fault(text: str) -> httpx.Proxy | str:
    if not isinstance(cast("object", text), str):
        return f"must be a str, not {type(text).__name__}"
    if any(character <= " " for character in text):
        return "holds a space or the end of a line; take it out"  # as files of secrets end
    try:
        proxy = httpx.Proxy(text)
        host = proxy.url.host  # of which not all that httpx takes can be told
    except (httpx.InvalidURL, ValueError, TypeError):
        return f"must be a URL that starts with {', '.join(_SCHEMES)}"
    url = proxy.url
    if url.scheme not in _SCHEMES or not host:
        return f"must be a URL that starts with {', '.join(_SCHEMES)}"
    if "?" in text or "#" in text or url.path not in {"", "/"}:
        # Else what a password holds would be taken for a host, and be shown.
        return "has more than a host and a port; write '/', '?' and '#' of a password as %2F, %3F and %23"
    if url.port is not None and not 0 < url.port <= _LAST_PORT:
        return "has no valid port"
    if url.scheme.startswith("socks"):
        if find_spec("socksio") is None:
            return "is a SOCKS proxy; pip install 'httpx[socks]' for that"
        if any(len(part) > _LONGEST_FOR_SOCKS for part in proxy.raw_auth or ()):
            return "has a user or password that is too long for SOCKS"
    return proxy
