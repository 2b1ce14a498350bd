"""The command itself: help, version, usage, and what it says without its extra."""

from __future__ import annotations

import re
import sys

import pytest

from tkeel_oauth._version import __version__
from tkeel_oauth.cli import main
from tkeel_oauth.cli.group import tkeel_oauth as group


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


def test_the_bare_command_is_helped_by_the_same_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    asked_for = capsys.readouterr().out
    assert main([]) == 2
    assert capsys.readouterr() == ("", asked_for)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"tkeel-oauth, version {__version__}\n"


@pytest.mark.parametrize("arguments", [["wonderland"], ["--wonderland"], []])
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("Usage: tkeel-oauth ")


def test_without_click_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "click", None)
    monkeypatch.delitem(sys.modules, "tkeel_oauth.cli.group")
    assert main([]) == 2
    assert capsys.readouterr() == (
        "",
        "tkeel-oauth: the command line needs an extra: pip install 'tkeel-oauth[cli]'\n",
    )
