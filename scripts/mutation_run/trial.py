"""Runs tests in a process made by `fork`, so that pytest and the libraries are imported once."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ARGUMENTS = (
    *("-x", "-q", "--tb=line", "--hypothesis-profile=mutation"),
    # what is imported below has its plugins imported with it
    *("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"),
    # the installed plugin would import the checkout's package before the copy's
    *("-p", "no:tkeel_oauth", "-p", "no:xdist", "-p", "no:randomly"),
)
_POLL = 0.01


def preload() -> None:
    """Import what is the same for all trials, and say how hypothesis looks for examples."""
    from hypothesis import settings  # noqa: PLC0415 - not before a process is there that needs it

    for name in ("asyncio", "httpx", "respx", "trio", "uvicorn"):
        importlib.import_module(name)
    settings.register_profile("mutation", max_examples=20, derandomize=True, database=None, deadline=None)


def passes(tree: Path, tests: Sequence[str], *, output: Path, timeout: float, warm: bool = False) -> bool:
    """Run files of tests in a copy of the checkout, one after the other; a test that fails ends the run.

    Args:
        tree: The copy.
        tests: The files, below `tests`.
        output: Where their output goes.
        timeout: For each file, in seconds; a run that takes longer has failed.
        warm: Whether the compiled files may be written, for the runs to come.

    Returns:
        Whether all passed.
    """
    # Each for itself: most mutants fall to the first file, and collecting the others takes longer than it.
    return all(_passes(tree, name, output=output, timeout=timeout, warm=warm) for name in tests)


def _passes(tree: Path, name: str, *, output: Path, timeout: float, warm: bool) -> bool:
    child = os.fork()
    if not child:
        try:
            code = _run(tree, name, output, warm=warm)
        except BaseException:  # noqa: BLE001 - nothing of the parent's may run here
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    deadline = time.monotonic() + timeout
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) == 0
        if time.monotonic() > deadline:
            # the child leads a group of its own, which holds what its tests started
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(_POLL)


def _run(tree: Path, name: str, output: Path, *, warm: bool) -> int:
    os.setsid()
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.chdir(tree)
    # A mutant may have the size and the second of the one before it, which is all that compiled files go by.
    sys.dont_write_bytecode = not warm
    import pytest  # noqa: PLC0415

    return int(pytest.main([*_ARGUMENTS, f"tests/{name}"]))
