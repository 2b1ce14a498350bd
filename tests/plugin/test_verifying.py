"""`pytest --tkeel-oauth-verify-…` in a team's own suite."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from junitparser import JUnitXml

import tkeel_oauth
from tests.recorder.fake_tkeel import CAROL, FakeTkeel, serving
from tkeel_oauth.testing import RecordedServer
from tkeel_oauth.verification.plan import planned_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.plugin.conftest import Ran

    Run = Callable[..., Ran]

OPTION = "--tkeel-oauth-verify"
STEPS = [step.name for step in planned_steps()]
CALLS = len(STEPS) - 1
OWN = 2
PASSWORD = {"TKEEL_PASSWORD": "wonderland"}


def options(base_url: str) -> list[str]:
    return [f"{OPTION}-base-url={base_url}", f"{OPTION}-tenant-id=tenant-a", f"{OPTION}-username=alice"]


@pytest.fixture
def server() -> Iterator[RecordedServer]:
    with RecordedServer() as running:
        yield running


@pytest.fixture
def shipped() -> Iterator[Path]:
    with as_file(files("tkeel_oauth.recordings").joinpath("tkeel.har")) as path:
        yield path


def test_a_test_a_step_beside_their_own(run_suite: Run, server: RecordedServer) -> None:
    ran = run_suite("verified", "-v", *options(server.base_url), environment=PASSWORD)
    assert (ran.code, ran.counts) == (0, {"passed": OWN + len(STEPS)}), ran.output
    found = re.findall(r"^tkeel-oauth-verify::(\S+) PASSED", ran.output, re.MULTILINE)
    assert found == STEPS
    assert len(server.requests) == CALLS


@pytest.mark.parametrize("mode", ["load", "loadgroup", "loadscope", "loadfile", "worksteal", "each"])
def test_once_for_all_workers(run_suite: Run, server: RecordedServer, mode: str) -> None:
    ran = run_suite("verified", "-n", "2", "--dist", mode, *options(server.base_url), environment=PASSWORD)
    times = 2 if mode == "each" else 1
    assert (ran.code, ran.counts) == (0, {"passed": times * (OWN + len(STEPS))}), ran.output
    assert len(server.requests) == CALLS


def test_workers_say_the_same_when_it_cannot_be_run(run_suite: Run) -> None:
    arguments = [*options("http://127.0.0.1:1/v1"), f"{OPTION}-compare-with=no-such.har", "-n", "2"]
    ran = run_suite("verified", *arguments, environment=PASSWORD)
    assert (ran.code, ran.counts) == (1, {"failed": len(STEPS), "passed": OWN}), ran.output
    said = re.findall(r"^\[Errno 2\] No such file or directory: '.*no-such\.har'$", ran.output, re.MULTILINE)
    assert len(said) == len(STEPS)


class TestSelection:
    def test_collect_only_sends_nothing_and_needs_no_password(
        self, run_suite: Run, server: RecordedServer
    ) -> None:
        ran = run_suite("verified", "--collect-only", *options(server.base_url))
        assert ran.code == 0
        assert re.findall(r"<VerificationStep (\S+)>", ran.output) == STEPS
        assert "<Function test_of_the_team>" in ran.output
        assert server.requests == ()

    def test_deselected_ones_send_nothing(self, run_suite: Run, server: RecordedServer) -> None:
        ran = run_suite("verified", "-k", "of_the_team", *options(server.base_url), environment=PASSWORD)
        assert (ran.code, ran.counts) == (0, {"passed": OWN, "deselected": len(STEPS)}), ran.output
        assert server.requests == ()

    def test_one_can_be_selected(self, run_suite: Run, server: RecordedServer) -> None:
        ran = run_suite("verified", "-k", "wrong-password", *options(server.base_url), environment=PASSWORD)
        assert ran.counts == {"passed": 1, "deselected": OWN + len(STEPS) - 1}, ran.output
        assert len(server.requests) == CALLS

    def test_without_the_options_there_are_none(self, run_suite: Run) -> None:
        ran = run_suite("verified", environment={**PASSWORD, "TKEEL_BASE_URL": "http://127.0.0.1:1/v1"})
        assert ran.counts == {"passed": OWN}, ran.output


class TestOptions:
    def test_known_deviations_fail_where_asked(self, run_suite: Run, server: RecordedServer) -> None:
        ran = run_suite("verified", f"{OPTION}-strict", *options(server.base_url), environment=PASSWORD)
        assert ran.code == 1
        assert ran.counts["failed"] >= 4
        for part in (
            "accepted",
            "expected: This call gets no authorization code.",
            "contract: openapi.yaml#/",
        ):
            assert part in ran.output
        assert "_ tkeel-oauth-verify: missing-redirect-uri _" in ran.output
        assert "Traceback" not in ran.output

    def test_a_wire_form_can_be_expected(self, run_suite: Run, server: RecordedServer) -> None:
        asked = f"{OPTION}-expect-wire=documented"
        ran = run_suite("verified", asked, *options(server.base_url), environment=PASSWORD)
        assert ran.code == 1
        # What is wrong stands in the short summary, too.
        assert re.search(
            r"^FAILED tkeel-oauth-verify::success - wire-form: The form is ", ran.output, re.MULTILINE
        )

    def test_the_environment_can_say_it_all(self, run_suite: Run, server: RecordedServer) -> None:
        variables = {
            **PASSWORD,
            "TKEEL_OAUTH_VERIFY_BASE_URL": server.base_url,
            "TKEEL_OAUTH_VERIFY_TENANT_ID": "tenant-a",
            "TKEEL_OAUTH_VERIFY_USERNAME": "alice",
            "TKEEL_OAUTH_VERIFY_STRICT": "1",
            "TKEEL_OAUTH_VERIFY_EXPECT_WIRE": "served",
        }
        ran = run_suite("verified", environment=variables)
        assert ran.code == 1
        assert "accepted" in ran.output
        assert len(server.requests) == CALLS

    def test_a_recording_needs_no_server(self, run_suite: Run, shipped: Path) -> None:
        ran = run_suite("verified", f"{OPTION}-recording={shipped}")
        assert ran.code == 0, ran.output
        assert ran.counts["passed"] > OWN + len(STEPS)

    @pytest.mark.parametrize(
        ("asked", "variables", "message"),
        [
            (
                [f"{OPTION}-base-url=http://127.0.0.1:1/v1"],
                PASSWORD,
                "base-url needs --tkeel-oauth-verify-tenant-id",
            ),
            (options("http://127.0.0.1:1/v1"), {}, "no password: set TKEEL_PASSWORD"),
            (options("http://x/v1"), PASSWORD, f"give {OPTION}-allow-insecure if the way is safe"),
            ([*options("http://x/v1"), "-n", "2"], PASSWORD, f"{OPTION}-base-url is http, "),
            (options("iot.example.com"), PASSWORD, f"{OPTION}-base-url must start with"),
            ([*options("https://x/v1"), f"{OPTION}-timeout=soon"], PASSWORD, "timeout is a number above 0"),
            ([*options("https://x/v1"), f"{OPTION}-timeout=nan"], PASSWORD, "timeout is a number above 0"),
            ([*options("https://x/v1"), f"{OPTION}-expect-wire=x"], PASSWORD, "is documented or served"),
            ([*options("http://x/v1"), f"{OPTION}-recording=x"], PASSWORD, "exclude each other"),
            ([f"{OPTION}-recording=no-such.har"], {}, "no-such.har"),
        ],
    )
    def test_what_cannot_be_is_told_at_once(
        self, run_suite: Run, asked: list[str], variables: dict[str, str], message: str
    ) -> None:
        ran = run_suite("verified", *asked, environment=variables)
        assert ran.code == 4, ran.output
        assert message in ran.output
        assert "Traceback" not in ran.output


@pytest.mark.parametrize(("module", "package"), [("jsonschema", "jsonschema"), ("yaml", "PyYAML")])
def test_without_the_extra_it_says_what_to_install(module: str, package: str, tmp_path: Path) -> None:
    code = f"import sys; sys.modules[{module!r}] = None; import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "-p", "no:cacheprovider", *options("http://127.0.0.1:1/v1")],
        cwd=tmp_path,
        env={**PASSWORD, "PATH": "", "PYTHONPATH": str(Path(tkeel_oauth.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 4
    assert (
        f"ERROR: {package} is not installed: pip install 'tkeel-oauth[verify]'" in done.stdout + done.stderr
    )


class TestReports:
    @pytest.mark.parametrize("more", [(), ("--tb=native",), ("--full-trace",), ("-n", "2")], ids=" ".join)
    def test_nothing_secret_is_in_any(self, run_suite: Run, tmp_path: Path, more: tuple[str, ...]) -> None:
        file = tmp_path / "own.xml"
        with serving(FakeTkeel(echo=lambda person: " ".join(person.texts))) as fake:
            asked = [
                f"{OPTION}-base-url={fake.base_url}",
                f"{OPTION}-tenant-id={CAROL.tenant_id}",
                f"{OPTION}-redirect-uri={CAROL.redirect_uri}",
                *("--showlocals", "-vv", "-rA", f"--junitxml={file}", "--setup-show", *more),
            ]
            variables = {"TKEEL_PASSWORD": CAROL.password, "TKEEL_OAUTH_VERIFY_USERNAME": CAROL.username}
            ran = run_suite("verified", *asked, environment=variables)
        assert ran.code == 1, ran.output
        assert "leak" in ran.output
        for text in (ran.output, file.read_text("utf-8")):
            assert [value for value in (CAROL.password, CAROL.username, *fake.codes) if value in text] == []

    def test_an_error_of_ours_shows_no_value(self, tmp_path: Path, server: RecordedServer) -> None:
        (tmp_path / "conftest.py").write_text(
            "import tkeel_oauth.testing.plugin.verifying as verifying\n"
            "def broken(base_url, credentials, **more):\n"
            "    secret = credentials.password\n"
            "    raise RuntimeError(secret)\n"
            "verifying.verify_server = broken\n"
        )
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-p",
                "no:cacheprovider",
                "-l",
                "-vv",
                *options(server.base_url),
            ],
            cwd=tmp_path,
            env={**PASSWORD, "PATH": "", "PYTHONPATH": str(Path(tkeel_oauth.__file__).parents[1])},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 1
        assert re.search(r"RuntimeError at .*conftest\.py:4; its text is not shown", done.stdout)
        assert "wonderland" not in done.stdout + done.stderr

    def test_junit_has_the_steps_and_what_does_not_fail(
        self, run_suite: Run, server: RecordedServer, tmp_path: Path
    ) -> None:
        file = tmp_path / "own.xml"
        run_suite("verified", f"--junitxml={file}", *options(server.base_url), environment=PASSWORD)
        text = file.read_text("utf-8")
        cases: list[Any] = [case for suite in JUnitXml.fromstring(text) for case in suite]
        assert [case.name for case in cases if case.classname == "tkeel-oauth-verify"] == STEPS
        assert re.search(r'name="tkeel-oauth-verify known deviation" value="[^"]* status 200', text)

    def test_a_step_that_was_not_made_is_skipped(self, run_suite: Run, server: RecordedServer) -> None:
        arguments = [*options(server.base_url), "-rs"]
        ran = run_suite("verified", *arguments, environment={"TKEEL_PASSWORD": "not-hers-0815"})
        assert ran.counts["failed"] == 1, ran.output
        assert ran.counts["skipped"] == CALLS - 1
        assert "not-hers" not in ran.output


def test_beside_other_plugins_nothing_is_imported(tmp_path: Path) -> None:
    """The options are there, and their modules are not."""
    (tmp_path / "test_unused.py").write_text(
        "import json, sys\n"
        "def test_unused(request):\n"
        f"    assert request.config.getoption('{OPTION}-base-url') is None\n"
        "    ours = [name for name in sys.modules if name.startswith('tkeel_oauth.verification')]\n"
        "    ours += [name for name in sys.modules if name.startswith('tkeel_oauth.testing.plugin.')]\n"
        "    print(json.dumps(ours))\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-s", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(Path(tkeel_oauth.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout.splitlines()[0]) == []
