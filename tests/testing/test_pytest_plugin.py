"""The fixtures and the marker, as a test suite of an application meets them."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tkeel_oauth
from tkeel_oauth import Client
from tkeel_oauth.testing import Replay

if TYPE_CHECKING:
    from collections.abc import Callable

SUITES = Path(__file__).parent / "suites"
CLIENT = Path(tkeel_oauth.__file__).parents[1]
APPLICATION = Path(__file__).parents[1] / "sample_application"
# Hypothesis's plugin loads all of Hypothesis at the end of every run.
QUICK = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "--color=no")
STRICT = (
    *(*QUICK, "--strict-markers", "--strict-config", "-W", "error"),
    *("-o", "asyncio_default_fixture_loop_scope=function"),
)
HEAVY = """
import sys


def test_unused():
    heavy = {"httpx", "httpcore", "h11", "respx", "attrs", "tkeel_oauth.testing.engine"}
    assert heavy & set(sys.modules) == set()
    ours = {name for name in sys.modules if name.startswith("tkeel_oauth")}
    assert ours == {
        "tkeel_oauth", "tkeel_oauth._version", "tkeel_oauth._runtime", "tkeel_oauth._runtime.base",
        "tkeel_oauth._runtime.base.lazy",
        "tkeel_oauth.testing", "tkeel_oauth.testing.pytest_plugin",
    }


def test_in_process(tkeel_oauth_replay):
    assert tkeel_oauth_replay.requests == ()


def test_over_a_socket(tkeel_oauth_server):
    assert tkeel_oauth_server.base_url
"""


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """Loads all that the suites use: what a run in this process loads is forgotten after it."""
    for module in pkgutil.walk_packages(tkeel_oauth.__path__, "tkeel_oauth."):
        if not re.match(r"tkeel_oauth\.(?:cli|verification|protobuf|__main__)\b", module.name):
            importlib.import_module(module.name)
    replay = Replay()
    with Client(replay.base_url, transport=replay.transport) as client:
        assert client.oauth.authorize(**replay.credentials().arguments()).code


@pytest.fixture
def run_suite(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Runs one of the suites in this process."""

    def run(name: str, *arguments: str) -> pytest.RunResult:
        shutil.copyfile(SUITES / f"{name}.py", pytester.path / f"test_{name}.py")
        return pytester.runpytest_inprocess(*STRICT, *arguments)

    return run


def test_what_passes(run_suite: Callable[..., pytest.RunResult]) -> None:
    counts = run_suite("passing").parseoutcomes()
    assert set(counts) == {"passed"}
    assert counts["passed"] >= 23


SAID = [
    "no scenario is called 'wrong_pasword'; nearest: wrong_password, ",
    "no scenario is called 'zzzzzz'; load_recording().names lists them",
    "the scenario unknown_path_v1 is no well-formed call of authorize",
    "\nno scenario is called 'sucess'; nearest: success, ",
    "\n@pytest.mark.tkeel_oauth has no argument scenarios; there are scenario, strict, wire, recording\n",
    "\n@pytest.mark.tkeel_oauth takes its arguments by name\n",
    "\n@pytest.mark.tkeel_oauth takes as wire one of served, documented\n",
    "no-such-file.har cannot be read: No such file or directory\n",
    # raised in process
    "NotRecordedError: No scenario of the recording answers this request.\nE  ",
    "  success: differs in path parameter tenant_id, query parameter password, ",
    # added to what the application raised over a socket, and told alone when it raised nothing
    "Captured tkeel-oauth call",
    "\ntKeel was asked for what is not recorded\nGET /v1/oauth/{tenant_id}/authorize: No scenario of ",
    "\nnearest scenarios:\n  success: differs in path parameter tenant_id, ",
    "\nGET /apis/security/v1/{other}/oauth/{tenant_id}/authorize: No scenario of the recording answers",
    "\nwhat came is no HTTP request; it got a 400\n",
    "Differing attributes:\nE         ['user']",
    "They differ in: tenant_id, username, password, redirect_uri (values are not shown)",
    "At index 0 diff: 'success' != 'wrong_password'",
    # a login of the application's own, in process and over a socket
    "/v1/oauth/{tenant_id}/authorize: refused: the recording does not know this tenant_id\n",
    "\nGET /v1/oauth/{tenant_id}/authorize: refused: the recording does not know this username\nwho can",
    "log in, each with the password that .credentials(SCENARIO) gives:\n  alice of tenant-a\n",
]
"""What the reports of the failing suite say."""


