"""What docs/many-logins.md shows runs, and keeps what the page says of it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

import tkeel_oauth
from tests.documents.blocks import ADDRESS, blocks_of
from tests.documents.running import ROOT
from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

BLOCKS = blocks_of(ROOT / "docs" / "many-logins.md")
_, RECIPE = (block.text for block in BLOCKS if block.language == "python")


class Gate:
    """A client whose calls end when they are told to."""

    def __init__(self) -> None:
        self.oauth = self
        self.waiting: list[asyncio.Future[object]] = []
        self.called = asyncio.Semaphore(0)
        self.cancelled = 0

    async def authorize(self, *_: object, **__: object) -> object:
        ended: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self.waiting.append(ended)
        self.called.release()
        try:
            return await ended
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


async def test_the_recipe_is_bounded_fair_and_cancellable() -> None:
    names: dict[str, object] = {}
    with RecordedServer() as server:
        recipe = RECIPE.replace(ADDRESS, server.base_url)
        await asyncio.to_thread(exec, compile(recipe, "many-logins.md", "exec"), names)
    log_in_all = cast("Callable[..., Coroutine[None, None, None]]", names["log_in_all"])
    taken: list[int] = []
    done: list[str] = []

    def users() -> Iterator[tuple[str, str]]:
        for number in range(1000):
            taken.append(number)
            yield str(number), ""

    def note(name: str, _: object) -> None:
        done.append(name)

    gate = Gate()
    task = asyncio.create_task(log_in_all(gate, users(), note, at_once=3))
    for _ in range(2):
        await gate.called.acquire()
    for ended in range(10):
        await gate.called.acquire()
        assert taken == list(range(ended + 3)), "a user is taken when a call can begin"
        assert done == [str(number) for number in range(ended)]
        gate.waiting[ended].set_result(None)
    await gate.called.acquire()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert gate.cancelled == 3
    assert len(done) == 10


def test_an_interrupt_ends_it_without_a_traceback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        block = RECIPE.replace(ADDRESS, f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
        with subprocess.Popen(
            [sys.executable, "-c", block],
            env={**os.environ, "PYTHONPATH": str(Path(tkeel_oauth.__file__).parents[1])},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as running:
            try:
                connection, _ = listener.accept()
                with connection:
                    assert connection.recv(65536)
                    running.send_signal(signal.SIGINT)
                    said, _ = running.communicate(timeout=20)
            finally:
                running.kill()
    assert (running.returncode, said) == (130, "")
