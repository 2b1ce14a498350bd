"""The loopback server's HTTP, by uvicorn with h11; all that is known of uvicorn's inside stands here.

What it cannot say as tKeel's server does:

* the answer to an HTTP/1.0 request starts with `HTTP/1.1`, and the connection closes even when
  `Connection: keep-alive` was asked for;
* a target with a raw space never reaches the application: h11 refuses it with a body of its own;
* what is not HTTP, or has more than 1 MiB of headers, gets uvicorn's `400` in place of Go's `400`, `431` or
  `505`, and no line in the request log;
* the names of headers go out in lower case, and a body without a `Content-Length` gets one.
"""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from typing import TYPE_CHECKING, cast

from tkeel_oauth.testing.errors import MissingExtraError

from .asgi import HANG_UP, Message, Receive, RecordedApp, Send

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

try:
    import uvicorn
    from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
except ImportError:
    raise MissingExtraError("uvicorn", "replay") from None

__all__ = ["UvicornHost"]


# Go's server takes headers of this size and keeps idle connections; bytes and seconds.
_HEADERS_AT_MOST = 1 << 20
_IDLE_AT_MOST = 600


class _Protocol(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # Headers and body go out in two writes: with Nagle's algorithm the second would wait 40 ms for the
        # client's acknowledgement. asyncio switches it off only for sockets that it has made itself.
        connection = cast("socket.socket", transport.get_extra_info("socket"))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # uvicorn's access log shows the whole query. Switched off here, for these connections: its
        # setting would silence the log of an application that shares the process.
        self.access_log = False

    def _should_upgrade(self) -> bool:
        # Asked of every request. Go's server ignores an Upgrade as well, but does not complain of it.
        return False


class UvicornHost(uvicorn.Server):
    """Serves a recorded application on one listening socket until it is told to stop.

    Args:
        app: The application.
        on_listening: Called once connections are accepted.
    """

    def __init__(self, app: RecordedApp, on_listening: Callable[[], None]) -> None:
        self._app = app
        self._on_listening = on_listening
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        config = uvicorn.Config(
            self._lend_hang_up,
            http=_Protocol,
            loop="asyncio",
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            server_header=False,
            date_header=False,
            h11_max_incomplete_event_size=_HEADERS_AT_MOST,
            timeout_keep_alive=_IDLE_AT_MOST,
            workers=1,
        )
        config.load()
        # Without what uvicorn wraps around it: one layer logs whole requests at its TRACE level, another
        # lets a header replace the address that hanging up goes by.
        config.loaded_app = self._lend_hang_up
        super().__init__(config)

    def stop(self) -> None:
        """Makes the server stop; callable from any thread and from a signal handler."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stops on a signal, without the delay of uvicorn's polling."""
        super().handle_exit(sig, frame)
        self.stop()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to accept connections and says so."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._on_listening()

    async def main_loop(self) -> None:
        """Waits for the order to stop."""
        await self._stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops at once, where uvicorn's own way polls, and waits for the clients of a silent scenario."""
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        for protocol in self._protocols():
            # None until the first request, whatever uvicorn's annotation says.
            cycle = cast("RequestResponseCycle | None", protocol.cycle)
            if cycle is None or cycle.response_complete:
                protocol.shutdown()
            if not protocol.transport.is_closing() or protocol.transport.get_write_buffer_size():
                protocol.transport.abort()
        while self.server_state.connections:  # noqa: ASYNC110 - uvicorn offers nothing else to wait for
            # Each is closed by now and goes with one of the next turns of the loop.
            await asyncio.sleep(0)
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)
        for server in self.servers:
            await server.wait_closed()

    def _protocols(self) -> list[H11Protocol]:
        return [cast("H11Protocol", connection) for connection in self.server_state.connections]

    async def _lend_hang_up(self, scope: Message, receive: Receive, send: Send) -> None:
        extensions = {**scope.get("extensions", {}), HANG_UP: partial(self._hang_up, scope["client"])}
        await self._app({**scope, "extensions": extensions}, receive, send)

    def _hang_up(self, client: object) -> None:
        for protocol in self._protocols():
            if protocol.client == client:
                protocol.transport.abort()
