"""Connections to public addresses alone.

A host's addresses are looked up once, those that are not public are left out, and the
connection is made to one of the others by its number. So it is the address checked that
is connected to: a name that means something else a moment later changes nothing.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from typing import TYPE_CHECKING

import httpcore

from ..exchange import Attempt, Phase
from .async_network import AsyncNetwork, AsyncStream
from .resolve import SocketAddress, resolve
from .sync_network import SyncNetwork, SyncStream
from .timeouts import attempt_of, extension

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PublicAsyncNetwork", "PublicSyncNetwork", "is_public"]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    An address that stands for an IPv4 address counts as that one.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.scope_id is not None or ip.is_site_local or ip in _LOCAL_NAT64:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class PublicSyncNetwork(SyncNetwork):
    """As :class:`~.sync_network.SyncNetwork`, for public addresses alone."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> SyncStream:
        attempt = _attempt(timeout)
        try:
            addresses = _public(resolve(host, port, attempt.connect_left()))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        for n, address in enumerate(addresses[:-1]):
            share = _share(attempt, len(addresses) - n)
            try:
                return super().connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return super().connect_tcp(addresses[-1], port, timeout, local_address, socket_options)


class PublicAsyncNetwork(AsyncNetwork):
    """As :class:`PublicSyncNetwork`, for asyncio."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> AsyncStream:
        attempt = _attempt(timeout)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(attempt.connect_left()):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = _public([(family, address) for family, _, _, _, address in found])
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except (OSError, UnicodeError) as error:  # a label too long is a UnicodeError
            raise httpcore.ConnectError(str(error)) from error
        for n, address in enumerate(addresses[:-1]):
            share = _share(attempt, len(addresses) - n)
            try:
                return await super().connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await super().connect_tcp(addresses[-1], port, timeout, local_address, socket_options)


def _attempt(timeout: float | None) -> Attempt:
    attempt = attempt_of(timeout)
    if attempt is None:
        raise TypeError("a connection needs the attempt it is made for")
    attempt.phase = Phase.CONNECTING
    return attempt


def _share(attempt: Attempt, addresses: int) -> float:
    """Return what one of the addresses left may take, lest the first that never answers takes all."""
    return extension(Attempt(attempt.ends, attempt.connect_left() / addresses))["connect"]


def _public(addresses: Iterable[SocketAddress]) -> list[str]:
    found = list(dict.fromkeys(str(address[0]) for _, address in addresses if is_public(str(address[0]))))
    if not found:
        raise PermissionError(errno.EACCES, "it has no public address, and private ones are not allowed")
    return found
