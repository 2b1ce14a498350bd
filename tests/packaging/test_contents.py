"""What is in the sdist and in the wheel, and what is not."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from email.parser import HeaderParser
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tkeel_oauth._version import __version__

if TYPE_CHECKING:
    from tests.conftest import Built

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "client" / "tkeel_oauth"

# one worker builds once
pytestmark = pytest.mark.xdist_group("built")


@pytest.fixture(scope="module")
def wheel_names(built: Built) -> set[str]:
    with ZipFile(built.wheel) as wheel:
        return set(wheel.namelist())


@pytest.fixture(scope="module")
def sdist_modes(built: Built) -> dict[str, int]:
    with tarfile.open(built.sdist) as sdist:
        return {member.name.partition("/")[2]: member.mode for member in sdist}


def metadata(built: Built, name: str) -> str:
    with ZipFile(built.wheel) as wheel:
        return wheel.read(f"tkeel_oauth-{__version__}.dist-info/{name}").decode()


def test_wheel_holds_the_package_and_the_contract_and_nothing_else(wheel_names: set[str]) -> None:
    package = {
        f"tkeel_oauth/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    outside = {name for name in wheel_names if ".dist-info/" not in name}
    assert outside == package | {"tkeel_oauth/openapi.yaml"}


def test_wheel_holds_what_is_read_at_run_time(wheel_names: set[str]) -> None:
    assert {"tkeel_oauth/py.typed", "tkeel_oauth/openapi.yaml"} <= wheel_names
    assert any(name.startswith("tkeel_oauth/recordings/") and name.endswith(".har") for name in wheel_names)
    assert any(name.startswith("tkeel_oauth/models/") for name in wheel_names)


def test_contract_in_the_wheel_is_the_one_of_the_checkout(built: Built) -> None:
    with ZipFile(built.wheel) as wheel:
        assert wheel.read("tkeel_oauth/openapi.yaml") == (ROOT / "openapi.yaml").read_bytes()


def test_metadata_is_complete(built: Built) -> None:
    fields = HeaderParser().parsestr(metadata(built, "METADATA"))
    assert fields["Name"] == "tkeel-oauth"
    assert fields["Version"] == __version__
    assert fields["Requires-Python"] == ">=3.11"
    assert fields["License-Expression"] == "MIT"
    assert fields["Summary"]
    assert fields["Keywords"]
    assert fields["Description-Content-Type"] == "text/markdown"
    assert fields.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")
    assert "Typing :: Typed" in fields.get_all("Classifier", [])
    assert {"cli", "verify"} <= set(fields.get_all("Provides-Extra", []))


def test_only_the_core_is_asked_for_without_an_extra(built: Built) -> None:
    fields = HeaderParser().parsestr(metadata(built, "METADATA"))
    core = {line for line in fields.get_all("Requires-Dist", []) if "extra ==" not in line}
    assert core == {"attrs>=22.2", "h11>=0.16", "httpcore<2,>=1.0.9", "httpx<0.29,>=0.27"}


def test_the_command_is_installed(built: Built) -> None:
    lines = metadata(built, "entry_points.txt").split("\n")
    assert lines[:2] == ["[console_scripts]", "tkeel-oauth = tkeel_oauth.cli:main"]


@pytest.mark.parametrize(
    "name",
    [
        *(".ci/run", "CHANGELOG.md", "LICENSE", "README.md", "generator-config.yml", "openapi.yaml"),
        *("pyproject.toml", "requirements/dev.txt", "scripts/npm-tools/.npmrc", "tests/conftest.py"),
        *("client/tkeel_oauth/__init__.py", "client/tkeel_oauth/py.typed"),
    ],
)
def test_sdist_holds_what_building_and_testing_need(sdist_modes: dict[str, int], name: str) -> None:
    assert name in sdist_modes


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
