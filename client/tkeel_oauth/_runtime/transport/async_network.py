"""Connections on asyncio itself, for httpcore's async side.

httpcore's own backend goes through anyio, several layers a read. A deadline needs
nothing here: the call as a whole is cancelled when its time is up, and what is
cancelled closes at once.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import TYPE_CHECKING, Any

import httpcore

from ..exchange import Phase
from .resolve import resolve_async
from .timeouts import attempt_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from ..exchange import Attempt
    from .resolve import SocketAddress

__all__ = ["AsyncNetwork", "AsyncStream"]

_PAUSE_ABOVE = 256 * 1024
"""Bytes that may wait to be read before the server is made to wait."""


class AsyncNetwork(httpcore.AsyncNetworkBackend):
    """Opens :class:`AsyncStream` connections within an attempt's budget for connecting."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the name is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> AsyncStream:
        attempt = attempt_of(timeout)
        if attempt is None:
            raise TypeError("a connection needs the attempt it is made for")
        attempt.phase = Phase.CONNECTING
        try:
            async with asyncio.timeout(attempt.connect_left()):
                addresses = self._usable(await resolve_async(host, port))
                return AsyncStream(await _connect(addresses, attempt), attempt)
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

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def _connect(addresses: list[SocketAddress], attempt: Attempt) -> _Protocol:
    # Not by create_connection(host, port): when it is cancelled it can lose a socket that has just connected.
    loop = asyncio.get_running_loop()
    failure: OSError = OSError("no address")
    for n, (family, address) in enumerate(addresses):
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.setblocking(False)  # noqa: FBT003 - the socket's own signature
            # Each address gets its share, lest the first that never answers takes all.
            async with asyncio.timeout(attempt.connect_left() / (len(addresses) - n)):
                await loop.sock_connect(connection, address)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _, protocol = await loop.create_connection(_Protocol, sock=connection)
        except OSError as error:
            connection.close()
            failure = error
        except BaseException:
            connection.close()
            raise
        else:
            return protocol
    raise failure


class AsyncStream(httpcore.AsyncNetworkStream):
    """One connection.

    Args:
        protocol: a connected one.
        attempt: the attempt it was opened for; used where httpcore gives no timeout, as
            in the handshake of a SOCKS proxy.
    """

    def __init__(self, protocol: _Protocol, attempt: Attempt) -> None:
        self._protocol = protocol
        self._opened_for = attempt

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        attempt = attempt_of(timeout) or self._opened_for
        if attempt.left() <= 0:
            # What has arrived already is read without a pause in which the deadline could cancel.
            raise httpcore.ReadTimeout("deadline")
        try:
            data = await self._protocol.read(max_bytes)
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        attempt.answer_part(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        attempt = attempt_of(timeout) or self._opened_for
        attempt.phase = Phase.SENDING
        try:
            attempt.question_sent()
            self._protocol.write(buffer)
            # This frame may be in a traceback that prints local variables.
            del buffer
            await self._protocol.drain()
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error
        attempt.phase = Phase.WAITING

    async def aclose(self) -> None:
        # Without a farewell, and so without waiting for one: this also runs when the call was cancelled.
        self._protocol.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> AsyncStream:
        attempt = attempt_of(timeout) or self._opened_for
        attempt.phase = Phase.CONNECTING
        try:
            async with asyncio.timeout(attempt.connect_left()):
                await self._protocol.start_tls(ssl_context, server_hostname)
        except TimeoutError as error:
            self._protocol.abort()
            raise httpcore.ConnectTimeout(str(error)) from error
        except (OSError, ValueError) as error:  # a host name that TLS cannot check is a ValueError
            self._protocol.abort()
            raise httpcore.ConnectError(str(error)) from error
        except BaseException:
            self._protocol.abort()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return self._protocol.has_something
        return self._protocol.extra_info(info)


class _Protocol(asyncio.Protocol):
    """What asyncio calls; one reader and one writer at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._chunks: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._full = False
        self._paused = False
        self._ended = False
        self._error: Exception | None = None

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment] # create_connection makes this kind

    def data_received(self, data: bytes) -> None:
        self._chunks.append(data)
        self._waiting_bytes += len(data)
        if self._waiting_bytes > _PAUSE_ABOVE and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> bool:
        self._ended = True
        _wake(self._reader)
        return False  # let the transport close

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._error = self._error or exc
        _wake(self._reader)
        _wake(self._writer)

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        _wake(self._writer)

    # What the stream calls.

    @property
    def has_something(self) -> bool:
        """Whether a kept connection has ended, or holds what nobody asked for."""
        return self._ended or bool(self._chunks) or self._transport is None or self._transport.is_closing()

    async def read(self, max_bytes: int) -> bytes:
        while not self._chunks:
            if self._ended:
                if isinstance(self._error, OSError):
                    raise ConnectionResetError("connection lost")
                return b""
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        data = self._chunks.popleft()
        if len(data) > max_bytes:
            self._chunks.appendleft(data[max_bytes:])
            data = data[:max_bytes]
        self._waiting_bytes -= len(data)
        if self._paused and self._waiting_bytes <= _PAUSE_ABOVE and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return data

    def write(self, data: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("connection lost")
        self._transport.write(data)

    async def drain(self) -> None:
        while self._full:
            if self._ended:
                raise ConnectionResetError("connection lost")
            self._writer = asyncio.get_running_loop().create_future()
            try:
                await self._writer
            finally:
                self._writer = None

    async def start_tls(self, context: ssl.SSLContext, server_hostname: str | None) -> None:
        if self._transport is None:
            raise ConnectionResetError("connection lost")
        loop = asyncio.get_running_loop()
        secured = await loop.start_tls(self._transport, self, context, server_hostname=server_hostname)
        if secured is None:
            raise ConnectionResetError("connection lost")
        self._transport = secured

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def extra_info(self, name: str) -> Any:
        return None if self._transport is None else self._transport.get_extra_info(name)


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)