def test_failures_are_readable(run_suite: Callable[..., pytest.RunResult]) -> None:
    ran = run_suite("failing")
    # In the setting up of the test where the marker is wrong, in the test itself elsewhere.
    assert ran.parseoutcomes() == {"failed": 13, "errors": 5}
    shown = ran.stdout.str()
    assert [text for text in SAID if text not in shown] == []
    # A refused stranger is explained once, and a misspelt name points at the test.
    assert shown.count("/authorize: refused: the recording does not know this username") == 1
    assert re.search(r"^test_failing\.py:\d+: UnknownScenarioError$", shown, re.MULTILINE)
    assert "replay.py" not in shown


def test_no_value_is_shown_that_the_test_does_not_show_itself(
    run_suite: Callable[..., pytest.RunResult],
) -> None:
    ran = run_suite("failing", "-vv", "--showlocals", "-k", "differ or unmatched or stranger")
    # pytest prints the lines of a test, and its locals; the rest is ours to keep.
    shown = [line for line in ran.outlines if "canary" in line]
    assert shown
    source = ("def log_in(", "client.oauth.authorize(", "password   = ", "password = ")
    assert [line for line in shown if not any(text in line for text in source)] == []


def test_the_marker_and_the_fixtures_are_explained(run_suite: Callable[..., pytest.RunResult]) -> None:
    marker = "@pytest.mark.tkeel_oauth(scenario=None, strict=False, wire=None, recording=None): *"
    run_suite("passing", "--markers").stdout.fnmatch_lines([marker])
    run_suite("passing", "--fixtures").stdout.fnmatch_lines(
        ["tkeel_oauth_replay*", "*A recorded tKeel in the process of the test*"]
    )


def test_no_option_is_added(pytester: pytest.Pytester) -> None:
    output = pytester.runpytest_inprocess(*STRICT, "--help").stdout.str()
    assert "--strict-markers" in output
    assert "tkeel" not in output


def test_nothing_heavy_is_imported_until_it_is_used(tmp_path: Path) -> None:
    # In a process of its own and alone: other plugins import httpx, too.
    (tmp_path / "test_alone.py").write_text(HEAVY)
    done = subprocess.run(
        [*(sys.executable, "-m", "pytest", "-q", *STRICT[:-2], "-p", "tkeel_oauth.testing.pytest_plugin")],
        cwd=tmp_path,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": "", "PYTHONPATH": str(CLIENT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


class TestSampleApplication:
    """Its suite passes, and misses no mistake in the application."""

    @pytest.fixture
    def module(self, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
        shutil.copytree(
            APPLICATION, pytester.path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
        )
        monkeypatch.setattr(sys, "path", [str(pytester.path), *sys.path])
        return pytester.path / "sign_in.py"

    def test_it_passes(self, pytester: pytest.Pytester, module: Path) -> None:
        assert module.exists()
        assert set(pytester.runpytest_inprocess(*QUICK).parseoutcomes()) == {"passed"}

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
    def test_a_mistake_is_found(
        self, pytester: pytest.Pytester, module: Path, right: str, wrong: str
    ) -> None:
        source = module.read_text("utf-8")
        assert right in source
        module.write_text(source.replace(right, wrong), "utf-8")
        assert pytester.runpytest_inprocess(*QUICK, "-x").parseoutcomes().get("failed") == 1
