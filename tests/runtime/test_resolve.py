"""Looking hosts up where the system gives no thread for it."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tests.faults.calls import LOGIN
from tkeel_oauth import AsyncClient, Client, ConnectionFailed


def _refuse(_: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def test_no_thread_is_a_connection_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with AsyncClient("http://localhost:1", retries=0) as client:
            await client.oauth.authorize("t", **LOGIN)

    monkeypatch.setattr(threading.Thread, "start", _refuse)
    client = Client("http://localhost:1", retries=0)
    for call in (lambda: client.oauth.authorize("t", **LOGIN), lambda: asyncio.run(main())):
        with pytest.raises(ConnectionFailed, match="no thread can be started to look up the host"):
            call()
    client.close()
