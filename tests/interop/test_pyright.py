"""pyright, strict: on the checkout, and as a user runs it on the installed package."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

import pytest

from tests.typing.expected import ACCEPTED, REJECTED, expected

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Installed
    from tests.interop.conftest import Report

ROOT = Path(__file__).resolve().parents[2]


class _Position(TypedDict):
    line: int


class _Range(TypedDict):
    start: _Position


class _Diagnostic(TypedDict):
    file: str
    severity: str
    message: str
    rule: str
    range: _Range


class _Summary(TypedDict):
    filesAnalyzed: int


class _Output(TypedDict):
    generalDiagnostics: list[_Diagnostic]
    summary: _Summary


def told(report: Report) -> list[str]:
    """Each problem as `file:line: message [rule]`."""
    return [
        f"{Path(found['file']).relative_to(ROOT)}:{found['range']['start']['line'] + 1}: "
        f"{found['message']} [{found.get('rule', found['severity'])}]"
        for found in cast("_Output", report.json)["generalDiagnostics"]
    ]


def check_as_a_user(
    run_tool: Callable[..., Report], installed: Installed, file: Path, folder: Path
) -> set[tuple[int, str]]:
    """Line and rule of every problem in a copy of a file outside the checkout."""
    shutil.copyfile(file, folder / file.name)
    (folder / "pyrightconfig.json").write_text(
        json.dumps({"include": [file.name], "typeCheckingMode": "strict"}), encoding="utf-8"
    )
    report = run_tool("pyright", "--outputjson", "--pythonpath", installed.command("python"), cwd=folder)
    output = cast("_Output", report.json)
    assert output["summary"]["filesAnalyzed"] == 1
    return {(found["range"]["start"]["line"] + 1, found["rule"]) for found in output["generalDiagnostics"]}


def test_the_checkout_is_strict(run_tool: Callable[..., Report]) -> None:
    report = run_tool("pyright", "--outputjson", "--pythonpath", sys.executable)
    problems = told(report)
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
    analyzed = cast("_Output", report.json)["summary"]["filesAnalyzed"]
    assert analyzed >= len(list((ROOT / "client").rglob("*.py")))


def test_accepts_a_users_file(run_tool: Callable[..., Report], installed: Installed, tmp_path: Path) -> None:
    assert check_as_a_user(run_tool, installed, ACCEPTED, tmp_path) == set()


def test_finds_every_mistake(run_tool: Callable[..., Report], installed: Installed, tmp_path: Path) -> None:
    found = check_as_a_user(run_tool, installed, REJECTED, tmp_path)
    # An unfinished line makes pyright speak of its unknown parts too; what it has to say is in the comments.
    assert expected("pyright") <= found
    assert {line for line, _ in found} == {line for line, _ in expected("pyright")}
