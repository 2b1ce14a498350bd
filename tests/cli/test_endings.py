"""How every command ends: in one line, with an exit code, whatever its streams take."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import socket
import sys
from pathlib import Path

import click
import pytest

import tkeel_oauth
from tests.cli.processes import ALICE, NOWHERE, Terminal, process, run, run_code
from tkeel_oauth.cli import main, options
from tkeel_oauth.cli.group import tkeel_oauth as group
from tkeel_oauth.testing import ReplayServer

PACKAGE = Path(tkeel_oauth.__file__).parent
FULL = Path("/dev/full")

has_full_device = pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
posix = pytest.mark.skipif(os.name != "posix", reason="pipes and signals of POSIX")


@has_full_device
@pytest.mark.parametrize(
    "arguments", ["--version", "serve --help", "serve --list", "verify --recording SHIPPED"]
)
def test_a_full_disk_is_told_in_one_line(
    arguments: str, shipped: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FULL.open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(arguments.replace("SHIPPED", str(shipped)).split()) == 2
    assert capsys.readouterr().err == "Error: standard output takes nothing: No space left on device\n"


@has_full_device
def test_a_code_that_goes_nowhere_is_no_success_of_the_process(server: ReplayServer) -> None:
    line = f"exec {sys.executable} -m tkeel_oauth authorize --base-url {server.base_url} {' '.join(ALICE)}"
    done = run(f"{line} >{FULL}")
    assert (done.returncode, done.stderr) == (
        2,
        "Error: standard output takes nothing: No space left on device\n",
    )


@posix
@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--list"]])
def test_a_reader_that_leaves_is_told_in_one_line(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as left:  # noqa: PTH123 - a descriptor has no path
        monkeypatch.setattr(sys, "stdout", left)
        assert main(arguments) == 2
    assert capsys.readouterr().err == "Error: standard output takes nothing: Broken pipe\n"


@posix
def test_an_interrupt_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        with process("verify", "--base-url", address, *ALICE, cwd=tmp_path) as running:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(30)
                assert connection.recv(65536)
                running.send_signal(signal.SIGINT)
                said = running.communicate()
    assert (running.returncode, *said) == (130, "", "interrupted\n")


def test_an_interrupt_has_its_code_without_a_standard_error_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(group.commands, "stop", click.Command("stop", callback=interrupted))
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["stop"]) == 130


@pytest.mark.parametrize("name", ["--passwd", "--passwort", "--pasword", "--pass"])
@pytest.mark.parametrize("command", ["authorize", "record", "verify"])
def test_no_misspelling_is_taken_for_a_hint_at_the_option_that_is_refused(
    command: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, name, "hunter2"]) == 2
    said = capsys.readouterr().err
    assert "--password" not in said
    assert "hunter2" not in said
    assert "No such option" in said


def test_other_misspellings_are_helped(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["authorize", "--tenant", "x"]) == 2
    assert "--tenant-id" in capsys.readouterr().err


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("command", ["authorize", "verify", "record"])
def test_a_password_that_ends_in_a_line_break_is_refused_with_a_hint(
    command: str,
    end: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TKEEL_PASSWORD", f"hunter2{end}")
    assert main([command, "--base-url", NOWHERE, *ALICE]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "the password ends in a line break" in said
    assert 'TKEEL_PASSWORD="$(cat FILE)"' in said
    assert "hunter2" not in said


def test_one_that_was_pasted_with_its_line_break_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TKEEL_PASSWORD", raising=False)
    monkeypatch.setattr(sys, "stdin", Terminal())

    def typed(_prompt: str) -> str:
        return "hunter2\r"

    monkeypatch.setattr("getpass.getpass", typed)
    with pytest.raises(click.UsageError, match="paste it without the end of its line"):
        options.read_password()


def test_line_breaks_elsewhere_are_a_password_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "\nhun\nter2 ")
    assert options.read_password() == "\nhun\nter2 "


@pytest.mark.parametrize("said", ["\x1b[2J", "\u202e", "\r", "\x9b31m", "\u2066"])
def test_nothing_that_an_error_says_moves_a_cursor(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    options.say_error(click.ClickException(f"400 {said}gone"))
    shown = capsys.readouterr().err
    assert shown.startswith("Error: 400 ")
    assert shown.count("\n") == 1
    assert shown.removesuffix("\n").isprintable()
    assert options.in_options(ValueError(f"400 {said}gone")).isprintable()


@pytest.mark.parametrize(("term", "shown"), [("xterm", "\r\x1b[K1/10"), ("dumb", "")])
def test_progress_is_for_terminals_that_can_take_it_away(
    term: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    options.show_progress("1/10")
    assert capsys.readouterr().err == shown


def test_a_shell_can_complete_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"_TKEEL_OAUTH_COMPLETE": "bash_complete", "COMP_WORDS": "tkeel-oauth ver", "COMP_CWORD": "1"}
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    assert main([]) == 0
    assert capsys.readouterr() == ("plain,verify\n", "")


ODD = {
    "url": '"url": "http://[::1"',
    "surrogate": '"_scenario": "\\ud800"',
    "date": '"recordedAt": "0001-01-01T00:00:00+23:59"',
    "number": '"status": 1e400',
    "nothing": '"entries": null',
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("command", [["verify"], ["serve", "--list"]])
def test_a_recording_that_cannot_be_read_is_2_in_one_line(
    odd: str, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (PACKAGE / "recordings" / "tkeel.har").read_text("utf-8")
    name = ODD[odd].partition(":")[0]
    file = tmp_path / "odd.har"
    file.write_text(re.sub(rf'{name}: ("[^"]*"|\d+|\[)', lambda _: ODD[odd], text, count=1), "utf-8")
    code = main([*command, "--recording", str(file)])
    shown = capsys.readouterr()
    if odd == "date":
        # A date that no clock has is none; the rest can be read.
        assert code == 0
    else:
        assert (code, shown.out, shown.err.count("\n")) == (2, "", 1)
        assert str(file) in shown.err


ARGUMENT = re.compile(r"\b(?:verify|cert|proxy|trust_env|allow_insecure|(?:connect_)?timeout|base_url)=")


def test_no_text_of_the_transport_advises_what_a_command_does_not_have() -> None:
    texts = [
        node.value
        for file in (PACKAGE / "_runtime" / "transport").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value
    ]
    advising = [text for text in texts if ARGUMENT.search(text)]
    assert advising
    said = [options.in_options(ValueError(f"{text}5")) for text in advising]
    assert [text for text in said if ARGUMENT.search(text)] == []


def test_help_loads_little() -> None:
    asked = [[], *([name] for name in group.commands)]
    done = run_code(
        f"import sys, json; from tkeel_oauth.cli import main; [main([*one, '--help']) for one in {asked}]; "
        "sys.stderr.write(json.dumps(sorted(sys.modules)))"
    )
    assert done.stdout.count("Usage: tkeel-oauth") == len(asked)
    loaded = set(json.loads(done.stderr))
    others = {name for name in loaded if re.match(r"tkeel_oauth\.(?!cli\b)", name)}
    assert {name for name in others if "._runtime" not in name} == {"tkeel_oauth._version"}
    assert {name for name in others if "._runtime" in name} <= {
        *("tkeel_oauth._runtime", "tkeel_oauth._runtime.base", "tkeel_oauth._runtime.base.lazy"),
    }
    heavy = {
        "httpx",
        "asyncio",
        "attrs",
        "ssl",
        "tempfile",
        "yaml",
        "jinja2",
        "http",
        "hashlib",
        "csv",
        "xml",
    }
    assert loaded & heavy == set()
