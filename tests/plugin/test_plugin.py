"""The fixtures and the marker, as a test suite of an application meets them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tkeel_oauth

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Ran

CLIENT = Path(tkeel_oauth.__file__).parents[1]
HEAVY = """
import sys


def test_unused():
    heavy = {"httpx", "httpcore", "uvicorn", "respx", "attrs", "tkeel_oauth.testing.engine"}
    assert heavy & set(sys.modules) == set()
    ours = {name for name in sys.modules if name.startswith("tkeel_oauth")}
    assert ours == {
        "tkeel_oauth", "tkeel_oauth._version", "tkeel_oauth._runtime", "tkeel_oauth._runtime.base",
        "tkeel_oauth._runtime.base.lazy",
        "tkeel_oauth.testing", "tkeel_oauth.testing.plugin",
    }


def test_in_process(tkeel_oauth_replay):
    assert "uvicorn" not in sys.modules
"""


WITHOUT_UVICORN = """
import sys

sys.modules["uvicorn"] = None


def test_over_a_socket(tkeel_oauth_server):
    raise AssertionError
"""


def run_alone(folder: Path, suite: str) -> subprocess.CompletedProcess[str]:
    """Runs a suite with no other plugin than ours."""
    (folder / "test_alone.py").write_text(suite)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tkeel_oauth.testing.plugin"],
        cwd=folder,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": "", "PYTHONPATH": str(CLIENT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def failing(run_suite: Callable[..., Ran]) -> Ran:
    return run_suite("failing")


def test_what_passes(run_suite: Callable[..., Ran]) -> None:
    ran = run_suite("passing")
    assert (ran.code, set(ran.counts)) == (0, {"passed"}), ran.output
    assert ran.counts["passed"] >= 23


def test_what_passes_on_workers(run_suite: Callable[..., Ran]) -> None:
    ran = run_suite("passing", "-n", "2")
    assert (ran.code, set(ran.counts)) == (0, {"passed"}), ran.output


def test_what_fails(failing: Ran) -> None:
    # In the setting up of the test where the marker is wrong, in the test itself elsewhere.
    assert failing.code == 1
    assert failing.counts == {"failed": 9, "errors": 5}, failing.output


@pytest.mark.parametrize(
    "message",
    [
        "no scenario is called 'wrong_pasword'; nearest: wrong_password, ",
        "no scenario is called 'zzzzzz'; load_recording().names lists them",
        "the scenario unknown_path_v1 is no well-formed call of authorize",
        "\nno scenario is called 'sucess'; nearest: success, ",
        "\n@pytest.mark.tkeel_oauth has no argument scenarios; there are scenario, strict, wire, recording\n",
        "\n@pytest.mark.tkeel_oauth takes its arguments by name\n",
        "\n@pytest.mark.tkeel_oauth takes as wire one of served, documented\n",
        "no-such-file.har cannot be read: No such file or directory\n",
        # raised in process
        "NotRecordedError: No scenario of the recording answers this request.\nE           nearest",
        "\nE             success: differs in path parameter tenant_id, query parameter password, ",
        # added to what the application raised over a socket, and told alone when it raised nothing
        "Captured tkeel-oauth call",
        "\ntKeel was asked for what is not recorded\nGET /v1/oauth/{tenant_id}/authorize: No scenario of ",
        "\nnearest scenarios:\n  success: differs in path parameter tenant_id, ",
        "\nGET /apis/security/v1/{other}/oauth/{tenant_id}/authorize: No scenario of the recording answers",
        "They differ in: tenant_id, username, password, redirect_uri (values are not shown)",
        "At index 0 diff: 'success' != 'wrong_password'",
    ],
)
def test_failures_are_readable(failing: Ran, message: str) -> None:
    assert message in failing.output


def test_a_misspelt_name_points_at_the_test(failing: Ran) -> None:
    assert re.search(r"^test_failing\.py:\d+: UnknownScenarioError$", failing.output, re.MULTILINE)
    assert "replay.py" not in failing.output


def test_no_value_is_shown_that_the_test_does_not_show_itself(run_suite: Callable[..., Ran]) -> None:
    ran = run_suite("failing", "-vv", "--showlocals", "-k", "differ or unmatched")
    # pytest prints the lines of a test, and its locals; the rest is ours to keep.
    shown = [line for line in ran.output.splitlines() if "canary" in line]
    assert shown
    source = ("def log_in(", "client.oauth.authorize(", "password   = ", "password = ")
    assert [line for line in shown if not any(text in line for text in source)] == []


def test_markers_are_registered(run_suite: Callable[..., Ran]) -> None:
    ran = run_suite("passing", "--markers")
    assert "@pytest.mark.tkeel_oauth(scenario=None, strict=False, wire=None, recording=None): " in ran.output


def test_fixtures_are_explained(run_suite: Callable[..., Ran]) -> None:
    ran = run_suite("passing", "--fixtures")
    assert "tkeel_oauth_replay" in ran.output
    assert "A recorded tKeel on a loopback port" in ran.output


def test_nothing_heavy_is_imported_until_it_is_used(tmp_path: Path) -> None:
    # Alone: other plugins import httpx, too.
    done = run_alone(tmp_path, HEAVY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_what_to_install_is_said(tmp_path: Path) -> None:
    done = run_alone(tmp_path, WITHOUT_UVICORN)
    assert done.returncode == 1
    assert "\nuvicorn is not installed: pip install 'tkeel-oauth[replay]'\n" in done.stdout
    assert "Traceback" not in done.stdout
