"""The recorded server on a loopback socket, in a thread of the test's process."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Self

from tkeel_oauth.testing.engine import Engine

from .asgi import RecordedApp
from .listening import base_url, listen
from .uvicorn_host import UvicornHost

if TYPE_CHECKING:
    from types import TracebackType

    from tkeel_oauth.testing.journal import Call
    from tkeel_oauth.testing.scenario import Recording
    from tkeel_oauth.testing.wire_forms import Wire

__all__ = ["AppServer", "RecordedServer"]


class AppServer:
    """Serves a recorded application over HTTP while its `with` block runs.

    Args:
        app: The application.
        host: The address to listen on.
        port: 0 picks a free one.

    Raises:
        MissingExtraError: On import, when uvicorn is not installed.
    """

    def __init__(self, app: RecordedApp, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._app = app
        self._address = host, port
        self._running: tuple[threading.Thread, UvicornHost, str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """The base URL for `Client`, such as `http://127.0.0.1:49152/v1`.

        Raises:
            RuntimeError: When the server is not running.
        """
        if self._running is None:
            raise RuntimeError("the recorded server is not running: use it in a with block or call start()")
        return self._running[2]

    @property
    def requests(self) -> tuple[Call, ...]:
        """What was asked so far, oldest first, without query values."""
        return self._app.requests

    def start(self) -> None:
        """Listens, and returns once connections are accepted.

        Raises:
            ListenError: When the port is busy or the host is not one of this machine's.
            RuntimeError: When the server is running already.
        """
        if self._running is not None:
            raise RuntimeError("the recorded server is running already")
        listener = listen(*self._address)
        listening = threading.Event()
        host = UvicornHost(self._app, listening.set)

        def run() -> None:
            try:
                asyncio.run(host.serve([listener]))
            finally:
                listener.close()
                # Also when it could not start, so that nobody waits for it for ever.
                listening.set()

        thread = threading.Thread(target=run, name="tkeel-oauth recorded server", daemon=True)
        self._running = thread, host, base_url(listener)
        thread.start()
        listening.wait()

    def stop(self) -> None:
        """Closes every connection and waits until the port is free; does nothing when not running."""
        if self._running is None:
            return
        thread, host, _ = self._running
        self._running = None
        host.stop()
        thread.join()


class RecordedServer(AppServer):
    """Serves a recording over HTTP while its `with` block runs.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        host: The address to listen on.
        port: 0 picks a free one.
        strict: Answer 501 to credentials that were not recorded, instead of tKeel's refusal.
        wire: Answer in tKeel's `served` or its `documented` form; without it, in the recorded one.
        latency: Seconds that every answer waits; other requests are answered meanwhile.

    Raises:
        MissingExtraError: On import, when uvicorn is not installed.
    """

    def __init__(  # noqa: PLR0913 - each by its name
        self,
        recording: Recording | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        strict: bool = False,
        wire: Wire | None = None,
        latency: float = 0.0,
    ) -> None:
        engine = Engine(recording, strict=strict, wire=wire)
        super().__init__(RecordedApp(engine, latency=latency), host=host, port=port)
