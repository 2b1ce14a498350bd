"""scripts/audit reads what pip-audit reports; scripts/matrix finds Pythons."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tooling import audit, matrix

if TYPE_CHECKING:
    from collections.abc import Mapping

SOUND: Mapping[str, object] = {"name": "click", "version": "8.5.1", "vulns": []}
NO_RELEASE: list[str] = []
FLAWED: Mapping[str, object] = {
    "name": "jinja2",
    "version": "3.1.5",
    "vulns": [
        {"id": "PYSEC-1", "fix_versions": ["3.1.6"]},
        {"id": "PYSEC-2", "fix_versions": NO_RELEASE},
    ],
}
SKIPPED = {"name": "attrs", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def report(*packages: Mapping[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_advisories_are_read() -> None:
    found = audit.read_advisories(report(SOUND, FLAWED, SKIPPED))
    assert (found.known, found.unknown) == (2, ["attrs"])
    assert found.flaws == [
        "jinja2 3.1.5: PYSEC-1, mended in 3.1.6",
        "jinja2 3.1.5: PYSEC-2, mended in no release",
    ]


@pytest.mark.parametrize("text", ["", "{}", "null", "Traceback"])
def test_no_report_is_no_good_news(text: str) -> None:
    with pytest.raises(audit.AuditError, match="nothing was compared"):
        audit.read_advisories(text)


def no_setting_up(folder: Path, lock: Path) -> None:
    """What sets up environments, for tests that need none."""


@pytest.fixture
def audited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A project with one lock, and an environment that needs no setting up."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "dev.txt").write_text("")
    (tmp_path / "requirements" / "lowest.txt").write_text("")
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    monkeypatch.setattr(audit, "locked_environment", no_setting_up)
    return tmp_path


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        (report(SOUND), 0, ""),
        (report(SOUND, FLAWED), 1, "dev.txt: jinja2 3.1.5: PYSEC-1, mended in 3.1.6"),
        (report(SOUND, SKIPPED), 1, "no advisories can be had for attrs"),
        (report(SKIPPED), 1, "cannot be reached"),
        ("", 1, "gave no answer"),
    ],
    ids=["sound", "flawed", "one unknown", "all unknown", "no answer"],
)
@pytest.mark.usefixtures("audited")
def test_only_a_whole_answer_without_advisories_passes(
    said: str, code: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def answer(lock: Path) -> str:
        asked.append(lock.name)
        return said

    monkeypatch.setattr(audit, "_pip_audit", answer)
    assert audit.main(["advisories"]) == code
    assert told in capsys.readouterr().err
    assert asked == ["dev.txt"]


@pytest.mark.usefixtures("audited")
def test_a_part_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["advice"]) == 2
    assert "no part is called advice; there are advisories, workflows, package" in capsys.readouterr().err


def test_pythons_are_asked_which_they_are(tmp_path: Path) -> None:
    missing = str(tmp_path / "python3.12")
    found = matrix.interpreters([missing, sys.executable, sys.executable])
    assert list(found) == [sys.version_info[:2]]


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are shell scripts")
def test_a_python_that_is_too_old_or_broken_is_left_out(tmp_path: Path) -> None:
    for name, body in [("old", "echo 3 10 /x"), ("broken", "exit 127"), ("chatty", "echo 3")]:
        command = tmp_path / name
        command.write_text(f"#!/bin/sh\n{body}\n")
        command.chmod(0o755)
    assert matrix.interpreters([str(tmp_path / name) for name in ("old", "broken", "chatty")]) == {}


def test_pyenvs_pythons_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("3.12.9", "3.12.10", "2.7.18"):
        python = tmp_path / "versions" / version / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.touch()
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    found = [name for name in matrix.candidates() if name.startswith(str(tmp_path))]
    assert [Path(name).parts[-3] for name in found] == ["3.12.10", "3.12.9"]
