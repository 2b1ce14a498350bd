"""`tkeel-oauth verify --format NAME[=FILE]`: what goes where, and what is refused before anything is sent."""

from __future__ import annotations

import json
import os
import re
import stat
from typing import TYPE_CHECKING

import click
import pytest

from tests.cli.processes import USER
from tkeel_oauth.cli import main, outputs
from tkeel_oauth.verification import planned_steps
from tkeel_oauth.verification.render import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from tkeel_oauth.testing import ReplayServer

OLD = b"what was there before"
CALLS = len(planned_steps())


def test_each_is_what_it_says(
    server: ReplayServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [f"--format={name}={tmp_path / name}" for name in FORMATS]
    assert main(["verify", "--base-url", server.base_url, *USER, *asked]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(FORMATS)
    starts = {
        "text": "The contract is kept.\n\nserver ",
        "json": '{\n  "format": "tkeel-oauth-verify",',
        "junit": "<?xml ",
        "markdown": "## The contract is kept.",
        "html": "<!doctype html>",
    }
    for name, start in starts.items():
        assert (tmp_path / name).read_text("utf-8").startswith(start)
    # one and the same verification, and text where nothing else was asked for
    assert len(server.requests) == CALLS
    assert capsys.readouterr().out == (tmp_path / "text").read_text("utf-8")


@pytest.mark.parametrize("value", ["json", "json=-"])
def test_one_of_them_can_go_to_standard_output(
    server: ReplayServer, value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.xml"
    asked = ["--format", value, "--format", f"junit={file}"]
    assert main(["verify", "--base-url", server.base_url, *USER, *asked]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "kept"
    assert file.read_bytes().startswith(b"<?xml ")


def test_a_file_that_is_there_is_replaced_whole_and_keeps_its_permissions(
    shipped: Path, tmp_path: Path
) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(OLD * 10_000)
    file.chmod(0o640)
    assert main(["verify", "--recording", str(shipped), "--format", f"json={file}"]) == 0
    assert json.loads(file.read_bytes())["verdict"] == "kept"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.skipif(os.name != "posix", reason="named pipes of POSIX")
def test_what_is_no_file_is_written_to_and_not_replaced(shipped: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert main(["verify", "--recording", str(shipped), "--format", f"markdown={pipe}"]) == 0
        assert os.read(reading, 1 << 20).startswith(b"## The contract")
    finally:
        os.close(reading)
    assert pipe.is_fifo()


@pytest.mark.parametrize("name", ["no-such-folder/report.json", "."])
def test_an_unwritable_file_is_told_before_anything_is_sent(
    server: ReplayServer, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--format", f"json={tmp_path / name}"]
    assert main(["verify", "--base-url", server.base_url, *USER, *asked]) == 2
    assert "cannot be written: " in " ".join(capsys.readouterr().err.split())
    assert server.requests == ()


def test_a_file_that_cannot_be_written_in_the_end_is_2_and_the_others_are(
    shipped: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def passed(_file: object, _option: object) -> None:
        pass

    monkeypatch.setattr("tkeel_oauth.cli.verify.refuse_unwritable", passed)
    asked = [f"--format=json={tmp_path / 'gone' / 'x'}", f"--format=junit={tmp_path / 'x.xml'}"]
    assert main(["verify", "--recording", str(shipped), *asked]) == 2
    shown = capsys.readouterr()
    assert "cannot be written: No such file or directory" in shown.err
    assert "The contract is kept." in shown.out
    assert (tmp_path / "x.xml").exists()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["pdf"], "--format 'pdf' is unknown; there are text, json, junit, markdown, html"),
        (["json="], "--format json= names no file"),
        (["json", "text"], "only one --format can go to standard output"),
        (["json=-", "junit"], "only one --format can go to standard output"),
        (["json=x", "html=./x"], "two --format name the same file"),
    ],
)
def test_what_cannot_be_is_refused(values: list[str], message: str) -> None:
    with pytest.raises(click.UsageError, match=re.escape(message)):
        outputs.read_outputs(values)
