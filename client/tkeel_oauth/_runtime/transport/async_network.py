"""Our connections in httpcore's terms, for asyncio; httpcore passes its parameters by name."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpcore

from .async_stream import AsyncStream
from .sync_stream import any_address
from .timeouts import attempt_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from ..call.messages import Attempt
    from .resolve import SocketAddress

__all__ = ["AsyncNetwork"]


class AsyncNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections within an attempt's budget for connecting.

    httpcore's own backend goes through anyio, several layers a read.
    """

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the name is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        attempt = attempt_of(timeout)
        if attempt is None:
            raise TypeError("a connection needs the attempt it is made for")
        try:
            return _Stream(await AsyncStream.open(host, port, attempt, self._usable), attempt)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error

    def _usable(self, addresses: list[SocketAddress]) -> list[SocketAddress]:
        """Return those of a host's addresses that may be connected to.

        Raises:
            OSError: there is none.
        """
        return any_address(addresses)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Stream(httpcore.AsyncNetworkStream):
    """One connection.

    Args:
        stream: ours.
        attempt: the attempt it was opened for; used where httpcore gives no timeout, as
            in the handshake of a SOCKS proxy.
    """

    def __init__(self, stream: AsyncStream, attempt: Attempt) -> None:
        self._stream = stream
        self._opened_for = attempt

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        attempt = attempt_of(timeout) or self._opened_for
        try:
            data = await self._stream.receive(attempt, max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout("deadline") from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        attempt.answer_part(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        sending = self._stream.send(attempt_of(timeout) or self._opened_for, buffer)
        # This frame may be in a traceback that prints local variables.
        del buffer
        try:
            await sending
        except TimeoutError as error:
            raise httpcore.WriteTimeout("deadline") from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        self._stream.close()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            await self._stream.secure(ssl_context, server_hostname, attempt_of(timeout) or self._opened_for)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return self._stream.has_something
        return self._stream.extra_info(info)
