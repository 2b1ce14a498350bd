"""Connections to public addresses alone.

A host's addresses are looked up once, those that are not public are left out, and the
connection is made to one of the others by its number. So it is the address checked that
is connected to: a name that means something else a moment later changes nothing.
"""

from __future__ import annotations

import errno
import ipaddress

from ..._runtime.transport.resolve import SocketAddress

__all__ = ["is_public", "public_alone"]

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


def public_alone(addresses: list[SocketAddress]) -> list[SocketAddress]:
    """Return those of a host's addresses that are public, for a backend's ``usable``.

    Raises:
        OSError: there is none.
    """
    found = [(family, address) for family, address in addresses if is_public(str(address[0]))]
    if not found:
        raise PermissionError(errno.EACCES, "it has no public address, and private ones are not allowed")
    return found
