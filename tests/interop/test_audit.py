"""The workflows under zizmor's rules, and the built package as an index would look at it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_workflows_and_package_pass() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "audit"), "workflows", "package"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "== workflows" in done.stdout
    assert "== package" in done.stdout
