"""Every block of the README does what the README says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import tkeel_oauth.errors
from tests.documents.blocks import ADDRESS, Block, blocks_of, promised
from tests.documents.running import ROOT, check_requirements, check_tree, cli, run_python, run_tests
from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = blocks_of(ROOT / "README.md")
WITH_FIXTURES = [block for block in BLOCKS if block.is_test]
PYTHON = [block for block in BLOCKS if block.language == "python" and not block.is_test]
VERIFY = f"tkeel-oauth verify --base-url {ADDRESS} --tenant-id tenant-a --username alice"
AUTHORIZE = (
    f"tkeel-oauth authorize --base-url {ADDRESS} --tenant-id tenant-a --username alice "
    "--redirect-uri https://app.example.com/callback"
)
COMMANDS = [
    line
    for block in BLOCKS
    if block.language == "console"
    for line in block.text.replace(" \\\n    ", " ").splitlines()
]


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with RecordedServer() as server:
        yield server.base_url


@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_python(block: Block, base_url: str, tmp_path: Path) -> None:
    run_python(block.text, base_url=base_url, folder=tmp_path)


@pytest.mark.parametrize("block", WITH_FIXTURES, ids=str)
def test_tests(block: Block, tmp_path: Path) -> None:
    """As a user runs them: in a project of their own, with the plugin that the package registers."""
    (tmp_path / "test_readme_block.py").write_text(block.text, encoding="utf-8")
    run_tests(tmp_path, count=block.text.count("def test_"))


def test_some_blocks_promise_an_output() -> None:
    assert sum(len(promised(block.text)) for block in PYTHON) >= 6


def test_each_block_is_of_a_known_kind() -> None:
    assert {block.language for block in BLOCKS} <= {"python", "console", "text"}


def test_the_tree_of_errors_is_the_real_one() -> None:
    (tree,) = (block.text for block in BLOCKS if block.language == "text")
    check_tree(tree, tkeel_oauth.errors)


def test_every_command_is_run_below() -> None:
    assert set(COMMANDS) == {
        "pip install tkeel-oauth",
        "pip install 'tkeel-oauth[cli]'",
        "pip install 'tkeel-oauth[cli,verify]'",
        "tkeel-oauth serve",
        AUTHORIZE,
        VERIFY,
        "scripts/run",
        "scripts/test",
    }


def test_authorize(base_url: str, tmp_path: Path) -> None:
    ran = cli(
        AUTHORIZE.split()[1:], base_url=base_url, folder=tmp_path, variables={"TKEEL_PASSWORD": "wonderland"}
    )
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.strip()) == 48


def test_verify(base_url: str, tmp_path: Path) -> None:
    ran = cli(
        VERIFY.split()[1:], base_url=base_url, folder=tmp_path, variables={"TKEEL_PASSWORD": "wonderland"}
    )
    assert ran.returncode == 0, ran.stderr
    assert "known deviation" in ran.stdout


def test_every_link_leads_somewhere() -> None:
    targets = re.findall(r"\]\((?!https://)([^)#]+)[^)]*\)", TEXT)
    assert len(targets) >= 20
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_extras_exist() -> None:
    named = set(re.findall(r"tkeel-oauth\[[\w,]+\]", TEXT))
    assert named
    check_requirements(sorted(named))


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
