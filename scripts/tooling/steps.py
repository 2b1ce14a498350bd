"""Steps of a set-up: each is done once, by one process at a time.

A step counts as done when its stamp is written, which comes last: one that was interrupted starts over.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
LOG = CACHE / "setup.log"

_NOT_PASSED_ON = {
    # they send pip's work elsewhere, or add to what the lock says
    *("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_CONSTRAINT"),
    # they could put another tkeel_oauth before the checkout's
    *("PYTHONPATH", "PYTHONHOME"),
}


class SetupError(Exception):
    """The set-up cannot go on; the text is one line that says what to do."""


def once(stamp: Path, state: str, make: Callable[[], None], *, note: str) -> None:
    """Do a step, unless it was done for the same state before.

    Args:
        stamp: The file that tells for which state the step was done.
        state: What the result depends on, as a digest.
        make: Does the step.
        note: What to tell the person who waits.

    Raises:
        SetupError: The step failed.
    """
    if _read(stamp) == state:
        return
    with _alone(stamp):
        if _read(stamp) == state:
            return
        say(note)
        make()
        stamp.write_text(state, encoding="ascii")


def is_done(stamp: Path, state: str) -> bool:
    """Tell whether a step was done for this state."""
    return _read(stamp) == state


def digest(*files: Path, text: str = "") -> str:
    """The SHA-256 of files and a text, to tell whether any of them has changed."""
    total = hashlib.sha256(text.encode())
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def run_quietly(command: list[str], *, otherwise: str, cwd: Path = ROOT) -> None:
    """Run a command whose output nobody needs unless it fails.

    Args:
        command: The command and its arguments.
        otherwise: What to tell the person when it fails.
        cwd: The folder to run it in.

    Raises:
        SetupError: It ended with something else than 0.
    """
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment_variables(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        CACHE.mkdir(exist_ok=True)
        LOG.write_text(f"{' '.join(command)}\n{done.stdout}{done.stderr}", encoding="utf-8")
        raise SetupError(f"{otherwise} (details in {LOG.relative_to(ROOT)})")


def environment_variables() -> dict[str, str]:
    """The caller's environment variables without those that would change what is installed or imported."""
    return {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}


def say(text: str) -> None:
    """Tell the person what takes time."""
    print(text, file=sys.stderr, flush=True)


def _read(stamp: Path) -> str:
    try:
        return stamp.read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


@contextmanager
def _alone(stamp: Path) -> Generator[None]:
    name = "-".join(stamp.parts[-3:]).strip(".")
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as file:
        if sys.platform != "win32":
            import fcntl  # noqa: PLC0415 - not on Windows, which goes without the lock

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("waiting for another set-up to finish")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
