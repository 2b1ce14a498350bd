"""The base URL: checked once, by the parser that also sends it."""

from __future__ import annotations

import ipaddress
from urllib.parse import unquote

import httpx

from ..errors import ConfigurationError

__all__ = ["Address", "is_loopback", "parse_base_url"]

_HINT = "give something like https://iot.example.com/apis/security/v1"
_SCHEMES = ("http", "https")
_LAST_PORT = 65_535


class Address:
    """Where a client sends its requests.

    Args:
        url: the base URL's scheme, host and port.
        prefix: its path, percent-encoded, without a slash at the end.
    """

    __slots__ = ("host_header", "prefix", "text", "url")

    def __init__(self, url: httpx.URL, prefix: bytes) -> None:
        self.url = url
        self.prefix = prefix
        self.host_header = url.netloc
        self.text = f"{url.scheme}://{url.netloc.decode('ascii')}{prefix.decode('ascii')}"

    @property
    def secure(self) -> bool:
        return self.url.scheme == "https"

    @property
    def origin(self) -> str:
        return f"{self.url.scheme}://{self.url.netloc.decode('ascii')}"


def parse_base_url(base_url: str, *, allow_insecure: bool) -> Address:
    """Check a base URL.

    Args:
        base_url: an absolute http or https URL without credentials, query or fragment.
        allow_insecure: whether plain http may leave this machine.

    Raises:
        ConfigurationError: it is something else. The message does not repeat it, as it
            may hold credentials.
    """
    fault = _fault(base_url)
    if fault is not None:
        raise ConfigurationError(f"base_url {fault}; {_HINT}")
    url = httpx.URL(base_url)
    if url.scheme == "http" and not allow_insecure and not is_loopback(url.host):
        raise ConfigurationError(
            "base_url is http, which would send the password readable to everyone on the way; "
            "use https, or pass allow_insecure=True if the way is safe"
        )
    path = url.raw_path.rstrip(b"/")
    return Address(url.copy_with(raw_path=b"/"), path)


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _fault(base_url: object) -> str | None:
    """Return what is wrong with a base URL, None if nothing is."""
    if not isinstance(base_url, str):
        return f"must be a str, not {type(base_url).__name__}"
    if not base_url:
        return "is empty"
    if any(character <= " " or character in '\\\x7f"<>^`{|}' for character in base_url):
        return "holds a space or a character that no URL has"
    try:
        url = httpx.URL(base_url)
        _ = url.host  # decoding an internationalised name can fail, too
    except (httpx.InvalidURL, ValueError):
        return "is not a URL"
    return _fault_of_parts(url, base_url) or _fault_of_path(base_url.partition("://")[2])


def _fault_of_parts(url: httpx.URL, text: str) -> str | None:
    if url.scheme not in _SCHEMES:
        return "must start with https:// (or http:// on this machine)"
    if not url.host:
        return "names no host"
    if url.userinfo or "@" in url.netloc.decode("ascii"):
        return "holds credentials; they belong into the call"
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
