"""The command, with a Redocly that a test plays."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from contract_diff import command, redocly, sources
from contract_diff.verdict import ComparisonError
from tests.contract_diff.changes import CHANGES
from tests.contract_diff.changing import CONTRACT, ROOT, text, written
from tkeel_oauth import __version__
from tooling.environment import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SILENT = 'print(\'{"reportVersion": "1", "changes": []}\')'


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a Python script in Redocly's place."""

    def put(script: str) -> None:
        command_line = [sys.executable, "-c", script]

        def played(name: str) -> list[str]:
            assert name == "redocly"
            return command_line

        monkeypatch.setattr(redocly, "tool", played)

    return put


def compare(folder: Path, name: str, *options: str) -> int:
    old, new = CHANGES[name].documents()
    files = (written(old, folder / "a.yaml"), written(new, folder / "b.yaml"))
    return command.main([*map(str, files), *options])


def test_a_break_is_1_and_told(
    play: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(SILENT)
    assert compare(tmp_path, "the operationId is another") == 1
    told = capsys.readouterr().out
    assert "wire     stays as it was" in told
    assert "python   breaks those who rely on the old contract" in told
    assert "(griffe: object-removed)" in told
    assert f"version  major, which before 1.0 lets {__version__} become " in told


def test_an_addition_is_0(
    play: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(SILENT)
    assert compare(tmp_path, "an optional parameter is added", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["wire"] == {"verdict": "same", "findings": []}
    assert told["python"]["verdict"] == "adds"
    assert told["version"]["part"] == "minor"
    assert told["version"]["current"] == __version__


def test_what_redocly_says_counts(
    play: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change = {
        "path": "#/paths",
        "typeName": "Paths",
        "kind": "modified",
        "impact": "major",
        "verdicts": [{"ruleId": "path-removed", "message": "Gone."}],
    }
    play(f"print({json.dumps({'reportVersion': '1', 'changes': [change]})!r})")
    assert compare(tmp_path, "a description is another") == 1
    assert "Gone. (redocly: path-removed)" in capsys.readouterr().out


def test_comments_are_no_change(
    play: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play("raise SystemExit('not asked')")
    file = tmp_path / "new.yaml"
    file.write_text(text(CONTRACT), encoding="utf-8")
    assert command.main([str(ROOT / "openapi.yaml"), str(file)]) == 0
    assert f"version  {__version__} stays" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("raise SystemExit('no such rule')", "Redocly cannot compare the documents: no such rule"),
        ("print('fine')", "Redocly printed no report in JSON"),
        ("print('[]')", "Redocly printed no report in JSON"),
        ("print('{}')", "Redocly printed no report in JSON"),
        ("import time; time.sleep(60)", "Redocly did not end within 0.5 s"),
        ('print(\'{"reportVersion": "2"}\')', "report is not of version 1"),
    ],
)
def test_redocly_fails(  # noqa: PLR0913, PLR0917 - fixtures
    play: Callable[[str], None],
    script: str,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    play(script)
    # The sleeper is stopped after a moment; the others are done long before.
    if "sleep" in script:
        monkeypatch.setattr(redocly, "_TAKES_AT_MOST", 0.5)
    assert compare(tmp_path, "a description is another") == 2
    assert said in capsys.readouterr().err


def test_redocly_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> list[str]:
        raise SetupError(f"{name} is not installed; run scripts/interop")

    monkeypatch.setattr(redocly, "tool", missing)
    assert compare(tmp_path, "a description is another") == 2
    told = capsys.readouterr()
    assert told.err == "scripts/contract-diff: redocly is not installed; run scripts/interop\n"
    assert told.out == ""


def test_what_cannot_be_generated_is_refused(
    play: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(SILENT)
    new = tmp_path / "new.yaml"
    new.write_text(text(CONTRACT).replace("application/json", "text/plain"), encoding="utf-8")
    assert command.main([str(ROOT / "openapi.yaml"), str(new)]) == 2
    said = capsys.readouterr().err
    assert "the package cannot be generated: new.yaml: #/paths/" in said
    assert "application/json" in said


def test_a_reference_that_leads_out_is_not_followed(
    play: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play("raise SystemExit('asked')")
    new = tmp_path / "new.yaml"
    reference = "'#/components/schemas/rpcStatus'"
    assert reference in (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    outside = (
        (ROOT / "openapi.yaml").read_text(encoding="utf-8").replace(reference, "http://127.0.0.1:9/x.yaml")
    )
    new.write_text(outside, encoding="utf-8")
    assert command.main([str(ROOT / "openapi.yaml"), str(new)]) == 2
    assert "leads out of the document" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"- a\n- b\n", b"a: [", b"\xff", b"openapi: 3.1.0\n"])
def test_what_is_no_contract_is_refused(
    content: bytes, play: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(SILENT)
    old = tmp_path / "given.yaml"
    old.write_bytes(content)
    assert command.main([str(old), str(ROOT / "openapi.yaml")]) == 2
    assert re.search(r"^scripts/contract-diff: (.+: )?old\.yaml: ", capsys.readouterr().err)


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["openapi.yaml"])
    assert ended.value.code == 2
    assert "NEW" in capsys.readouterr().err


def git(folder: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    program = shutil.which("git")
    assert program, "git is not installed"
    subprocess.run([program, *settings, *arguments], cwd=folder, check=True, capture_output=True)


def test_revisions(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "openapi.yaml").write_bytes(b"one: 1\n")
    (tmp_path / "other.yaml").write_bytes(b"other: 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "one")
    git(tmp_path, "tag", "v1")
    (tmp_path / "openapi.yaml").write_bytes(b"two: 2\n")
    assert sources.read("v1", tmp_path) == b"one: 1\n"
    assert sources.read("v1:other.yaml", tmp_path) == b"other: 1\n"
    assert sources.read(str(tmp_path / "openapi.yaml"), tmp_path) == b"two: 2\n"
    for named in ("v2", "v1:nothing.yaml", "nothing.yaml"):
        with pytest.raises(ComparisonError, match=f"^{named} is no file, and git has no {named}"):
            sources.read(named, tmp_path)
