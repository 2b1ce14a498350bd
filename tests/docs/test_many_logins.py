"""What docs/many-logins.md shows runs, and keeps what the page says of it."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from markdown_it import MarkdownIt

import tkeel_oauth
from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "many-logins.md"
ADDRESS = "http://127.0.0.1:8080/v1"
TOKENS = [token for token in MarkdownIt().parse(PAGE.read_text(encoding="utf-8")) if token.type == "fence"]


def blocks(language: str) -> list[str]:
    return [token.content for token in TOKENS if token.info == language]


@pytest.fixture(scope="module", name="base_url")
def _base_url() -> Iterator[str]:
    with RecordedServer() as server:
        yield server.base_url


def run(block: str, base_url: str) -> tuple[dict[str, object], list[str]]:
    names: dict[str, object] = {"__name__": "recipe"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block.replace(ADDRESS, base_url), str(PAGE), "exec"), names)  # noqa: S102 - it is ours
    return names, printed.getvalue().splitlines()


@pytest.mark.parametrize("number", [0, 1])
def test_a_block_prints_what_its_end_says(number: int, base_url: str) -> None:
    block = blocks("python")[number]
    promised = re.findall(r"^# (.*)$", block, re.MULTILINE)
    assert promised
    assert run(block, base_url)[1] == promised


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


async def test_the_recipe_is_bounded_fair_and_cancellable(base_url: str) -> None:
    block = blocks("python")[1]
    names, _ = await asyncio.to_thread(run, block, base_url)
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
        block = blocks("python")[1].replace(ADDRESS, f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
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
