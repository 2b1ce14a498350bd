"""What both backends do with sockets."""

from __future__ import annotations

import errno
import select
import socket
from collections.abc import Callable
from itertools import zip_longest
from typing import Protocol, TypeAlias

import httpcore

from .resolve import SocketAddress

__all__ = [
    "CONNECTING",
    "READING",
    "READ_SIZE",
    "WRITE_SIZE",
    "WRITING",
    "alternating",
    "any_address",
    "is_cut",
    "more_telling",
    "new_socket",
    "opens_tunnel",
    "translated",
    "watching",
]

READ_SIZE = 1 << 16
"""Bytes that are read at once at most."""

WRITE_SIZE = 1 << 18
"""Bytes that are written at once at most."""


Errors: TypeAlias = tuple[type[httpcore.TimeoutException], type[httpcore.NetworkError]]
"""What httpcore calls it when time is up within a step, and when the connection breaks."""

CONNECTING: Errors = (httpcore.ConnectTimeout, httpcore.ConnectError)
READING: Errors = (httpcore.ReadTimeout, httpcore.ReadError)
WRITING: Errors = (httpcore.WriteTimeout, httpcore.WriteError)


class _Numbered(Protocol):
    """A socket, asyncio's wrapper of one included."""

    def fileno(self) -> int: ...


def any_address(addresses: list[SocketAddress]) -> list[SocketAddress]:
    """Return all of a host's addresses, where each may be connected to."""
    return addresses


def alternating(addresses: list[SocketAddress]) -> list[SocketAddress]:
    """Return addresses so that each family has its turn, the preferred one first."""
    first = [address for address in addresses if address[0] == addresses[0][0]]
    others = [address for address in addresses if address[0] != addresses[0][0]]
    pairs = zip_longest(first, others)
    return [address for pair in pairs for address in pair if address is not None]


_NO_WAY = (errno.ENETUNREACH, errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)


def more_telling(known: OSError | None, other: OSError) -> OSError:
    """Return which of two addresses' failures to tell: the first, unless this machine has no way there."""
    return other if known is None or known.errno in _NO_WAY else known


def new_socket(family: socket.AddressFamily) -> socket.socket:
    """Return a socket that sends at once what it is given.

    Raises:
        OSError: there are too many, or none of that family.
    """
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        made.close()
        raise
    return made


def opens_tunnel(data: bytes) -> int:
    """Return how long an answer is at least, where this asks a proxy for the way to the server; else 0.

    That is a CONNECT, or what SOCKS says. No request to the server begins so, and until one is
    sent, connecting is what goes on.
    """
    if data.startswith(b"CONNECT "):
        return 1
    if not data.startswith((b"\x05", b"\x01")):
        return 0
    return _SOCKS_REPLY if len(data) > len(_SOCKS_COMMAND) and data.startswith(_SOCKS_COMMAND) else 2


_SOCKS_COMMAND = b"\x05\x01\x00"
_SOCKS_REPLY = 7
"""Bytes that a SOCKS proxy says to a command, with an address of none."""


def is_cut(answer: bytes, least: int) -> bool:
    """Tell whether more of a proxy's answer is to come.

    httpcore takes what one read gives for all that SOCKS says.

    Args:
        answer: what has come.
        least: what :func:`opens_tunnel` returned.
    """
    if least == _SOCKS_REPLY and answer[1:2] not in {b"", b"\x00"}:
        return False  # a refusal, of which some say no more than its beginning
    if least == _SOCKS_REPLY and len(answer) > 4:  # noqa: PLR2004 - up to there, all answers are alike
        kind, first = answer[3:5]
        least += {1: 3, 3: first, 4: 15}.get(kind, 0)
    return len(answer) < least


def watching(connection: _Numbered) -> Callable[[], bool]:
    """Return what tells, without waiting, whether a connection has ended or holds something unread.

    Args:
        connection: one that stays open for as long as that is asked.
    """
    if not hasattr(select, "poll"):  # Windows
        return lambda: bool(select.select([connection], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return lambda: bool(poll.poll(0))


def translated(error: OSError, errors: Errors) -> Exception:
    """Return httpcore's error for one of the system's."""
    late, broken = errors
    return late("deadline") if isinstance(error, TimeoutError) else broken(str(error))
