"""Sockets that keep a call's deadline.

Every system call gets what is left of the call's time at that moment, so neither a
server that drips nor many addresses in a row can stretch it. What goes wrong is an
``OSError``, a ``TimeoutError`` where the time was up; how far the attempt had come
says the rest.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from ..call.messages import Phase
from .arrived import watching
from .resolve import resolve

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from ..call.messages import Attempt
    from .resolve import SocketAddress

__all__ = ["SyncStream", "any_address", "some"]

PART = 1 << 16
"""Bytes that are read at once at most."""


def any_address(addresses: list[SocketAddress]) -> list[SocketAddress]:
    """Return all of a host's addresses, where each may be connected to."""
    return addresses


class SyncStream:
    """One connection.

    Args:
        connection: a connected socket.
    """

    __slots__ = ("_arrived", "_socket")

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._arrived: Callable[[], bool] | None = None

    @classmethod
    def open(
        cls,
        host: str,
        port: int,
        attempt: Attempt,
        usable: Callable[[list[SocketAddress]], list[SocketAddress]] = any_address,
    ) -> SyncStream:
        """Connect within an attempt's budget for that.

        Args:
            host: a name or an address.
            port: the port.
            attempt: whose time it is.
            usable: leaves out addresses that must not be connected to.

        Raises:
            OSError: none of the host's addresses can be connected to.
        """
        attempt.phase = Phase.CONNECTING
        return SyncStream(_connect(usable(resolve(host, port, attempt.connect_left())), attempt))

    def receive(self, attempt: Attempt, most: int = PART) -> bytes:
        """Return what comes next, ``b""`` at the end of the connection."""
        self._socket.settimeout(some(attempt.left()))
        return self._socket.recv(most)

    def send(self, attempt: Attempt, data: bytes) -> None:
        attempt.phase = Phase.SENDING
        attempt.question_sent()
        view = memoryview(data)
        try:
            while view:
                self._socket.settimeout(some(attempt.left()))
                view = view[self._socket.send(view) :]
        finally:
            # This frame may be in a traceback that prints local variables.
            del data, view
        attempt.phase = Phase.WAITING

    def say(self, attempt: Attempt, data: bytes) -> None:
        """As :meth:`send`, but a connection that breaks off meanwhile is no error yet.

        A server may answer before it has read all, and close: the answer can be read.
        """
        try:
            self.send(attempt, data)
        except TimeoutError:
            raise
        except OSError:
            pass
        finally:
            del data

    def close(self) -> None:
        self._socket.close()

    def secure(self, context: ssl.SSLContext, server_hostname: str | None, attempt: Attempt) -> SyncStream:
        """Return this connection with TLS over it; it is closed where that fails."""
        from .sync_tls import secured  # noqa: PLC0415 - plain http does not load ssl

        attempt.phase = Phase.CONNECTING
        try:
            self._socket.settimeout(some(attempt.connect_left()))
            return secured(self._socket, context, server_hostname, attempt)
        except BaseException as error:
            self.close()
            if isinstance(error, ValueError):
                raise OSError("a host name that TLS cannot check") from error
            raise

    @property
    def socket(self) -> socket.socket:
        return self._socket

    @property
    def tls(self) -> ssl.SSLSocket | ssl.SSLObject | None:
        """What knows the protocol that was agreed on."""
        return None

    @property
    def has_something(self) -> bool:
        """Whether a kept connection has something to read: its end, or what nobody asked for."""
        if self._socket.fileno() < 0:
            return True
        if self._arrived is None:
            self._arrived = watching(self._socket)
        return self._arrived()


def _connect(addresses: list[SocketAddress], attempt: Attempt) -> socket.socket:
    failure: OSError = OSError("no address")
    for n, (family, address) in enumerate(addresses):
        # Each address gets its share, lest the first that never answers takes all.
        share = attempt.connect_left() / (len(addresses) - n)
        if share <= 0:
            raise TimeoutError("connecting")
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(share)
            connection.connect(address)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            connection.close()
            failure = error
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    raise failure


def some(left: float) -> float:
    """Return the seconds left; to a socket, zero would mean not to wait but to refuse."""
    if left <= 0:
        raise TimeoutError("deadline")
    return left
