"""What mypy is told in docs/reference/protobuf.md is what a user of mypy --strict needs, and enough."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.documents.blocks import blocks_of
from tests.documents.running import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = blocks_of(ROOT / "docs" / "reference" / "protobuf.md")
(OVERRIDE,) = (block.text for block in PAGE if block.language == "toml")
(SAMPLE,) = (block.text for block in PAGE if block.language == "python" and "google.rpc" in block.text)


@pytest.mark.parametrize("told", [True, False])
def test_mypy_needs_to_be_told_and_is_content_then(*, told: bool, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(OVERRIDE if told else "", encoding="utf-8")
    (tmp_path / "sample.py").write_text(SAMPLE, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file", "pyproject.toml"),
            *("--cache-dir", str(ROOT / ".cache" / "mypy-docs"), "sample.py"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is told, done.stdout
    assert ("[import-untyped]" in done.stdout) is not told
