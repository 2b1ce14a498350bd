"""Every change of the table with Redocly, and the whole command on some of them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from contract_diff import redocly, rules
from contract_diff.verdict import ComparisonError, Effect
from generation import document
from tests.contract_diff.changes import CHANGES, UNSEEN_BY_REDOCLY
from tests.contract_diff.changing import ROOT, written

if TYPE_CHECKING:
    from pathlib import Path

    from contract_diff.verdict import Finding


def ask_redocly(old: Path, new: Path) -> list[Finding]:
    try:
        return redocly.compare(old, new)
    except ComparisonError as error:
        pytest.fail(str(error))


@pytest.mark.parametrize("name", CHANGES)
def test_the_wire(name: str, tmp_path: Path) -> None:
    change = CHANGES[name]
    old, new = change.documents()
    files = (written(old, tmp_path / "old.yaml"), written(new, tmp_path / "new.yaml"))
    found = ask_redocly(*files)
    judged = [*found, *rules.compare(*(document.load(file) for file in files))]
    assert max((finding.effect for finding in judged), default=Effect.SAME).word == change.wire, judged
    seen = any(finding.effect is Effect.BREAKS for finding in found)
    assert seen is (change.wire == "breaks" and name not in UNSEEN_BY_REDOCLY), found


@pytest.mark.parametrize(
    "name",
    [
        "the path is renamed",
        "the operationId is another",
        "the default of an optional parameter is another",
        "an optional parameter is added",
        "a description is another",
    ],
)
def test_the_command(name: str, tmp_path: Path) -> None:
    change = CHANGES[name]
    old, new = change.documents()
    files = (written(old, tmp_path / "old.yaml"), written(new, tmp_path / "new.yaml"))
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "contract-diff"), *map(str, files), "--json"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    assert done.returncode == (1 if change.version == "major" else 0), done.stderr
    told = json.loads(done.stdout)
    assert told["wire"]["verdict"] == change.wire
    assert told["python"]["verdict"] == change.python
    assert told["version"]["part"] == change.version
