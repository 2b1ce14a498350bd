"""The hosts and the path that a recording must not name, and what stands for them."""

from __future__ import annotations

import ipaddress
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tkeel_oauth.testing.har import document, dumps
from tkeel_oauth.testing.recording import load_recording

from .base import GATEWAY, RECORDED_HOST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .base import Base

__all__ = ["Place", "application_places", "is_known_word", "server_places"]

_APPLICATION = "tkeel.io"

Place = tuple[str, str, bool]
"""What is replaced, by what, and whether it may not be found anywhere afterwards."""


def server_places(bases: Iterable[Base]) -> Iterator[Place]:
    """Yields what in an answer tells where the server is.

    Args:
        bases: The live servers.
    """
    for base in dict.fromkeys(bases):
        if base.root:
            yield f"{base.root}/v1", "/v1", False
        if base.root not in ("", GATEWAY):
            yield base.root, "", not is_known_word(base.root)
        yield from _host_places(base.netloc, base.host, RECORDED_HOST)


def application_places(redirect_uris: Iterable[str]) -> Iterator[Place]:
    """Yields what in an answer tells where an application is.

    Args:
        redirect_uris: The live ones, whole.
    """
    for uri in redirect_uris:
        try:
            parts = urlsplit(uri)
            netloc, host = parts.netloc, parts.hostname or ""
        except ValueError:
            continue
        if host:
            yield from _host_places(netloc, host, _APPLICATION)


@cache
def _known_words() -> str:
    return dumps(document(load_recording())).decode().casefold()


def is_known_word(value: str) -> bool:
    """Tells whether a value is part of the shipped recording, where everybody can read it.

    Args:
        value: Any text.
    """
    return value.casefold() in _known_words()


def _host_places(netloc: str, host: str, stand_in: str) -> Iterator[Place]:
    yield f"//{netloc}", f"//{stand_in}", False
    telling = _tells(host)
    if netloc != host:
        yield netloc, stand_in, False
    if telling:
        yield host, stand_in, not is_known_word(host)


def _tells(host: str) -> bool:
    """Tells whether a host's name says anything outside its own network."""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return "." in host and not host.endswith(".localhost")
