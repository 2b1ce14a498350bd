"""A slow server: every answer waits, none waits for another, and stopping waits for none."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest

from tests.testing.test_server import wait_for
from tests.testing.wire import as_bytes, connect, read_answer
from tkeel_oauth.testing import RecordedServer, asgi_app, load_recording

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDING = load_recording()
LATENCY = 5.0


class Clock:
    """Stands in for the event loop's clock and moves when it is told to."""

    def __init__(self, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
        self._real: Callable[[], float] = loop.time
        self._ahead = 0.0
        monkeypatch.setattr(loop, "time", lambda: self._real() + self._ahead)

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


class Exchange:
    """One request to an ASGI application: what it sent, and whether its client left."""

    def __init__(self, scenario: str) -> None:
        self.sent: list[str] = []
        self.left = asyncio.Event()
        headers = [(b"prefer", f"example={scenario}".encode())]
        self.scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "raw_path": b"/v1",
            "query_string": b"",
            "headers": headers,
        }

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:  # noqa: ANN401 - ASGI's own type
        self.sent.append(message["type"])


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_answers_wait_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(asyncio.get_running_loop(), monkeypatch)
    app = asgi_app(latency=LATENCY)
    exchanges = [Exchange("success") for _ in range(20)]
    tasks = [asyncio.create_task(app(one.scope, one.receive, one.send)) for one in exchanges]
    await turns()
    assert len(app.requests) == 20
    clock.advance(LATENCY - 1)
    await turns()
    assert [one.sent for one in exchanges] == [[]] * 20
    clock.advance(1)
    await asyncio.gather(*tasks)
    assert [one.sent for one in exchanges] == [["http.response.start", "http.response.body"]] * 20


async def test_a_client_that_leaves_is_not_waited_for() -> None:
    exchange = Exchange("success")
    task = asyncio.create_task(asgi_app(latency=LATENCY)(exchange.scope, exchange.receive, exchange.send))
    await turns()
    exchange.left.set()
    await task
    assert exchange.sent == []


def test_stopping_does_not_wait() -> None:
    server = RecordedServer(latency=3600)
    with server, connect(server.base_url) as connection:
        connection.sendall(as_bytes(RECORDING["success"].request))
        wait_for(lambda: server.requests)
        server.stop()
        with pytest.raises((ConnectionError, ValueError)):
            read_answer(connection)


def test_a_short_one_over_a_socket() -> None:
    with RecordedServer(latency=0.01) as server, connect(server.base_url) as connection:
        for _ in range(2):
            connection.sendall(as_bytes(RECORDING["success"].request))
            assert read_answer(connection).status == 200


def test_answers_do_not_wait_for_the_clients_acknowledgement() -> None:
    """Nagle's algorithm would hold back a body of its own write for 40 ms."""
    seen: list[int] = []
    original = socket.socket.setsockopt

    class Watched(socket.socket):
        def setsockopt(self, *arguments: Any) -> None:  # noqa: ANN401 - handed on
            seen.append(arguments[1])
            original(self, *arguments)

    with pytest.MonkeyPatch.context() as patch, RecordedServer() as server:
        patch.setattr(socket.socket, "setsockopt", Watched.setsockopt)
        with connect(server.base_url) as connection:
            connection.sendall(as_bytes(RECORDING["success"].request))
            assert read_answer(connection).status == 200
    assert socket.TCP_NODELAY in seen
