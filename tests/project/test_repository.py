"""The repository: what may not be in it, and what has to be."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tkeel_oauth._version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("bench", "check", "docs", "generate", "lock", "mutation", "run", "test")
MADE = {".git", ".venv", ".cache", ".hypothesis", "__pycache__", "node_modules", "dist"}

# places on the machine that somebody works on
MACHINE_PATH = re.compile(r"(?<![\w.:/<{-])/(?:home|root|Users|work|mnt|opt)/[\w.-]+|\b[A-Z]:\\\\?Users\\")
# where a package comes from is everybody's own setting
SOMEWHERE = "https://example.org"
DOWNLOAD = re.compile(r"://[^\s\"'<>]+(?:\.whl|\.tar\.gz|\.tgz|\.deb|/simple/?)(?![\w/])")


@cache
def files() -> tuple[Path, ...]:
    """The files of the project: those that git follows or would follow, or all where there is no git."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - git from PATH
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0 and done.stdout:
        found = [ROOT / name for name in done.stdout.split("\0") if name]
    else:
        found = list(walk(ROOT))
    return tuple(path for path in found if path.is_file())


def walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.name in MADE:
            continue
        if entry.is_dir():
            yield from walk(entry)
        else:
            yield entry


def texts() -> list[tuple[str, str]]:
    """Name and content of every text, but for the checks beside this one, which hold samples."""
    others = [path for path in files() if path.parent != Path(__file__).parent]
    named = ((path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in others)
    return [(name, content.decode()) for name, content in named if b"\0" not in content]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, DOWNLOAD], ids=["paths", "downloads"])
def test_no_file_names_a_machine(pattern: re.Pattern[str]) -> None:
    found = [f"{name}: {match[0]}" for name, text in texts() for match in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, "see /home/someone/project"),
        (MACHINE_PATH, '"/mnt/checkout/client"'),
        (DOWNLOAD, "https://files.example.org/packages/x-1.0-py3-none-any.whl"),
        (DOWNLOAD, f'"resolved": "{SOMEWHERE}/x/-/x.tgz"'),
        (DOWNLOAD, f"from {SOMEWHERE}/simple"),
    ],
)
def test_a_machine_is_told(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


def test_this_checkout_is_not_named() -> None:
    # Short ones, such as /src, could be part of any text.
    if len(ROOT.parts) > 2:
        assert [name for name, text in texts() if str(ROOT) in text] == []


@pytest.mark.parametrize("path", [".ci/run", *(f"scripts/{name}" for name in COMMANDS)])
def test_commands_can_be_run(path: str) -> None:
    assert (ROOT / path).read_bytes().startswith(b"#!/usr/bin/env ")
    if os.name == "posix":
        assert os.access(ROOT / path, os.X_OK)


def test_only_commands_lie_among_the_commands() -> None:
    found = {path.name for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix}
    assert found == set(COMMANDS)


def test_there_is_no_second_lock() -> None:
    others = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "yarn.lock", "pnpm-lock.yaml"}
    assert [str(path.relative_to(ROOT)) for path in files() if path.name in others] == []


def test_changelog_keeps_its_form() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Changelog"
    releases = [line for line in lines if line.startswith("## ")]
    assert releases[0] == "## [Unreleased]"
    dated = re.compile(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}")
    assert [line for line in releases[1:] if not dated.fullmatch(line)] == []
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert {line.removeprefix("### ") for line in lines if line.startswith("### ")} <= kinds


def test_version_is_stated_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_mutants_are_made_of_what_there_is() -> None:
    areas = tomllib.loads((ROOT / "scripts" / "mutation.toml").read_text("utf-8"))
    package = ROOT / "client" / "tkeel_oauth"
    for area in areas.values():
        assert [pattern for pattern in area["modules"] if not list(package.glob(pattern))] == []
        assert [path for path in area["tests"] if not (ROOT / path).exists()] == []


def test_the_second_stage_names_what_the_first_leaves_out() -> None:
    """Or a folder of tests would be run by nobody."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")}
    left_out = {
        folder.as_posix() for folder in folders if not set(settings["norecursedirs"]).isdisjoint(folder.parts)
    }
    named = (ROOT / "noxfile.py").read_text("utf-8")
    assert [folder for folder in left_out - {"tests/sample_application"} if f'"{folder}"' not in named] == []
