"""TLS over our sockets, sync."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, TypeVar

from ..call.messages import Phase
from .sync_stream import PART, SyncStream, some

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from ..call.messages import Attempt

__all__ = ["secured"]

T = TypeVar("T")

_TLS_RECORD = 16384
"""Bytes a TLS record holds at most."""


def secured(
    connection: socket.socket, context: ssl.SSLContext, server_hostname: str | None, attempt: Attempt
) -> SyncStream:
    """Return a connection with TLS over it; its time is that which the socket has."""
    if isinstance(connection, ssl.SSLSocket):
        return _TLSInTLSStream(connection, context, server_hostname, attempt)
    # Of a connection that is gone already, wrap_socket would leave a half-made socket behind.
    connection.getpeername()
    return _TLSStream(context.wrap_socket(connection, server_hostname=server_hostname))


class _TLSStream(SyncStream):
    """TLS to the server, or to a proxy."""

    __slots__ = ("_tls",)

    def __init__(self, connection: ssl.SSLSocket) -> None:
        super().__init__(connection)
        self._tls: ssl.SSLSocket | ssl.SSLObject = connection

    @property
    def tls(self) -> ssl.SSLSocket | ssl.SSLObject | None:
        return self._tls


class _TLSInTLSStream(SyncStream):
    """TLS to the server through TLS to a proxy, which :mod:`ssl` cannot lay over a TLS socket."""

    __slots__ = ("_incoming", "_outgoing", "_tls")

    def __init__(
        self,
        connection: ssl.SSLSocket,
        context: ssl.SSLContext,
        server_hostname: str | None,
        attempt: Attempt,
    ) -> None:
        super().__init__(connection)
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)
        self._perform(self._tls.do_handshake, attempt.connect_left)

    def receive(self, attempt: Attempt, most: int = PART) -> bytes:
        return self._perform(lambda: self._tls.read(most), attempt.left)

    def send(self, attempt: Attempt, data: bytes) -> None:
        attempt.phase = Phase.SENDING
        attempt.question_sent()
        view = memoryview(data)
        try:
            while view:
                view = view[self._perform(lambda view=view: self._tls.write(view), attempt.left) :]  # type: ignore[misc] # the type of a default
        finally:
            del data, view
        attempt.phase = Phase.WAITING

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
            self._socket.settimeout(some(left()))
            data = self._socket.recv(_TLS_RECORD)
            if data:
                self._incoming.write(data)
            else:
                self._incoming.write_eof()

    @property
    def has_something(self) -> bool:
        # What came with the end of an answer is here already, where the system sees it no more.
        return self._incoming.pending > 0 or self._tls.pending() > 0 or super().has_something

    def _flush(self, left: Callable[[], float]) -> None:
        if outgoing := self._outgoing.read():
            self._socket.settimeout(some(left()))
            self._socket.sendall(outgoing)

    @property
    def tls(self) -> ssl.SSLSocket | ssl.SSLObject | None:
        return self._tls
