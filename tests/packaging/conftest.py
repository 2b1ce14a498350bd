"""An application's environment, and its suite run there."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Installed, install

if TYPE_CHECKING:
    from tests.conftest import Built

SUITES = Path(__file__).parent / "suites"
_KEPT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TKEEL_"))}


@dataclass(frozen=True)
class Ran:
    """How a suite ended: the exit code, how many tests came to what, and all that was printed."""

    code: int
    counts: dict[str, int]
    output: str


def run_pytest(python: str, folder: Path, *arguments: str) -> Ran:
    done = subprocess.run(
        [python, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *arguments],
        cwd=folder,
        env=_KEPT,
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
def installed_with_pytest(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the wheel, pytest and the plugins that others have, too."""
    others = (
        "pytest",
        "pytest-asyncio",
        "pytest-httpserver",
        "pytest-randomly",
        "pytest-recording",
        "pytest-xdist",
        "respx",
    )
    return install(tmp_path_factory.mktemp("application"), str(built.wheel), *others)
