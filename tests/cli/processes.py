"""The command as a process; none is waited for longer than a minute, whatever it waits for itself."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import tkeel_oauth

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["ALICE", "COMMAND", "NOWHERE", "USER", "Terminal", "at_terminal", "process", "run", "run_code"]

SECONDS = 60
NOWHERE = "http://127.0.0.1:1/v1"
USER = ["--tenant-id", "tenant-a", "--username", "alice"]
ALICE = [*USER, "--redirect-uri", "http://tkeel.io/callback"]
COMMAND = [sys.executable, "-m", "tkeel_oauth.cli"]
# A test runner in the background may have SIGINT ignored, which children inherit.
INTERRUPTIBLE = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from tkeel_oauth.cli import main; sys.exit(main())"
)


class Terminal(io.StringIO):
    """A terminal at which something is typed."""

    def isatty(self) -> bool:
        return True


def environment(**variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return {**kept, "PYTHONPATH": str(Path(tkeel_oauth.__file__).parents[1]), **variables}


def run(line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a line in a shell, which can leave the command without a stream."""
    return _done(["/bin/sh", "-c", line], **variables)


def run_code(code: str) -> subprocess.CompletedProcess[str]:
    return _done([sys.executable, "-c", code])


def _done(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environment(**variables), capture_output=True, text=True, check=False, timeout=SECONDS
    )


@contextlib.contextmanager
def process(*arguments: str, cwd: Path | None = None) -> Generator[subprocess.Popen[str]]:
    """The command under way, with its two streams; it can be interrupted."""
    with (
        subprocess.Popen(
            [sys.executable, "-c", INTERRUPTIBLE, *arguments],
            cwd=cwd,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as running,
        ended_in_time(running),
    ):
        yield running


@contextlib.contextmanager
def ended_in_time(running: subprocess.Popen[str] | subprocess.Popen[bytes]) -> Generator[None]:
    """Ends a process when the block is left or time is up: what reads from it goes on then."""
    timer = threading.Timer(SECONDS, running.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        running.kill()


def at_terminal(*arguments: str, types: str, **variables: str) -> tuple[int, str]:
    """Runs the command at a terminal of 80 columns, and types when it asks.

    Returns:
        Its exit code, and what the terminal showed.
    """
    import pty  # noqa: PLC0415 - Windows has none
    import termios  # noqa: PLC0415 - nor this

    outside, inside = pty.openpty()
    termios.tcsetwinsize(inside, (40, 80))
    with subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(TERM="xterm-256color", **variables),
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
    ) as running:
        os.close(inside)
        shown = b""
        # Linux ends with an error when the other side is gone.
        with ended_in_time(running), contextlib.suppress(OSError):
            while more := os.read(outside, 4096):
                shown += more
                if types and shown.endswith(b"Password: "):
                    os.write(outside, f"{types}\n".encode())
                    types = ""
        os.close(outside)
    return running.returncode, shown.decode()
