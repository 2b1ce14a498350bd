"""Sockets that keep a call's deadline, as httpcore asks for them; it passes its parameters by name.

Every system call gets what is left of the call's time at that moment, so neither a
server that drips nor many addresses in a row can stretch it. httpcore's timeouts are not
asked: they are what was left when the request was made, and others may have changed them.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import httpcore

from ...call.messages import Attempt, Phase, current_attempt
from ..failures import raised_by_a_handler
from ..resolve import SocketAddress, resolve
from ..sockets import (
    CONNECTING,
    READ_SIZE,
    READING,
    WRITE_SIZE,
    WRITING,
    alternating,
    any_address,
    is_cut,
    more_telling,
    new_socket,
    opens_tunnel,
    translated,
    watching,
)
from ..tls import HandsOff
from ..tls_session import TLSSession

__all__ = ["SyncBackend"]

_MOST_SHARES = 4
"""Parts of the time left for connecting, of which an address gets one."""

T = TypeVar("T")


class SyncBackend(httpcore.NetworkBackend):
    """Opens connections within an attempt's budget for connecting.

    Args:
        usable: returns those of a host's addresses that may be connected to; raises
            ``OSError`` where there is none.
    """

    def __init__(self, usable: Callable[[list[SocketAddress]], list[SocketAddress]] = any_address) -> None:
        self._usable = usable

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - see above
        local_address: str | None = None,  # noqa: ARG002 - the name is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        attempt = current_attempt()
        attempt.phase = Phase.CONNECTING
        try:
            addresses = self._usable(resolve(host, port, attempt.connect_left()))
            connection = _connect(addresses, attempt)
            attempt.close_opened = connection.close
            return _Stream(connection)
        except OSError as error:
            raise translated(error, CONNECTING) from error


def _connect(addresses: list[SocketAddress], attempt: Attempt) -> socket.socket:
    failure: OSError | None = None
    for n, (family, address) in enumerate(alternating(addresses)):
        # Each address gets its share, lest the first that never answers takes all;
        # of many the first get more, lest none has the time to answer.
        share = _positive(attempt.connect_left()) / min(len(addresses) - n, _MOST_SHARES)
        connection: socket.socket | None = None
        try:
            connection = new_socket(family)
            connection.settimeout(share)
            connection.connect(address)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if not isinstance(error, OSError) or raised_by_a_handler(error, attempt) is not None:
                raise
            failure = more_telling(failure, error)
        else:
            return connection
    raise failure or OSError("no address")


class _Stream(httpcore.NetworkStream):
    """One connection.

    Args:
        connection: a connected socket.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._layers: list[TLSSession] = []
        self._tunnelling = 0
        self._arrived: Callable[[], bool] | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - see above
        attempt = current_attempt()
        left, errors = (attempt.connect_left, CONNECTING) if self._tunnelling else (attempt.left, READING)
        try:
            data = self._receive(len(self._layers), max_bytes, left)
            more = data
            while more and self._tunnelling and is_cut(data, self._tunnelling):
                more = self._receive(len(self._layers), max_bytes, left)
                data += more
        except OSError as error:
            raise translated(error, errors) from error
        attempt.answer_part(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - see above
        if not buffer:
            return
        attempt = current_attempt()
        left, errors = attempt.left, WRITING
        self._tunnelling = opens_tunnel(buffer)
        if self._tunnelling:
            left, errors = attempt.connect_left, CONNECTING
        else:
            attempt.phase = Phase.SENDING
            attempt.question_sent()
        try:
            self._send(len(self._layers), buffer, left)
        except OSError as error:
            raise translated(error, errors) from error
        finally:
            # This frame may be in a traceback that prints local variables.
            del buffer
        if not self._tunnelling:
            attempt.phase = Phase.WAITING

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext | HandsOff,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - see above
    ) -> httpcore.NetworkStream:
        attempt = current_attempt()
        attempt.phase = Phase.CONNECTING
        self._tunnelling = 0
        context = ssl_context.context if isinstance(ssl_context, HandsOff) else ssl_context
        try:
            session = TLSSession(context, server_hostname)
            self._drive(session, session.shake_hands, len(self._layers), attempt.connect_left)
        except OSError as error:
            raise translated(error, CONNECTING) from error
        self._layers.append(session)
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return self._has_something
        if info == "ssl_object":
            return self._layers[-1].object if self._layers else None
        if info == "socket":
            return self._socket
        return None

    @property
    def _has_something(self) -> bool:
        """Whether a kept connection has something to read: its end, or what nobody asked for."""
        if self._socket.fileno() < 0:
            return True
        if self._layers and any(layer.holds_something for layer in self._layers):
            return True
        if self._arrived is None:
            self._arrived = watching(self._socket)
        return self._arrived()

    # Below: the connection itself is layer 0, the TLS over it 1, the TLS within that 2.

    def _receive(self, layer: int, most: int, left: Callable[[], float]) -> bytes:
        if layer:
            session = self._layers[layer - 1]
            return self._drive(session, lambda: session.read(most), layer - 1, left)
        self._socket.settimeout(_positive(left()))
        return self._socket.recv(most)

    def _send(self, layer: int, data: bytes, left: Callable[[], float]) -> None:
        if layer:
            session = self._layers[layer - 1]
            session.take(data)
            del data
            self._drive(session, session.encrypt, layer - 1, left)
            return
        view = memoryview(data)
        del data
        while view:
            self._socket.settimeout(_positive(left()))
            # Bytes, as what stands in for sockets in tests may know nothing else.
            view = view[self._socket.send(bytes(view[:WRITE_SIZE])) :]

    def _drive(
        self, session: TLSSession, act: Callable[[], T | None], below: int, left: Callable[[], float]
    ) -> T:
        """Do a step of TLS, moving its bytes through the layer below as it asks."""
        while True:
            try:
                result = act()
            except BaseException:
                with contextlib.suppress(OSError):  # an alert, where it can still be sent
                    self._send(below, session.outgoing(), left)
                raise
            self._send(below, session.outgoing(), left)
            if result is not None:
                return result
            session.feed(self._receive(below, READ_SIZE, left))


def _positive(left: float) -> float:
    """Return the seconds left; to a socket, zero would mean not to wait but to refuse."""
    if left <= 0:
        raise TimeoutError("deadline")
    return left
