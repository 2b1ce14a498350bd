"""Runs a suite of tests as an application's own, in a folder and a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Installed
from tooling.environment import wheelhouse_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Built

SUITES = Path(__file__).parent / "suites"
_KEPT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TKEEL_"))}


@dataclass(frozen=True)
class Ran:
    """How a suite ended: the exit code, how many tests came to what, and all that was printed."""

    code: int
    counts: dict[str, int]
    output: str


def run_pytest(python: str, folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> Ran:
    done = subprocess.run(
        [python, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *arguments],
        cwd=folder,
        env={**_KEPT, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    output = done.stdout + done.stderr
    last = output.strip().rpartition("\n")[2]
    counts = {word: int(number) for number, word in re.findall(r"(\d+) ([a-z]+)", last)}
    return Ran(done.returncode, counts, output)


@pytest.fixture(scope="session")
def run_suite(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Ran]:
    """Runs one of the suites with this environment's Python."""

    def run(name: str, *arguments: str, environment: dict[str, str] | None = None) -> Ran:
        folder = tmp_path_factory.mktemp(name)
        shutil.copyfile(SUITES / f"{name}.py", folder / f"test_{name}.py")
        strict = (
            "--strict-markers",
            "--strict-config",
            "-W",
            "error",
            "-o",
            "asyncio_default_fixture_loop_scope=function",
        )
        return run_pytest(sys.executable, folder, *strict, *arguments, environment=environment)

    return run


@pytest.fixture(scope="session")
def installed_with_pytest(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the wheel, its extra `replay`, pytest and the plugins that others have, too."""
    environment = Installed(tmp_path_factory.mktemp("application"))
    users = (Path(__file__).parents[2] / "requirements" / "users.in").read_text("utf-8").splitlines()
    wanted = [line for line in users if line and not line.startswith("#")]
    for command in (
        [sys.executable, "-m", "venv", "--without-pip", str(environment.folder)],
        [
            *(sys.executable, "-m", "pip", "--python", environment.command("python")),
            *("--disable-pip-version-check", "--isolated", "install", "--quiet"),
            *("--no-index", "--find-links", str(wheelhouse_folder()), f"{built.wheel}[replay]", *wanted),
        ],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(f"{' '.join(command)}\n{done.stdout}{done.stderr}", pytrace=False)
    return environment
