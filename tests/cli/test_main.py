"""The command itself: help, version, usage, and what it says without its extra."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import tkeel_oauth.cli
from tkeel_oauth._version import __version__
from tkeel_oauth.cli import main
from tkeel_oauth.cli.group import tkeel_oauth as group

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(tkeel_oauth.cli.__file__).parents[2])}


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=20
    )


def test_help_names_the_subcommands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "serve " in shown
    assert "Start with:\n    tkeel-oauth serve " in shown
    assert "Exit codes of all commands: 0 done," in shown
    # No line of the list is cut.
    assert re.findall(r"^  \w.*\.\.\.$", shown, re.MULTILINE) == []


@pytest.mark.parametrize("command", sorted(group.commands))
def test_help_has_no_letter_that_moves_the_cursor(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert [letter for letter in shown if letter < " " and letter != "\n"] == []
    assert "--password" not in shown


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"tkeel-oauth, version {__version__}\n"


@pytest.mark.parametrize("arguments", [["wonderland"], ["--wonderland"], []])
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("Usage: tkeel-oauth ")


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(group.commands, "stop", click.Command("stop", callback=interrupted))
    assert main(["stop"]) == 130


def test_without_click_it_says_what_to_install() -> None:
    done = run(
        "import sys; sys.modules['click'] = None; from tkeel_oauth.cli import main; sys.exit(main([]))"
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tkeel-oauth: the command line needs an extra: pip install 'tkeel-oauth[cli]'\n"


def test_help_imports_nothing_heavy() -> None:
    done = run(
        "import sys, json; from tkeel_oauth.cli import main; main(['serve', '--help'])\n"
        "sys.stderr.write(json.dumps(sorted(sys.modules)))"
    )
    assert "--recording" in done.stdout
    assert set(json.loads(done.stderr)) & {"httpx", "uvicorn", "respx", "asyncio", "attrs"} == set()


def test_the_module_runs_as_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tkeel_oauth.cli", "--version"],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
        timeout=20,
    )
    assert (done.returncode, done.stdout) == (0, f"tkeel-oauth, version {__version__}\n")


def test_the_package_can_be_run() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tkeel_oauth", "--help"], capture_output=True, text=True, check=True
    )
    assert "serve" in ran.stdout
