"""mypy --strict, as a user runs it on the installed package."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.typing.expected import ACCEPTED, REJECTED, expected

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Installed

# one worker builds once
pytestmark = pytest.mark.xdist_group("built")


def mypy(installed: Installed, file: Path, folder: Path) -> tuple[set[tuple[int, str]], str]:
    """Line and rule of every error in a copy of a file outside the checkout, and all of the output."""
    shutil.copyfile(file, folder / file.name)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary"),
            *("--cache-dir", str(folder / ".mypy_cache"), "--hide-error-context"),
            *("--python-executable", installed.command("python"), file.name),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    errors = re.findall(rf"^{re.escape(file.name)}:(\d+): error: .*\[([a-z-]+)\]$", done.stdout, re.MULTILINE)
    return {(int(line), rule) for line, rule in errors}, done.stdout


def test_accepts_a_users_file(installed: Installed, tmp_path: Path) -> None:
    assert mypy(installed, ACCEPTED, tmp_path) == (set(), "")


def test_finds_every_mistake(installed: Installed, tmp_path: Path) -> None:
    found, output = mypy(installed, REJECTED, tmp_path)
    assert found == expected("mypy"), output
    assert found
