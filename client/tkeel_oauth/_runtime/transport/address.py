"""The base URL: checked once, when a client is made.

What nearly every base URL looks like is read here; anything unusual is left to httpx, whose
reading is the rule. httpx is loaded for that alone, as a client need not send through it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..base.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx

__all__ = ["Address", "is_loopback", "parse_base_url"]

_HINT = "give something like https://iot.example.com/apis/security/v1"
_SCHEMES = ("http", "https")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65_535

_USUAL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*)"
    r"(?::(?P<port>[0-9]{0,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9._~!$&'()*+,;=:@-]*)*)"
)
"""URLs that mean what they say, character by character: no escapes, no address in brackets."""

_LONGEST_USUAL = 4096
_NUMBERS = re.compile(r"[0-9.]+")
_THIS_MACHINE = re.compile(r"localhost|127(?:\.(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}")
_NAME = re.compile(r"[^:]*[A-Za-z][^:]*")


class _Parts(NamedTuple):
    """What a URL consists of, as it goes over the wire."""

    scheme: str
    host: str
    port: int | None
    path: bytes
    credentials: bool = False


class Address:
    """Where a client sends its requests.

    Args:
        scheme: ``http`` or ``https``.
        host: a name in ASCII, or an address without brackets.
        port: the port, None for the scheme's own.
        prefix: the base URL's path, percent-encoded, without a slash at the end.
    """

    __slots__ = ("_url", "host", "host_header", "port", "prefix", "scheme", "text")

    def __init__(self, scheme: str, host: str, port: int | None, prefix: bytes) -> None:
        self.scheme: str = scheme
        self.host: str = host
        self.port: int | None = port
        self.prefix: bytes = prefix
        netloc = f"[{host}]" if ":" in host else host
        if port is not None:
            netloc = f"{netloc}:{port}"
        self.host_header: bytes = netloc.encode("ascii")
        self.text: str = f"{self.origin}{prefix.decode('ascii')}"
        self._url: httpx.URL | None = None

    @property
    def secure(self) -> bool:
        return self.scheme == "https"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host_header.decode('ascii')}"

    @property
    def number(self) -> int:
        """The port that is connected to."""
        return _DEFAULT_PORTS[self.scheme] if self.port is None else self.port

    @property
    def url(self) -> httpx.URL:
        """Scheme, host and port for httpx, which this loads."""
        if self._url is None:
            import httpx  # noqa: PLC0415 - see the module's docstring

            self._url = httpx.URL(f"{self.origin}/")
        return self._url

    def root(self) -> Address:
        """Return the same origin, without the path."""
        return Address(self.scheme, self.host, self.port, b"")


def parse_base_url(base_url: str, *, allow_insecure: bool) -> Address:
    """Check a base URL.

    Args:
        base_url: an absolute http or https URL without credentials, query or fragment.
        allow_insecure: whether plain http may leave this machine.

    Raises:
        ConfigurationError: it is something else. The message does not repeat it, as it
            may hold credentials.
    """
    parts = _parts_or_fault(base_url)
    if isinstance(parts, str):
        raise ConfigurationError(f"base_url {parts}; {_HINT}")
    if parts.scheme == "http" and not allow_insecure and not is_loopback(parts.host):
        raise ConfigurationError(
            "base_url is http, which would send the password readable to everyone on the way; "
            "use https, or pass allow_insecure=True if the way is safe"
        )
    return Address(parts.scheme, parts.host, parts.port, parts.path.rstrip(b"/"))


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address stays on this machine."""
    if _THIS_MACHINE.fullmatch(host):
        return True
    if _NAME.fullmatch(host):
        return False
    import ipaddress  # noqa: PLC0415 - it takes longer to load than most clients need to connect

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parts_or_fault(base_url: object) -> _Parts | str:
    """Return what a base URL consists of, or what is wrong with it."""
    if not isinstance(base_url, str):
        return f"must be a str, not {type(base_url).__name__}"
    if not base_url:
        return "is empty"
    if any(character <= " " or character in '\\\x7f"<>^`{|}' for character in base_url):
        return "holds a space or a character that no URL has"
    parts = _usual(base_url) or _as_httpx_reads(base_url)
    if parts is None:
        return "is not a URL"
    return _fault_of_parts(parts, base_url) or _fault_of_path(base_url.partition("://")[2]) or parts


def _usual(text: str) -> _Parts | None:
    found = _USUAL.fullmatch(text) if len(text) <= _LONGEST_USUAL else None
    if found is None:
        return None
    scheme, host, port, path = found.group("scheme", "host", "port", "path")
    # Addresses and internationalised names have rules of their own.
    if _NUMBERS.fullmatch(host) and not _is_ipv4(host):
        return None
    host = host.lower()
    if "xn--" in host:
        return None
    number = int(port) if port else None
    return _Parts(scheme, host, None if number == _DEFAULT_PORTS[scheme] else number, path.encode("ascii"))


def _is_ipv4(host: str) -> bool:
    if _THIS_MACHINE.fullmatch(host):
        return True
    import ipaddress  # noqa: PLC0415 - as above

    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


def _as_httpx_reads(text: str) -> _Parts | None:
    import httpx  # noqa: PLC0415 - see the module's docstring

    try:
        url = httpx.URL(text)
        _ = url.host  # decoding an internationalised name can fail, too
    except (httpx.InvalidURL, ValueError):
        return None
    credentials = bool(url.userinfo) or b"@" in url.netloc
    return _Parts(url.scheme, url.raw_host.decode("ascii"), url.port, url.raw_path, credentials)


def _fault_of_parts(parts: _Parts, text: str) -> str | None:
    if parts.scheme not in _SCHEMES:
        return "must start with https:// (or http:// on this machine)"
    if not parts.host:
        return "names no host"
    if parts.credentials:
        return "holds credentials; they belong in the call"
    # An empty query or fragment is none to the parser, but would swallow the path of a request.
    if "?" in text:
        return "has a query"
    if "#" in text:
        return "has a fragment"
    if parts.port is not None and not 0 < parts.port <= _LAST_PORT:
        return "has no valid port"
    return None


def _fault_of_path(text: str) -> str | None:
    segments = text.split("/")[1:]
    if any(_unquoted(segment) in {".", ".."} for segment in segments):
        return "has a '.' or '..' in its path"
    if segments[-1:] == ["authorize"]:
        return "ends in /authorize, which the client adds itself"
    if "" in segments[:-1]:
        return "has a doubled slash in its path"
    return None


def _unquoted(segment: str) -> str:
    if "%" not in segment:
        return segment
    from urllib.parse import unquote  # noqa: PLC0415 - few base URLs have an escape

    return unquote(segment)
