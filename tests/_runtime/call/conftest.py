"""A server that says what a test wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests._runtime.call.servers import Server

if TYPE_CHECKING:
    from tests._runtime.call.servers import Said, Serve


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Make a server; retries do not wait for it."""

    def at_once(_: float) -> None:
        pass

    async def at_once_async(_: float) -> None:
        pass

    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.sleep", at_once)
    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.async_sleep", at_once_async)

    def make(*says: Said) -> Server:
        return Server(list(says))

    return make
