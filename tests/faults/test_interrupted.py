"""Control-C or a cancellation in the middle of an answer: what the traceback shows of it."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable

import pytest

from tests.faults.answers import answer, filled
from tests.faults.calls import LOGIN
from tests.faults.server import CODE, Connection, FaultServer
from tkeel_oauth import AsyncClient, Client
from tkeel_oauth._runtime.transport import body as bodies


def _most_of_an_answer(connection: Connection) -> None:
    connection.request()
    said = filled(b'{"code": "@CODE@"', connection)
    connection.send(answer(said, length=len(said) + 1))
    connection.hold()


def shown(error: BaseException) -> list[str]:
    """The secrets in the variables of frames below the call, as a tool prints them."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [frame for frame in told.stack if frame.filename != __file__]
    assert frames
    return [
        f"{frame.name}: {name}"
        for frame in frames
        for name, value in (frame.locals or {}).items()
        if CODE in value or LOGIN["password"] in value
    ]


@pytest.fixture
def when_read(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Do something when the first part of a body has been read."""

    def install(act: Callable[[], object]) -> None:
        def feed(self: bodies.Body, data: bytes) -> bool:
            more = right(self, data)
            act()
            return more

        right = bodies.Body.feed
        monkeypatch.setattr(bodies.Body, "feed", feed)

    return install


def test_interrupted(when_read: Callable[[Callable[[], object]], None]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    when_read(interrupt)
    with FaultServer(_most_of_an_answer) as server, Client(server.base_url) as client:
        with pytest.raises(KeyboardInterrupt) as caught:
            client.oauth.authorize("t", **LOGIN)
        assert shown(caught.value) == []


def test_cancelled(when_read: Callable[[Callable[[], object]], None]) -> None:
    def cancel() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()

    async def main() -> None:
        async with AsyncClient(server.base_url) as client:
            await client.oauth.authorize("t", **LOGIN)

    when_read(cancel)
    with FaultServer(_most_of_an_answer) as server:
        with pytest.raises(asyncio.CancelledError) as caught:
            asyncio.run(main())
        assert shown(caught.value) == []
