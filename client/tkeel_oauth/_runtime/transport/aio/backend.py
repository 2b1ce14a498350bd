"""Connections on asyncio itself, as httpcore asks for them; it passes its parameters by name.

httpcore's own backend goes through anyio, several layers a read. A deadline needs little
here: whoever waits for one of these bounds the wait or is cancelled when the time is up,
and what is cancelled closes at once. Nor are httpcore's timeouts asked, see
:mod:`..sync.backend`.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from typing import Any, TypeVar, cast

import httpcore

from ...call.messages import Phase, current_attempt
from ..resolve import SocketAddress
from ..sockets import (
    CONNECTING,
    READ_SIZE,
    READING,
    WRITING,
    any_address,
    is_cut,
    opens_tunnel,
    translated,
    watching,
)
from ..tls import HandsOff
from ..tls_session import TLSSession
from .connect import connect, resolve

__all__ = ["AsyncBackend"]

# The locks of httpcore's connections are anyio's, which would load this within a first call.
with contextlib.suppress(ImportError):
    import_module("anyio._backends._asyncio")

T = TypeVar("T")

_PAUSE_ABOVE = 256 * 1024
"""Bytes that may wait to be read before the server is made to wait."""

_A_TURN = 16 * 1024
"""Bytes that are read before other tasks have their turn, as reading chunks of a byte takes its time."""


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """Opens connections within an attempt's budget for connecting.

    Args:
        usable: returns those of a host's addresses that may be connected to; raises
            ``OSError`` where there is none.
    """

    def __init__(self, usable: Callable[[list[SocketAddress]], list[SocketAddress]] = any_address) -> None:
        self._usable = usable

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - see above
        local_address: str | None = None,  # noqa: ARG002 - the name is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        attempt = current_attempt()
        attempt.phase = Phase.CONNECTING
        try:
            async with asyncio.timeout(attempt.connect_left()):
                connection = await connect(self._usable(await resolve(host, port)))
                protocol = await _Protocol.over(connection)
                attempt.close_opened = protocol.abort
                return _Stream(protocol)
        except OSError as error:
            raise translated(error, CONNECTING) from error

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Stream(httpcore.AsyncNetworkStream):
    """One connection.

    Args:
        protocol: a connected one.
    """

    def __init__(self, protocol: _Protocol) -> None:
        self._protocol = protocol
        self._layers: list[TLSSession] = []
        self._tunnelling = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - see above
        attempt = current_attempt()
        left, errors = (attempt.connect_left, CONNECTING) if self._tunnelling else (attempt.left, READING)
        try:
            data = await self._receive(len(self._layers), max_bytes, left)
            more = data
            while more and self._tunnelling and is_cut(data, self._tunnelling):
                more = await self._receive(len(self._layers), max_bytes, left)
                data += more
        except OSError as error:
            raise translated(error, errors) from error
        attempt.answer_part(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - see above
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
            await self._send(len(self._layers), buffer, left)
        except OSError as error:
            raise translated(error, errors) from error
        finally:
            # This frame may be in a traceback that prints local variables.
            del buffer
        if not self._tunnelling:
            attempt.phase = Phase.WAITING

    async def aclose(self) -> None:
        # Without a farewell, and so without waiting for one: this also runs when the call was cancelled.
        self._protocol.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext | HandsOff,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - see above
    ) -> httpcore.AsyncNetworkStream:
        attempt = current_attempt()
        attempt.phase = Phase.CONNECTING
        self._tunnelling = 0
        context = ssl_context.context if isinstance(ssl_context, HandsOff) else ssl_context
        try:
            session = TLSSession(context, server_hostname)
            await self._drive(session, session.shake_hands, len(self._layers), attempt.connect_left)
        except OSError as error:
            raise translated(error, CONNECTING) from error
        self._layers.append(session)
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return self._protocol.has_something or any(layer.holds_something for layer in self._layers)
        if info == "ssl_object":
            return self._layers[-1].object if self._layers else None
        return self._protocol.extra_info(info)

    # Below: the connection itself is layer 0, the TLS over it 1, the TLS within that 2.

    async def _receive(self, layer: int, most: int, left: Callable[[], float]) -> bytes:
        if layer:
            session = self._layers[layer - 1]
            return await self._drive(session, lambda: session.read(most), layer - 1, left)
        seconds = left()
        if seconds <= 0:
            # What has arrived already is read without a pause in which the deadline could strike.
            raise TimeoutError("deadline")
        return await self._protocol.read(most, seconds)

    async def _send(self, layer: int, data: bytes, left: Callable[[], float]) -> None:
        if layer:
            session = self._layers[layer - 1]
            session.take(data)
            del data
            await self._drive(session, session.encrypt, layer - 1, left)
            return
        self._protocol.write(data)
        del data
        if self._protocol.full:
            async with asyncio.timeout(left()):
                await self._protocol.drain()

    async def _drive(
        self, session: TLSSession, act: Callable[[], T | None], below: int, left: Callable[[], float]
    ) -> T:
        """Do a step of TLS, moving its bytes through the layer below as it asks."""
        while True:
            try:
                result = act()
            except BaseException:
                with contextlib.suppress(OSError):  # an alert, where it can still be sent
                    await self._flush(session, below, left)
                raise
            await self._flush(session, below, left)
            if result is not None:
                return result
            session.feed(await self._receive(below, READ_SIZE, left))

    async def _flush(self, session: TLSSession, below: int, left: Callable[[], float]) -> None:
        if data := session.outgoing():
            await self._send(below, data, left)


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

    @classmethod
    async def over(cls, connection: socket.socket) -> _Protocol:
        """Return what speaks over a connected socket, which is closed where that fails."""
        loop = asyncio.get_running_loop()
        try:
            _, protocol = await loop.create_connection(partial(cls, connection), sock=connection)
        except asyncio.CancelledError:
            # The loop closes it then: asyncio at its next turn, uvloop at once and without a word
            # to the object, the number of which may be another's by now.
            loop.call_soon(connection.detach)
            raise
        except BaseException:
            connection.close()
            raise
        return protocol

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # create_connection makes this kind

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
        if exc is not None:
            self._rescue()
        self._ended = True
        self._error = self._error or exc
        _wake(self._reader)
        _wake(self._writer)

    def _rescue(self) -> None:
        """Keep what the peer had to say before it hung up: asyncio reads no more once a write has failed."""
        with contextlib.suppress(OSError):
            while self._waiting_bytes <= _PAUSE_ABOVE and (data := self._socket.recv(READ_SIZE)):
                self._chunks.append(data)
                self._waiting_bytes += len(data)

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
        if self._chunks:
            await _turn()  # else a server that says more and more would hold up all other tasks
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
        most = min(max_bytes, _A_TURN)
        if len(data) > most:
            self._chunks.appendleft(data[most:])
            data = data[:most]
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

    def abort(self) -> None:
        if self._transport is not None:
            try:
                self._transport.abort()
            except RuntimeError:  # its event loop has been closed
                self._socket.close()

    def extra_info(self, name: str) -> Any:
        return None if self._transport is None else self._transport.get_extra_info(name)


async def _turn() -> None:
    """Let other tasks have a turn, as ``asyncio.sleep(0)`` does, which the pool passes over."""
    loop = asyncio.get_running_loop()
    waiter = loop.create_future()
    loop.call_soon(_wake, waiter)
    await waiter


def _give_up(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError("deadline"))


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)
