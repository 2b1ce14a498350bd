"""Load for an HTTP server: connections that each ask again as soon as they have their answer.

With as little work for each request as possible, so that the server is what is measured.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LoadError", "Measured", "run"]

_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


class LoadError(Exception):
    """The server closed a connection, or answered with another status than expected."""


@dataclass
class Measured:
    """How a load went.

    Args:
        seconds: From the first request to the last answer.
        latencies: Seconds that each request took, in ascending order.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list[float])

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def latency(self, share: float) -> float:
        """The seconds within which a share of the requests was answered."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)]


class _Connection(asyncio.Protocol):
    def __init__(
        self, requests: Iterator[tuple[bytes, bytes]], latencies: list[float], ended: asyncio.Future[None]
    ) -> None:
        self._requests = requests
        self._latencies = latencies
        self._ended = ended
        self._received = b""
        self._status = b""
        self._sent_at = 0.0
        self._error: LoadError | None = LoadError("the server closed a connection")
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._ask()

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(_END)
        if end < 0:
            return
        start = self._received.lower().find(_LENGTH, 0, end) + len(_LENGTH)
        length = int(self._received[start : self._received.index(b"\r", start)])
        if len(self._received) < end + len(_END) + length:
            return
        status, self._received = self._received[9:12], b""
        if status != self._status:
            self._end(LoadError(f"answered {status.decode('latin-1')} instead of {self._status.decode()}"))
            return
        self._latencies.append(time.perf_counter() - self._sent_at)
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's name
        # Only now, so that no socket is left open behind the one who waits for this.
        if self._error:
            self._ended.set_exception(self._error)
        else:
            self._ended.set_result(None)

    def _ask(self) -> None:
        following = next(self._requests, None)
        if following is None:
            self._end(None)
            return
        request, self._status = following
        self._sent_at = time.perf_counter()
        if self._transport:
            self._transport.write(request)

    def _end(self, error: LoadError | None) -> None:
        self._error = error
        if self._transport:
            self._transport.close()


async def run(host: str, port: int, connections: int, requests: Iterator[tuple[bytes, bytes]]) -> Measured:
    """Send requests over some connections, each of which is kept open.

    Args:
        host: The server's address.
        port: Its port.
        connections: How many connections ask at once.
        requests: Each request whole, and the status that it must get.

    Raises:
        LoadError: When the server does not answer as it should.
    """
    loop = asyncio.get_running_loop()
    measured = Measured()
    start = time.perf_counter()
    ends: list[asyncio.Future[None]] = []
    for _ in range(connections):
        ended = loop.create_future()
        ends.append(ended)
        connect = partial(_Connection, requests, measured.latencies, ended)
        await loop.create_connection(connect, host, port)
    results = await asyncio.gather(*ends, return_exceptions=True)
    for result in results:
        if result is not None:
            raise result
    measured.seconds = time.perf_counter() - start
    measured.latencies.sort()
    return measured
