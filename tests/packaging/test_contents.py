"""What is in the sdist and in the wheel, and what is not."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

if TYPE_CHECKING:
    from tests.conftest import Built

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "client" / "tkeel_oauth"

# one worker builds once
pytestmark = pytest.mark.xdist_group("built")


@pytest.fixture(scope="module")
def sdist_modes(built: Built) -> dict[str, int]:
    with tarfile.open(built.sdist) as sdist:
        return {member.name.partition("/")[2]: member.mode for member in sdist}


def test_wheel_holds_the_package_and_the_contract_and_nothing_else(built: Built) -> None:
    with ZipFile(built.wheel) as wheel:
        outside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    package = {
        f"tkeel_oauth/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert outside == package | {"tkeel_oauth/openapi.yaml"}


def test_contract_in_the_wheel_is_the_one_of_the_checkout(built: Built) -> None:
    with ZipFile(built.wheel) as wheel:
        assert wheel.read("tkeel_oauth/openapi.yaml") == (ROOT / "openapi.yaml").read_bytes()


def test_sdist_holds_all_that_git_follows(sdist_modes: dict[str, int]) -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no repository, so git follows nothing here")
    done = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    followed = {name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()}
    assert sorted(followed - sdist_modes.keys()) == []


def test_commands_in_the_sdist_can_be_run(sdist_modes: dict[str, int]) -> None:
    for name in ("run", "test", "check", "lock", "generate"):
        assert sdist_modes[f"scripts/{name}"] & 0o111, name


def test_sdist_holds_nothing_that_was_made(sdist_modes: dict[str, int]) -> None:
    made = {".venv", ".cache", ".git", "__pycache__", "node_modules"}
    assert [name for name in sdist_modes if made & set(name.split("/")) or name.endswith(".pyc")] == []
