"""Sockets that keep a call's deadline, for httpcore's sync side.

Every system call gets what is left of the call's time at that moment, so neither a
server that drips nor many addresses in a row can stretch it.
"""

from __future__ import annotations

import select
import socket
import ssl
from typing import TYPE_CHECKING, Any, TypeVar

import httpcore

from ..exchange import Phase
from .resolve import resolve
from .timeouts import attempt_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..exchange import Attempt
    from .resolve import SocketAddress

__all__ = ["SyncNetwork", "SyncStream"]

T = TypeVar("T")

_TLS_RECORD = 16384
"""Bytes a TLS record holds at most."""


class SyncNetwork(httpcore.NetworkBackend):
    """Opens :class:`SyncStream` connections within an attempt's budget for connecting."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the name is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> SyncStream:
        attempt = attempt_of(timeout)
        if attempt is None:
            raise TypeError("a connection needs the attempt it is made for")
        attempt.phase = Phase.CONNECTING
        try:
            addresses = self._usable(resolve(host, port, attempt.connect_left()))
            return SyncStream(_connect(addresses, attempt), attempt)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error

    def _usable(self, addresses: list[SocketAddress]) -> list[SocketAddress]:
        """Return those of a host's addresses that may be connected to.

        Raises:
            OSError: there is none.
        """
        return addresses


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


class SyncStream(httpcore.NetworkStream):
    """One connection.

    Args:
        connection: a connected socket.
        attempt: the attempt it was opened for; it bounds what httpcore reads without
            a timeout, as in the handshake of a SOCKS proxy.
    """

    def __init__(self, connection: socket.socket, attempt: Attempt) -> None:
        self._socket = connection
        self._opened_for = attempt

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        attempt = attempt_of(timeout) or self._opened_for
        try:
            self._socket.settimeout(_some(attempt.left()))
            data = self._receive(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout("deadline") from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        attempt.answer_part(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        attempt = attempt_of(timeout) or self._opened_for
        attempt.phase = Phase.SENDING
        attempt.question_sent()
        view = memoryview(buffer)
        try:
            while view:
                self._socket.settimeout(_some(attempt.left()))
                view = view[self._send(view) :]
        except TimeoutError as error:
            raise httpcore.WriteTimeout("deadline") from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error
        finally:
            # This frame may be in a traceback that prints local variables.
            del buffer, view
        attempt.phase = Phase.WAITING

    def _receive(self, max_bytes: int) -> bytes:
        return self._socket.recv(max_bytes)

    def _send(self, data: memoryview) -> int:
        return self._socket.send(data)

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> SyncStream:
        attempt = attempt_of(timeout) or self._opened_for
        attempt.phase = Phase.CONNECTING
        try:
            self._socket.settimeout(_some(attempt.connect_left()))
            return self._secured(ssl_context, server_hostname, attempt)
        except TimeoutError as error:
            self.close()
            raise httpcore.ConnectTimeout(str(error)) from error
        except (OSError, ValueError) as error:  # a host name that TLS cannot check is a ValueError
            self.close()
            raise httpcore.ConnectError(str(error)) from error
        except BaseException:
            self.close()
            raise

    def _secured(self, context: ssl.SSLContext, server_hostname: str | None, attempt: Attempt) -> SyncStream:
        if isinstance(self._socket, ssl.SSLSocket):
            return _TLSInTLSStream(self._socket, context, server_hostname, attempt)
        # Of a connection that is gone already, wrap_socket would leave a half-made socket behind.
        self._socket.getpeername()
        return SyncStream(context.wrap_socket(self._socket, server_hostname=server_hostname), attempt)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return _is_readable(self._socket)
        if info == "ssl_object":
            # httpcore asks it for the protocol that was agreed on.
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "socket":
            return self._socket
        return None


class _TLSInTLSStream(SyncStream):
    """TLS to the server through TLS to a proxy, which :mod:`ssl` cannot lay over a TLS socket."""

    def __init__(
        self,
        connection: ssl.SSLSocket,
        context: ssl.SSLContext,
        server_hostname: str | None,
        attempt: Attempt,
    ) -> None:
        super().__init__(connection, attempt)
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)
        self._perform(self._tls.do_handshake, attempt.connect_left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        # Bound each of the reads below it, too.
        self._opened_for = attempt_of(timeout) or self._opened_for
        return super().read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._opened_for = attempt_of(timeout) or self._opened_for
        try:
            super().write(buffer, timeout)
        finally:
            del buffer

    def _receive(self, max_bytes: int) -> bytes:
        return self._perform(lambda: self._tls.read(max_bytes), self._opened_for.left)

    def _send(self, data: memoryview) -> int:
        return self._perform(lambda: self._tls.write(data), self._opened_for.left)

    def _perform(self, act: Callable[[], T], left: Callable[[], float]) -> T:
        """Do a step of the inner TLS, moving its bytes through the outer one as it asks."""
        while True:
            try:
                result = act()
            except ssl.SSLWantReadError:
                self._flush(left)
            else:
                self._flush(left)
                return result
            self._socket.settimeout(_some(left()))
            data = self._socket.recv(_TLS_RECORD)
            if data:
                self._incoming.write(data)
            else:
                self._incoming.write_eof()

    def _flush(self, left: Callable[[], float]) -> None:
        if outgoing := self._outgoing.read():
            self._socket.settimeout(_some(left()))
            self._socket.sendall(outgoing)

    def get_extra_info(self, info: str) -> Any:
        return self._tls if info == "ssl_object" else super().get_extra_info(info)


def _some(left: float) -> float:
    """Return the seconds left; to a socket, zero would mean not to wait but to refuse."""
    if left <= 0:
        raise TimeoutError("deadline")
    return left


def _is_readable(connection: socket.socket) -> bool:
    """Tell whether a kept connection has something to read: its end, or what nobody asked for."""
    if connection.fileno() < 0:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(connection, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([connection], [], [], 0)[0])  # Windows has no poll
