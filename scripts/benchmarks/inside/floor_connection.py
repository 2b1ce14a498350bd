"""A connection of the floor for asyncio."""

from __future__ import annotations

import asyncio

from .floor import code_in

__all__ = ["Connection"]


class Connection(asyncio.Protocol):
    """Sends one request again and again.

    Args:
        request: Its bytes.
    """

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._received = b""
        self._answered: asyncio.Future[str] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Look whether the answer is whole."""
        self._received += data
        code = code_in(self._received)
        if code is not None and self._answered is not None:
            self._received = b""
            self._answered.set_result(code)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the one who waits for the answer."""
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(exc or ConnectionError("closed"))

    def ask(self) -> asyncio.Future[str]:
        """Send the request; the code comes with the future."""
        self._answered = asyncio.get_running_loop().create_future()
        if self._transport is not None:
            self._transport.write(self._request)
        return self._answered

    def abort(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.abort()
