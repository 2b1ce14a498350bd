"""What docs/contract-changes.md shows is what scripts/contract-diff prints."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.documents.blocks import blocks_of
from tests.documents.running import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_a_parameter_becomes_required(tmp_path: Path) -> None:
    (shown,) = (
        block for block in blocks_of(ROOT / "docs" / "contract-changes.md") if block.language == "text"
    )
    old = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    before, state, after = old.partition("- name: state\n")
    assert state
    (tmp_path / "old.yaml").write_text(old, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(
        before + state + after.replace("required: false", "required: true", 1), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "contract-diff"), "old.yaml", "new.yaml"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout == shown.text
