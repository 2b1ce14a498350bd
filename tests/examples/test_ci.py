"""The workflows of examples/ci: their commands run as they stand, against the recorded server."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import yaml
from junitparser import JUnitXml

from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the workflows are for POSIX shells")

EXAMPLES = Path(__file__).parents[2] / "examples" / "ci"
# the one of the docs: what a shell, a URL and a file of variables each read in their own way
PASSWORD = "p@ss w+rd&=%/?#;"
WHO = {"TKEEL_TENANT_ID": "tenant-a", "TKEEL_USERNAME": "bob@example.com"}
SETTINGS = {**WHO, "TKEEL_PASSWORD": PASSWORD}
COMMANDS = Path(sys.executable).parent
"""Where the command is installed here; tests/packaging installs it as the jobs do."""
INSTALL = "pip install 'tkeel-oauth[cli,verify]'"


@dataclass(frozen=True)
class Shell:
    """A shell in an empty folder, where the job has installed what it names."""

    folder: Path
    variables: dict[str, str]

    def run(self, command: str, variables: dict[str, str] | None = None) -> tuple[int, str]:
        done = subprocess.run(
            [shutil.which("bash") or "bash", "-e", "-c", command],
            cwd=self.folder,
            env={**self.variables, **(variables or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=200,
        )
        assert PASSWORD not in done.stdout + done.stderr
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    path = f"{COMMANDS}{os.pathsep}{os.environ['PATH']}"
    return Shell(tmp_path, {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8"})


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with RecordedServer() as server:
        yield server.base_url


def load(name: str) -> dict[Any, Any]:
    return cast("dict[Any, Any]", yaml.safe_load((EXAMPLES / name).read_text("utf-8")))


def steps() -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", load("github.yml")["jobs"]["verify"]["steps"])


class TestGitHub:
    def test_it_runs_on_a_schedule_and_on_demand(self) -> None:
        # YAML 1.1 reads the key as a truth value
        on = load("github.yml")[True]
        assert set(on) == {"schedule", "workflow_dispatch"}
        assert all(is_cron(entry["cron"]) for entry in on["schedule"])

    def test_actions_are_pinned_by_hash_and_nothing_is_permitted(self) -> None:
        lines = re.findall(r"uses: (.*)", (EXAMPLES / "github.yml").read_text("utf-8"))
        assert [
            line for line in lines if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
        ] == []
        assert len(lines) == 2
        assert load("github.yml")["permissions"] == {}

    def test_nothing_is_put_into_a_command_by_template_and_the_password_is_a_secret(self) -> None:
        for step in steps():
            assert "${{" not in step.get("run", "")
        (variables,) = [step["env"] for step in steps() if "env" in step]
        assert variables["TKEEL_PASSWORD"] == "${{ secrets.TKEEL_PASSWORD }}"
        assert set(variables) == {"TKEEL_BASE_URL", *SETTINGS}

    @pytest.mark.parametrize(("arguments", "code"), [("", 0), (" --strict", 1)])
    def test_its_commands(self, shell: Shell, base_url: str, arguments: str, code: int) -> None:
        install, verify = (step["run"] for step in steps() if "run" in step)
        assert install == INSTALL
        summary = shell.folder / "summary"
        summary.touch()
        variables = {**SETTINGS, "TKEEL_BASE_URL": base_url, "GITHUB_STEP_SUMMARY": str(summary)}
        done, said = shell.run(verify.rstrip() + arguments, variables)
        assert done == code, said
        assert said.startswith("The contract is ")
        assert summary.read_text("utf-8").startswith("## The contract is ")
        (keep,) = [step["with"] for step in steps() if "upload-artifact" in step.get("uses", "")]
        kept = {shell.folder / name for name in keep["path"].split()}
        assert {path for path in shell.folder.iterdir() if path != summary} == kept

    def test_the_reports_are_kept_of_a_failure_too(self) -> None:
        (keep,) = [step for step in steps() if "upload-artifact" in step.get("uses", "")]
        assert keep["if"] == "${{ !cancelled() }}"


class TestGitLab:
    JOB = load("gitlab.yml")["tkeel-contract"]

    def test_it_runs_in_schedules_and_on_demand(self) -> None:
        sources = [re.search(r'"(\w+)"', rule["if"]) for rule in self.JOB["rules"]]
        assert [found and found[1] for found in sources] == ["schedule", "web"]

    @pytest.mark.parametrize(("arguments", "code"), [("", 0), (" --strict", 1)])
    def test_its_commands(self, shell: Shell, base_url: str, arguments: str, code: int) -> None:
        install, password, verify = self.JOB["script"]
        assert install == INSTALL
        variables = {**WHO, "TKEEL_PASSWORD_BASE64": base64.b64encode(PASSWORD.encode()).decode()}
        # GitLab runs the commands one after another in one shell.
        done, said = shell.run(f"{password}\n{verify}{arguments}", {**variables, "TKEEL_BASE_URL": base_url})
        assert done == code, said
        assert "The contract is " in said
        artifacts = self.JOB["artifacts"]
        kept = {artifacts["reports"]["junit"], *artifacts["paths"]}
        assert {path.name for path in shell.folder.iterdir()} == kept
        loaded: Any = JUnitXml.fromfile(  # pyright: ignore[reportUnknownMemberType] - half typed
            str(shell.folder / artifacts["reports"]["junit"])
        )
        assert bool(loaded.failures) == bool(code)

    def test_the_reports_are_kept_of_a_failure_too(self) -> None:
        assert self.JOB["artifacts"]["when"] == "always"


class TestCron:
    LINE = (EXAMPLES / "crontab").read_text("utf-8").splitlines()[-1]
    VARIABLE = (EXAMPLES / "crontab").read_text("utf-8").splitlines()[-2]

    def test_it_is_a_line_of_a_crontab(self) -> None:
        assert is_cron(" ".join(self.LINE.split()[:5]))
        # cron takes it for the end of the command
        assert "%" not in self.LINE
        assert re.fullmatch(r"TKEEL_BASE_URL=https://\S+", self.VARIABLE)
        assert f"~/.tkeel/bin/{INSTALL}" in (EXAMPLES / "crontab").read_text("utf-8")

    @pytest.mark.parametrize("end", ["", "\n"])
    @pytest.mark.parametrize(("password", "said"), [(PASSWORD, ""), ("not-his-0815", "Could not log in")])
    def test_it_says_something_when_the_contract_is_broken(
        self, shell: Shell, base_url: str, password: str, said: str, end: str
    ) -> None:
        home = shell.folder
        (home / ".tkeel").mkdir()
        (home / ".tkeel" / "bin").symlink_to(COMMANDS)
        (home / ".tkeel" / "password").write_text(password + end, "utf-8")
        command = self.LINE.split(maxsplit=5)[5].replace("--username alice", "--username bob@example.com")
        # as cron has it: nothing but this, in the home folder
        bare = {"HOME": str(home), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "TKEEL_BASE_URL": base_url}
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=home,
            env=bare,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=200,
        )
        output = done.stdout + done.stderr
        assert done.returncode == 0
        assert bool(output) == bool(said)
        assert said in output
        assert password not in output
        assert (home / "tkeel-contract.html").exists()
        assert {path.name for path in home.iterdir()} == {
            *(".tkeel", "tkeel-contract.html", "tkeel-contract.txt"),
        }


def is_cron(text: str) -> bool:
    fields = text.split()
    highest = (59, 23, 31, 12, 7)
    return len(fields) == len(highest) and all(
        field == "*" or all(0 <= int(number) <= most for number in re.findall(r"\d+", field))
        for field, most in zip(fields, highest, strict=True)
    )
