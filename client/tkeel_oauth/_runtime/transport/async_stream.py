"""Connections on asyncio itself.

A deadline needs little here: whoever waits for one of these bounds the wait or is
cancelled when the time is up, and what is cancelled closes at once. What goes wrong is
an ``OSError``, a ``TimeoutError`` where the time was up.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any

from ..call.messages import Phase
from .arrived import watching
from .resolve import resolve_async
from .sync_stream import PART, any_address

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from ..call.messages import Attempt
    from .resolve import SocketAddress

__all__ = ["AsyncStream"]

_PAUSE_ABOVE = 256 * 1024
"""Bytes that may wait to be read before the server is made to wait."""

_GRACE = 60.0
"""Seconds after the end of the time for connecting at which asyncio itself gives a handshake up."""


class AsyncStream:
    """One connection.

    Args:
        protocol: a connected one.
    """

    __slots__ = ("_protocol",)

    def __init__(self, protocol: _Protocol) -> None:
        self._protocol = protocol

    @classmethod
    async def open(
        cls,
        host: str,
        port: int,
        attempt: Attempt,
        usable: Callable[[list[SocketAddress]], list[SocketAddress]] = any_address,
    ) -> AsyncStream:
        """Connect within an attempt's budget for that; arguments as in the sync one."""
        attempt.phase = Phase.CONNECTING
        async with asyncio.timeout(attempt.connect_left()):
            return AsyncStream(await _connect(usable(await resolve_async(host, port)), attempt))

    async def receive(self, attempt: Attempt, most: int = PART) -> bytes:
        """Return what comes next, ``b""`` at the end of the connection."""
        left = attempt.left()
        if left <= 0:
            # What has arrived already is read without a pause in which the deadline could strike.
            raise TimeoutError("deadline")
        return await self._protocol.read(most, left)

    async def send(self, attempt: Attempt, data: bytes) -> None:
        attempt.phase = Phase.SENDING
        attempt.question_sent()
        self._protocol.write(data)
        # This frame may be in a traceback that prints local variables.
        del data
        if self._protocol.full:
            async with asyncio.timeout(attempt.left()):
                await self._protocol.drain()
        attempt.phase = Phase.WAITING

    async def say(self, attempt: Attempt, data: bytes) -> None:
        """As :meth:`send`, but a connection that breaks off meanwhile is no error yet."""
        sending = self.send(attempt, data)
        del data
        try:
            await sending
        except TimeoutError:
            raise
        except OSError:  # the answer may have come all the same
            pass

    def close(self) -> None:
        # Without a farewell, and so without waiting for one: this also runs when the call was cancelled.
        self._protocol.abort()

    async def secure(self, context: ssl.SSLContext, server_hostname: str | None, attempt: Attempt) -> None:
        """Lay TLS over this connection; it is closed where that fails."""
        attempt.phase = Phase.CONNECTING
        try:
            async with asyncio.timeout(attempt.connect_left()):
                await self._protocol.start_tls(context, server_hostname, attempt.connect_left())
        except BaseException as error:
            self._protocol.abort()
            if isinstance(error, ValueError):
                raise OSError("a host name that TLS cannot check") from error
            raise

    @property
    def has_something(self) -> bool:
        """Whether a kept connection has ended, or holds what nobody asked for."""
        return self._protocol.has_something

    def extra_info(self, name: str) -> Any:
        return self._protocol.extra_info(name)


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
            _, protocol = await loop.create_connection(partial(_Protocol, connection), sock=connection)
        except OSError as error:
            connection.close()
            failure = error
        except BaseException:
            connection.close()
            raise
        else:
            return protocol
    raise failure


class _Protocol(asyncio.Protocol):
    """What asyncio calls; one reader and one writer at a time.

    Args:
        connection: the socket below.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._arrived: Callable[[], bool] | None = None
        self._transport: asyncio.Transport | None = None
        self._chunks: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self.full = False
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
        self.full = True

    def resume_writing(self) -> None:
        self.full = False
        _wake(self._writer)

    # What the stream calls.

    @property
    def has_something(self) -> bool:
        """Whether a kept connection has ended, or holds what nobody asked for."""
        if self._ended or self._chunks or self._transport is None or self._transport.is_closing():
            return True
        if self._socket.fileno() < 0:
            return True
        # The loop may not have turned since the last call, and so not have read what has come.
        if self._arrived is None:
            self._arrived = watching(self._socket)
        return self._arrived()

    async def read(self, max_bytes: int, seconds: float) -> bytes:
        """Return what comes next.

        Raises:
            TimeoutError: nothing came within that time.
        """
        while not self._chunks:
            if self._ended:
                if isinstance(self._error, OSError):
                    raise ConnectionResetError("connection lost")
                return b""
            loop = asyncio.get_running_loop()
            self._reader = reader = loop.create_future()
            # Half the price of asyncio.timeout, and this is where nearly every call waits.
            limit = loop.call_later(seconds, _give_up, reader)
            try:
                await reader
            finally:
                self._reader = None
                limit.cancel()
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
        while self.full:
            if self._ended:
                raise ConnectionResetError("connection lost")
            self._writer = asyncio.get_running_loop().create_future()
            try:
                await self._writer
            finally:
                self._writer = None

    async def start_tls(self, context: ssl.SSLContext, server_hostname: str | None, seconds: float) -> None:
        if self._transport is None:
            raise ConnectionResetError("connection lost")
        loop = asyncio.get_running_loop()
        secured = await loop.start_tls(
            self._transport,
            self,
            context,
            server_hostname=server_hostname,
            # The limit of whoever waits here comes first, and tells what it is; asyncio's own is 60 s.
            ssl_handshake_timeout=max(seconds, 0.0) + _GRACE,
        )
        if secured is None:
            raise ConnectionResetError("connection lost")
        self._transport = secured

    def abort(self) -> None:
        if self._transport is not None:
            try:
                self._transport.abort()
            except RuntimeError:  # its event loop has been closed
                self._socket.close()

    def extra_info(self, name: str) -> Any:
        return None if self._transport is None else self._transport.get_extra_info(name)


def _give_up(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError("deadline"))


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)
