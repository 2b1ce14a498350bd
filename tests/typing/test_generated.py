"""mypy --strict on a package that is generated from another document."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.scripts.generation.conftest import HERE, generate

if TYPE_CHECKING:
    from pathlib import Path


def test_a_package_of_every_construct_is_typed(tmp_path: Path) -> None:
    assert generate(HERE / "constructs.yaml", tmp_path) == 0
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), "-p", "tkeel_oauth"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
