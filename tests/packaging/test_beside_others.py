"""The installed wheel in an application's environment, beside the plugins that others have."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.packaging.conftest import SUITES, run_pytest

if TYPE_CHECKING:
    from tests.conftest import Installed

# one worker builds once
pytestmark = pytest.mark.xdist_group("built")

APPLICATION = Path(__file__).parents[1] / "sample_application"
NEIGHBOURS = ("pytest-httpserver", "pytest-randomly", "pytest-recording", "pytest-xdist", "pytest-asyncio")


def test_neighbours(installed_with_pytest: Installed, tmp_path: Path) -> None:
    shutil.copyfile(SUITES / "neighbours.py", tmp_path / "test_neighbours.py")
    ran = run_pytest(
        installed_with_pytest.command("python"),
        tmp_path,
        *("--strict-markers", "-W", "error", "-o", "asyncio_default_fixture_loop_scope=function", "-n", "2"),
    )
    assert (ran.code, ran.counts) == (0, {"passed": 14}), ran.output
    (plugins,) = [line for line in ran.output.splitlines() if line.startswith("plugins: ")]
    for name in ("tkeel-oauth", "respx", "anyio", *(name.removeprefix("pytest-") for name in NEIGHBOURS)):
        assert f"{name}-" in plugins
    assert "--randomly-seed=" in ran.output


def test_sample_application(installed_with_pytest: Installed, tmp_path: Path) -> None:
    """Its suite passes as its own, and nothing of the package's stands in `pytest --help`."""
    folder = tmp_path / "application"
    shutil.copytree(APPLICATION, folder, ignore=shutil.ignore_patterns("__pycache__"))
    python = installed_with_pytest.command("python")
    ran = run_pytest(python, folder)
    assert (ran.code, set(ran.counts)) == (0, {"passed"}), ran.output
    assert ran.counts["passed"] >= 8
    help_text = run_pytest(python, folder, "--help").output
    assert "--strict-markers" in help_text
    assert "tkeel" not in help_text
