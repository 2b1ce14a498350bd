"""Every block of the README does what the README says."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

import tkeel_oauth.errors
from tkeel_oauth.testing import RecordedServer, load_recording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Installed

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8080/v1"


def blocks(language: str) -> list[str]:
    return [
        token.content
        for token in MarkdownIt().parse(TEXT)
        if token.type == "fence" and token.info == language
    ]


WITH_FIXTURES = [block for block in blocks("python") if "def test_" in block]
RECORD = f"tkeel-oauth record --base-url {ADDRESS} --tenant-id tenant-a --username alice"
PYTHON = [block for block in blocks("python") if block not in WITH_FIXTURES]
COMMANDS = [line for block in blocks("console") for line in block.splitlines()]


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with RecordedServer() as server:
        yield server.base_url


def promised(block: str) -> list[str]:
    """What the comments behind and below ``print`` say it prints."""
    return re.findall(r"^ *print\([^\n]*\)(?:\n *|  )# (.*)$", block, re.MULTILINE)


@pytest.mark.parametrize("block", PYTHON, ids=range(len(PYTHON)))
def test_python(block: str, base_url: str) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block.replace(ADDRESS, base_url), "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 - it is ours
    assert printed.getvalue().splitlines() == promised(block)


@pytest.mark.parametrize("block", WITH_FIXTURES, ids=range(len(WITH_FIXTURES)))
def test_tests(block: str, tmp_path: Path) -> None:
    """As a user runs them: in a project of their own, with the plugin that the package registers."""
    (tmp_path / "test_readme_block.py").write_text(block, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--strict-markers", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert f"{block.count('def test_')} passed" in ran.stdout


def test_some_blocks_promise_an_output() -> None:
    assert sum(len(promised(block)) for block in PYTHON) >= 6


def test_the_tree_of_errors_is_the_real_one() -> None:
    (tree,) = blocks("text")
    drawn = re.findall(r"^([│├└─ ]*)(\w+)", tree, re.MULTILINE)
    parents: list[str] = []
    for indent, name in drawn:
        depth = len(indent) // 4
        assert name in tkeel_oauth.errors.__all__
        kind = getattr(tkeel_oauth.errors, name)
        if depth:
            assert kind.__mro__[1].__name__ == parents[depth - 1]
        parents[depth:] = [name]
    assert {name for _, name in drawn} == set(tkeel_oauth.errors.__all__)
    documented = tkeel_oauth.errors.__doc__ or ""
    for line in tree.splitlines():
        assert line in documented


def test_every_command_is_run_below() -> None:
    assert set(COMMANDS) == {
        "pip install tkeel-oauth",
        "pip install 'tkeel-oauth[cli]'",
        "tkeel-oauth serve",
        RECORD,
        "scripts/run",
        "scripts/test",
    }


@pytest.mark.xdist_group("built")
def test_install_and_serve(installed: Installed) -> None:
    """The wheel and its extras install (the fixture), and the command starts."""
    command = [installed.command("tkeel-oauth"), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            assert re.fullmatch(r"listening on http://127\.0\.0\.1:\d+/v1\n", server.stdout.readline())
        finally:
            server.terminate()


def test_record(base_url: str, tmp_path: Path) -> None:
    arguments = RECORD.replace(ADDRESS, base_url).split()[1:]
    ran = subprocess.run(
        [sys.executable, "-m", "tkeel_oauth.cli", *arguments],
        cwd=tmp_path,
        env={**os.environ, "TKEEL_PASSWORD": "wonderland"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "success" in load_recording(tmp_path / "tkeel.har").names


def test_extras_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = set(re.findall(r"tkeel-oauth\[(\w+)\]", TEXT))
    assert named
    assert named <= set(project["optional-dependencies"])


def test_run_gets_a_code_both_ways() -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "run")],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("TKEEL_")},
    )
    assert ran.returncode == 0, ran.stderr
    assert "sync" in ran.stdout
    assert "async" in ran.stdout
    assert "BadRequest" in ran.stdout
    assert "wonderland" not in ran.stdout + ran.stderr


def test_the_scripts_explain_themselves() -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "run"), "--help"], capture_output=True, text=True, check=True
    )
    assert "--base-url" in ran.stdout
    assert (ROOT / "scripts" / "test").stat().st_mode & 0o111
