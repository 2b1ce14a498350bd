"""What ``@type`` may hold, as the contract has it: a URL whose last segment is a type's full name."""

from __future__ import annotations

import re

from ..base.errors import InvalidTypeUrl

__all__ = ["full_url", "names_type", "scheme_of", "type_name"]

_NOT_IN_A_URL = re.compile(r"[\x00-\x20\\\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_FULL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+")
_WITH_A_HOST = frozenset({"", "http", "https"})


def type_name(type_url: str) -> str:
    """Return the full name of the message type.

    Raises:
        InvalidTypeUrl: there is none. The message does not repeat the value: a server chose it.
    """
    why = _fault(type_url)
    if why is not None:
        raise InvalidTypeUrl(
            f"@type does not name a message type: {why}; it should look like "
            "type.googleapis.com/google.protobuf.Duration, and .type_ holds it as sent"
        )
    return type_url.rpartition("/")[2]


def full_url(type_url: str) -> str:
    """Return the URL with ``https`` where it has no scheme.

    Raises:
        InvalidTypeUrl: as for :func:`type_name`.
    """
    type_name(type_url)  # nothing that names no type has a URL
    if _SCHEME.match(type_url):
        return type_url
    return f"https:{type_url}" if type_url.startswith("//") else f"https://{type_url}"


def names_type(type_url: str) -> bool:
    """Tell whether a type URL is valid."""
    return _fault(type_url) is None


def scheme_of(type_url: str) -> str:
    """Return the scheme in lower case, ``""`` where there is none."""
    found = _SCHEME.match(type_url)
    return found[1].lower() if found else ""


def _fault(type_url: object) -> str | None:
    """Return what is wrong with a type URL, None if nothing is."""
    if not isinstance(type_url, str) or "/" not in type_url:
        return "it holds no '/'"
    if _NOT_IN_A_URL.search(type_url):
        return "it holds a character that no URL has"
    if "?" in type_url or "#" in type_url:
        return "it has a query or a fragment, and the name must end the path"
    scheme = scheme_of(type_url)
    rest = type_url[len(scheme) + 3 :] if scheme else type_url.removeprefix("//")
    host, slash, _ = rest.partition("/")
    if not slash:
        return "it has no path"
    if not host and scheme in _WITH_A_HOST:
        return "nothing stands before the first '/'"
    return _fault_of_name(rest.rpartition("/")[2])


def _fault_of_name(name: str) -> str | None:
    if not name:
        return "nothing follows its last '/'"
    if name.startswith("."):
        return "the name starts with a '.'"
    if _FULL_NAME.fullmatch(name) is None:
        return "what follows its last '/' is not a full name, with its package"
    return None
