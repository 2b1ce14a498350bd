"""The installed wheel in an application's environment: beside other plugins, and in a sample application."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.plugin.conftest import SUITES, run_pytest

if TYPE_CHECKING:
    from tests.conftest import Installed

# one worker builds once
pytestmark = pytest.mark.xdist_group("built")

APPLICATION = Path(__file__).parents[1] / "sample_application"
NEIGHBOURS = ("pytest-httpserver", "pytest-randomly", "pytest-recording", "pytest-xdist", "pytest-asyncio")


@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_neighbours(installed_with_pytest: Installed, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    shutil.copyfile(SUITES / "neighbours.py", tmp_path / "test_neighbours.py")
    ran = run_pytest(
        installed_with_pytest.command("python"),
        tmp_path,
        *("--strict-markers", "-W", "error", "-o", "asyncio_default_fixture_loop_scope=function"),
        *arguments,
    )
    assert (ran.code, ran.counts) == (0, {"passed": 14}), ran.output
    (plugins,) = [line for line in ran.output.splitlines() if line.startswith("plugins: ")]
    for name in ("tkeel-oauth", "respx", "anyio", *(name.removeprefix("pytest-") for name in NEIGHBOURS)):
        assert f"{name}-" in plugins
    assert "--randomly-seed=" in ran.output


def test_sample_application(installed_with_pytest: Installed, tmp_path: Path) -> None:
    """Its suite passes as its own, and misses no mistake in the application."""
    folder = tmp_path / "application"
    shutil.copytree(APPLICATION, folder, ignore=shutil.ignore_patterns("__pycache__"))
    python = installed_with_pytest.command("python")
    ran = run_pytest(python, folder)
    assert (ran.code, set(ran.counts)) == (0, {"passed"}), ran.output
    assert ran.counts["passed"] >= 8


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("password=password", 'password=""'),
        ("except TkeelOAuthError", "except BadRequest"),
        ("isinstance(error, BadRequest)", "not error"),
        ("isinstance(error, TransportError)", "not error"),
        ("code=grant.code", 'code="io.tkeel.SUCCESS"'),
        ("state=state)", "state=None)"),
    ],
)
def test_sample_application_with_a_mistake(
    installed_with_pytest: Installed, tmp_path: Path, right: str, wrong: str
) -> None:
    folder = tmp_path / "application"
    shutil.copytree(APPLICATION, folder, ignore=shutil.ignore_patterns("__pycache__"))
    module = folder / "sign_in.py"
    source = module.read_text("utf-8")
    assert right in source
    module.write_text(source.replace(right, wrong), "utf-8")
    ran = run_pytest(installed_with_pytest.command("python"), folder, "-x")
    assert (ran.code, ran.counts.get("failed")) == (1, 1), ran.output
