"""How tKeel's server, written in Go, reads a query string and a redirect_uri.

Both follow Go's `net/url` (`ParseQuery`, `Parse`), because the recorded exchanges depend on what it
lets through: a malformed query pair vanishes without a word, and a redirect_uri is refused only when
`url.Parse` refuses it.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

__all__ = ["escapes_are_valid", "parse_query", "percent_decode", "url_parses"]

_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_USERINFO = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=%@:]*")
_HOST_ESCAPE = re.compile(r"%(?:25|[89A-Fa-f][0-9A-Fa-f])")
_HOST = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:\[\]<>\"%\x80-\U0010ffff]*")
_PORT = re.compile(r"(?::[0-9]*)?")


def escapes_are_valid(text: str) -> bool:
    """Tells whether every `%` starts an escape of two hexadecimal digits."""
    return _BAD_ESCAPE.search(text) is None


def percent_decode(text: str) -> str:
    """Decodes percent escapes once; bytes that are not UTF-8 survive as lone surrogates."""
    return unquote(text, errors="surrogateescape")


def parse_query(query: str) -> tuple[tuple[str, str], ...]:
    """Splits a raw query into decoded pairs, in the order sent.

    Args:
        query: What stands after the first `?`, raw.
    """
    pairs: list[tuple[str, str]] = []
    for pair in query.split("&"):
        if not pair or ";" in pair or not escapes_are_valid(pair):
            continue
        name, _, value = pair.partition("=")
        pairs.append(
            (unquote_plus(name, errors="surrogateescape"), unquote_plus(value, errors="surrogateescape"))
        )
    return tuple(pairs)


def url_parses(url: str) -> bool:
    """Tells whether Go's `url.Parse` accepts a redirect_uri.

    Args:
        url: The decoded value.
    """
    if _CONTROL.search(url):
        return False
    url, _, fragment = url.partition("#")
    if not escapes_are_valid(fragment):
        return False
    if url.startswith(":"):
        return False
    scheme = _SCHEME.match(url)
    rest = url[scheme.end() :] if scheme else url
    rest = rest.partition("?")[0]
    if not rest.startswith("/"):
        # With a scheme this is opaque and never looked at.
        return scheme is not None or (":" not in rest.partition("/")[0] and escapes_are_valid(rest))
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        return _authority_parses(authority) and escapes_are_valid(slash + path)
    return escapes_are_valid(rest)


def _authority_parses(authority: str) -> bool:
    userinfo, _, host = authority.rpartition("@")
    if not _USERINFO.fullmatch(userinfo) or not escapes_are_valid(userinfo):
        return False
    if host.startswith("["):
        address, bracket, port = host.rpartition("]")
        if not bracket:
            return False
        # A zone after %25 may hold any escape.
        address = address.partition("%25")[0]
    else:
        address, colon, digits = host.rpartition(":")
        port = colon + digits
        if not colon:
            address, port = host, ""
    if not _PORT.fullmatch(port) or not _HOST.fullmatch(address):
        return False
    return "%" not in _HOST_ESCAPE.sub("", address)
