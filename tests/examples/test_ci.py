"""The workflows of examples/ci: their commands run as they stand, against the recorded server."""

from __future__ import annotations

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

    from tests.conftest import Built

# one worker builds once
pytestmark = [
    pytest.mark.xdist_group("built"),
    pytest.mark.skipif(os.name != "posix", reason="the workflows are for POSIX shells"),
]

EXAMPLES = Path(__file__).parents[2] / "examples" / "ci"
PASSWORD = "wonderland"
SETTINGS = {"TKEEL_TENANT_ID": "tenant-a", "TKEEL_USERNAME": "alice", "TKEEL_PASSWORD": PASSWORD}
INSTALL = "pip install 'tkeel-oauth[cli,verify]'"


@dataclass(frozen=True)
class Shell:
    """A shell in an empty folder, with a fresh Python that finds our wheel and the locked ones alone."""

    folder: Path
    variables: dict[str, str]

    def run(
        self, command: str, variables: dict[str, str] | None = None, *, program: str = "bash"
    ) -> tuple[int, str]:
        done = subprocess.run(
            [shutil.which(program) or program, *(("-e",) if program == "bash" else ()), "-c", command],
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


@pytest.fixture(scope="module")
def python(built: Built, constraints: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where a job finds Python and packages: what its image brings, before the job installs anything."""
    folder = tmp_path_factory.mktemp("job-python")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return {
        # where packages come from is this machine's setting
        **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_CONSTRAINT": str(constraints),
        "PIP_FIND_LINKS": f"{os.environ.get('PIP_FIND_LINKS', '')} {built.wheel.parent}".strip(),
    }


@pytest.fixture
def shell(python: dict[str, str], tmp_path: Path) -> Shell:
    return Shell(tmp_path, python)


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
        assert shell.run(install)[0] == 0
        summary = shell.folder / "summary"
        summary.touch()
        variables = {**SETTINGS, "TKEEL_BASE_URL": base_url, "GITHUB_STEP_SUMMARY": str(summary)}
        done, said = shell.run(verify.rstrip() + arguments, variables)
        assert done == code, said
        assert said.startswith("::error title=" if code else "::notice title=")
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
        install, verify = self.JOB["script"]
        assert install == INSTALL
        assert shell.run(install)[0] == 0
        done, said = shell.run(verify + arguments, {**SETTINGS, "TKEEL_BASE_URL": base_url})
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

    def test_it_is_a_line_of_a_crontab(self) -> None:
        assert is_cron(" ".join(self.LINE.split()[:5]))
        # cron takes it for the end of the command
        assert "%" not in self.LINE

    @pytest.mark.parametrize(
        ("password", "said"), [(PASSWORD, ""), ("not-hers-0815", "The contract is broken")]
    )
    def test_it_says_something_when_the_contract_is_broken(
        self, shell: Shell, base_url: str, password: str, said: str
    ) -> None:
        shell.run(INSTALL)
        # cron starts in the home folder
        secret = shell.folder / ".tkeel-contract.env"
        secret.write_text(f"TKEEL_BASE_URL={base_url}\nTKEEL_PASSWORD={password}\n", "utf-8")
        command = self.LINE.split(maxsplit=5)[5]
        code, output = shell.run(command, {"HOME": str(shell.folder)}, program="sh")
        assert code == 0
        assert bool(output) == bool(said)
        assert said in output
        assert password not in output
        assert (shell.folder / "tkeel-contract.html").exists()


def is_cron(text: str) -> bool:
    fields = text.split()
    highest = (59, 23, 31, 12, 7)
    return len(fields) == len(highest) and all(
        field == "*" or all(0 <= int(number) <= most for number in re.findall(r"\d+", field))
        for field, most in zip(fields, highest, strict=True)
    )
