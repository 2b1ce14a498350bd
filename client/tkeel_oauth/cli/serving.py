"""Runs the recorded server in the main thread, with signals."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

from tkeel_oauth.testing.hosts.asgi import RecordedApp
from tkeel_oauth.testing.hosts.listening import base_url, listen
from tkeel_oauth.testing.hosts.uvicorn_host import UvicornHost
from tkeel_oauth.testing.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tkeel_oauth.testing.engine import Engine

__all__ = ["run"]


def run(  # noqa: PLR0913 - each by its name
    engine: Engine,
    *,
    host: str,
    port: int,
    latency: float,
    announce: Callable[[str], None],
    log: Callable[[object], None],
) -> None:
    """Serves until SIGTERM, which ends it quietly, or SIGINT, which raises KeyboardInterrupt.

    Args:
        engine: What finds the answers.
        host: The address to listen on.
        port: 0 picks a free one.
        latency: Seconds that every answer waits.
        announce: Called with the base URL once connections are accepted.
        log: Called with each call as it is answered.

    Raises:
        ListenError: When the port is busy or the host is not one of this machine's.
    """
    app = RecordedApp(engine, Journal(keep=0, sink=log), latency=latency)
    with listen(host, port) as listener:
        server = UvicornHost(app, lambda: announce(base_url(listener)))
        # The server restores the handlers it found and raises the signal again once it has stopped: this
        # one then makes SIGTERM the end of a clean run instead of the death of the process.
        previous = signal.signal(signal.SIGTERM, lambda _number, _frame: server.stop())
        try:
            asyncio.run(server.serve([listener]))
        finally:
            signal.signal(signal.SIGTERM, previous)
