"""Code in an interpreter of its own, where nothing is imported yet."""

from __future__ import annotations

import os
import subprocess
import sys


def run_fresh(code: str, *flags: str) -> str:
    """Run code that can import what this interpreter can; return what it prints."""
    done = subprocess.run(
        [sys.executable, *flags, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
