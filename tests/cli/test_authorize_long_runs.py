"""`tkeel-oauth authorize --from` with many rows, an interrupt, and a terminal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import tkeel_oauth
from tests.cli.many_files import ALICE, ENVIRONMENT, WRONG, Files, assert_quiet
from tests.recorder.fake_tkeel import CAROL, FakeTkeel, serving
from tkeel_oauth.cli.many import users as users_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth.cli.many.users import Login
    from tkeel_oauth.testing import ReplayServer


def test_two_thousand_rows(server: ReplayServer, files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    files.write(WRONG if number % 10 == 0 else ALICE for number in range(2000))
    assert files.run("--concurrency", "20") == 1
    rows = files.lines()
    assert sorted(int(str(line["row"])) for line in rows) == list(range(1, 2001))
    assert {int(str(line["row"])) % 10 for line in rows if "error" in line} == {1}
    shown = capsys.readouterr().err
    assert f"{files.results}: 1800 codes, 200 failed (200 BadRequest)" in shown
    assert_quiet(shown)
    assert server.unmatched == ()


class Gate:
    """Stands for the API: its calls wait until they are let through, and it knows how many wait."""

    def __init__(self) -> None:
        self.waiting = 0
        self.most = 0

    async def authorize(self, *_: object, **__: object) -> tkeel_oauth.models.V1AuthorizeResponse:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        await asyncio.sleep(0)
        self.waiting -= 1
        return tkeel_oauth.models.V1AuthorizeResponse(code="A")


def test_a_row_is_read_when_its_call_can_begin(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    ahead: list[int] = []
    iterating = users_module.Users.__iter__

    def watched(users: users_module.Users) -> Iterator[Login]:
        for login in iterating(users):
            ahead.append(login.row - gate.waiting - len(files.lines()) if files.results.exists() else 0)
            yield login

    monkeypatch.setattr(users_module.Users, "__iter__", watched)
    monkeypatch.setattr("tkeel_oauth.async_client.AsyncClient.oauth", gate)
    files.write([ALICE] * 300)
    assert files.run("--base-url", "https://iot.example.com/v1", "--concurrency", "7") == 0
    assert gate.most == 7
    assert max(ahead) == 1


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_ends_it_and_keeps_what_is_there(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TKEEL_PASSWORD", raising=False)
    files.write([list(CAROL.texts)] * 8)
    with serving(FakeTkeel(stop_after=3, silent=True)) as fake:
        with subprocess.Popen(
            [sys.executable, "-m", "tkeel_oauth.cli", *files.arguments, "--concurrency", "2"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**ENVIRONMENT, "TKEEL_BASE_URL": fake.base_url},
            # A test runner in the background may have SIGINT ignored, which children inherit.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
        ) as process:
            try:
                while not (files.results.exists() and len(files.lines()) == 3):
                    assert process.poll() is None
                    time.sleep(0.01)
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=20)
            finally:
                process.kill()
        assert (process.returncode, out) == (130, "")
        assert err == f"\n{files.results}: 3 codes, 0 failed; interrupted, --resume goes on from there\n"
    with serving(FakeTkeel()) as fake:
        assert files.run("--base-url", fake.base_url, "--resume") == 0
        assert len(fake.calls) == 5
    assert sorted(int(str(line["row"])) for line in files.lines()) == list(range(1, 9))


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_at_a_terminal_there_is_a_bar(server: ReplayServer, files: Files) -> None:
    files.write([ALICE, WRONG, ALICE])
    command = [sys.executable, "-m", "tkeel_oauth.cli", *files.arguments]
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - another process
        environment = {**ENVIRONMENT, "TKEEL_BASE_URL": server.base_url, "TERM": "xterm"}
        os.execve(command[0], command, environment)  # noqa: S606 - a shell would be in the way
    shown = b""
    with contextlib.suppress(OSError):  # Linux says so when the other side is gone
        while more := os.read(terminal, 1024):
            shown += more
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    text = shown.decode()
    assert os.waitstatus_to_exitcode(status) == 1
    assert "] 3/3" in text.replace("  ", " ")
    assert "1 failed" in text
    assert_quiet(text)
