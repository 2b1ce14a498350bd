"""The loopback server's HTTP, by uvicorn with h11; all that is known of uvicorn's inside stands here.

What it cannot say as tKeel's server does:

* the answer to an HTTP/1.0 request starts with `HTTP/1.1`, and the connection closes even when
  `Connection: keep-alive` was asked for;
* a target with a raw space never reaches the application: h11 refuses it with a body of its own;
* the names of headers go out in lower case, and a body without a `Content-Length` gets one.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, cast

from tkeel_oauth.testing.errors import MissingExtraError

from .asgi import HANG_UP, Message, Receive, RecordedApp, Send

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from types import FrameType

try:
    import uvicorn
    from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
except ImportError:
    raise MissingExtraError("uvicorn", "replay") from None

__all__ = ["UvicornHost"]


class _Protocol(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # uvicorn's access log shows the whole query. Switched off here, for these connections: its
        # setting would silence the log of an application that shares the process.
        self.access_log = False


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
        """Stops, and lets no client of a silent scenario hold that up."""
        for protocol in self._protocols():
            # None until the first request, whatever uvicorn's annotation says.
            cycle = cast("RequestResponseCycle | None", protocol.cycle)
            if cycle is not None and not cycle.response_complete:
                protocol.transport.abort()
        await super().shutdown(sockets)

    def _protocols(self) -> list[H11Protocol]:
        return [cast("H11Protocol", connection) for connection in self.server_state.connections]

    async def _lend_hang_up(self, scope: Message, receive: Receive, send: Send) -> None:
        extensions = {**scope.get("extensions", {}), HANG_UP: partial(self._hang_up, scope["client"])}
        await self._app({**scope, "extensions": extensions}, receive, send)

    def _hang_up(self, client: object) -> None:
        for protocol in self._protocols():
            if protocol.client == client:
                protocol.transport.abort()
