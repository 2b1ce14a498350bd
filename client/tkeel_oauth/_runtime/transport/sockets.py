"""What both backends do with sockets."""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Callable, Generator
from typing import Protocol

from .resolve import SocketAddress

__all__ = ["READ_SIZE", "WRITE_SIZE", "any_address", "new_socket", "opens_tunnel", "translated", "watching"]

READ_SIZE = 1 << 16
"""Bytes that are read at once at most."""

WRITE_SIZE = 1 << 18
"""Bytes that are written at once at most."""


class _Numbered(Protocol):
    """A socket, asyncio's wrapper of one included."""

    def fileno(self) -> int: ...


def any_address(addresses: list[SocketAddress]) -> list[SocketAddress]:
    """Return all of a host's addresses, where each may be connected to."""
    return addresses


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


def opens_tunnel(data: bytes) -> bool:
    """Tell whether this asks a proxy for the way to the server: a CONNECT, or what SOCKS says.

    No request to the server begins so, and until one is sent, connecting is what goes on.
    """
    return data.startswith((b"CONNECT ", b"\x05", b"\x01"))


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


@contextlib.contextmanager
def translated(late: type[Exception], broken: type[Exception]) -> Generator[None]:
    """Turn the system's errors into httpcore's."""
    try:
        yield
    except TimeoutError as error:
        raise late("deadline") from error
    except OSError as error:
        raise broken(str(error)) from error
