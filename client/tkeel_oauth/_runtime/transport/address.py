"""The base URL: checked once, when a client is made. What httpx reads in it is the rule."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from urllib.parse import unquote

import httpx

from ..base.errors import ConfigurationError

__all__ = ["Address", "is_loopback", "parse_base_url"]

_HINT = "give something like https://iot.example.com/apis/security/v1"
_SCHEMES = ("http", "https")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65_535
_LONGEST_NAME = 253


class Address:
    """Where a client sends its requests; clients share it, and nobody changes it.

    Args:
        scheme: ``http`` or ``https``.
        host: a name in ASCII, or an address without brackets; its zone stands behind ``%25``.
        port: the port, None for the scheme's own.
        prefix: the base URL's path, percent-encoded, without a slash at the end.
    """

    __slots__ = ("host", "host_header", "port", "prefix", "scheme", "text", "url")

    def __init__(self, scheme: str, host: str, port: int | None, prefix: bytes) -> None:
        self.scheme: str = scheme
        self.host: str = host
        self.port: int | None = port
        self.prefix: bytes = prefix
        self.url: httpx.URL = httpx.URL(f"{scheme}://{self._netloc(host)}/")
        """Scheme, host and port for httpx."""
        # A zone means something on this machine alone, so it is not sent (RFC 6874).
        self.host_header: bytes = self._netloc(host.partition("%")[0]).encode("ascii")
        self.text: str = f"{self.origin}{prefix.decode('ascii')}"

    def _netloc(self, host: str) -> str:
        netloc = f"[{host}]" if ":" in host else host
        return netloc if self.port is None else f"{netloc}:{self.port}"

    @property
    def secure(self) -> bool:
        return self.scheme == "https"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self._netloc(self.host)}"

    @property
    def number(self) -> int:
        """The port that is connected to."""
        return _DEFAULT_PORTS[self.scheme] if self.port is None else self.port

    def root(self) -> Address:
        """Return the same origin, without the path."""
        return Address(self.scheme, self.host, self.port, b"")


def parse_base_url(base_url: object, *, allow_insecure: bool, name: str = "base_url") -> Address:
    """Check a base URL.

    Args:
        base_url: an absolute http or https URL without credentials, query or fragment.
        allow_insecure: whether plain http may leave this machine.
        name: what the message calls it.

    Raises:
        ConfigurationError: it is something else. The message does not repeat it, as it
            may hold credentials.
    """
    if not isinstance(base_url, str):
        raise ConfigurationError(f"{name} must be a str, not {type(base_url).__name__}; {_HINT}")
    return _address(str(base_url), allow_insecure, name)


@lru_cache(maxsize=16)
def _address(base_url: str, allow_insecure: bool, name: str) -> Address:  # noqa: FBT001 - for the cache
    """As :func:`parse_base_url`; what is refused is not kept."""
    url = _url_or_fault(base_url)
    if isinstance(url, str):
        raise ConfigurationError(f"{name} {url}; {_HINT}")
    host = url.raw_host.decode("ascii")
    if url.scheme == "http" and not allow_insecure and not is_loopback(host):
        raise ConfigurationError(
            f"{name} is http, which would send the password readable to everyone on the way; "
            "use https, or pass allow_insecure=True if the way is safe"
        )
    return Address(url.scheme, host, url.port, url.raw_path.rstrip(b"/"))


@lru_cache(maxsize=64)
def is_loopback(host: str) -> bool:
    """Tell whether a host name or address stays on this machine."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _url_or_fault(base_url: str) -> httpx.URL | str:
    """Return a base URL as httpx reads it, or what is wrong with it."""
    if not base_url:
        return "is empty"
    if any(character <= " " or character in '\\\x7f"<>^`{|}' for character in base_url):
        return "holds a space or a character that no URL has"
    try:
        url = httpx.URL(base_url)
        _ = url.host  # decoding an internationalised name can fail, too
    except (httpx.InvalidURL, ValueError):
        return "is not a URL"
    return _fault_of_url(url, base_url) or _fault_of_path(base_url.partition("://")[2]) or url


def _fault_of_url(url: httpx.URL, text: str) -> str | None:
    if url.scheme not in _SCHEMES:
        return "must start with https:// (or http:// on this machine)"
    if not url.host:
        return "names no host"
    if url.userinfo or b"@" in url.netloc:
        return "holds credentials; they belong in the call"
    if "%" in url.host and ":" not in url.host:
        return "has an escape in its host"
    if len(url.raw_host.rstrip(b".")) > _LONGEST_NAME:
        return "names a host that is longer than names are"
    # An empty query or fragment is none to the parser, but would swallow the path of a request.
    if "?" in text:
        return "has a query"
    if "#" in text:
        return "has a fragment"
    if url.port is not None and not 0 < url.port <= _LAST_PORT:
        return "has no valid port"
    return None


def _fault_of_path(text: str) -> str | None:
    segments = text.split("/")[1:]
    if any(unquote(segment) in {".", ".."} for segment in segments):
        return "has a '.' or '..' in its path"
    if segments[-1:] == ["authorize"]:
        return "ends in /authorize, which the client adds itself"
    if "" in segments[:-1]:
        return "has a doubled slash in its path"
    return None
