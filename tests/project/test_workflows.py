"""The workflows: what they run, and what zizmor, in `scripts/check audit`, does not ask of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in jobs(path).values():
        yield from job["steps"]


def test_there_are_workflows() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "release.yml"]


def test_one_action_has_one_hash() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    pins = set(re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40} # \S+)", text))
    assert len(pins) == len({action for action, _ in pins})


@each_workflow
def test_no_job_may_write_but_to_release(path: Path) -> None:
    writing = {
        (name, right)
        for name, job in jobs(path).items()
        for right, level in job["permissions"].items()
        if level == "write"
    }
    allowed = {("attest", "attestations"), ("attest", "id-token"), ("publish", "id-token")}
    assert writing == (allowed if path.name == "release.yml" else set())


@each_workflow
def test_no_credential_stays_in_a_checkout_and_no_job_runs_on(path: Path) -> None:
    for step in steps(path):
        if str(step.get("uses", "")).startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    assert all(job["timeout-minutes"] <= 60 for job in jobs(path).values())


@each_workflow
def test_commands_exist_and_are_run_by_way_of_python(path: Path) -> None:
    run = "\n".join(step.get("run", "") for step in steps(path))
    called = re.findall(r"(\S+ )?(scripts/\w+|\.ci/run)", run)
    assert called
    assert {before for before, name in called if name != ".ci/run"} == {"python "}
    assert [name for _, name in called if not (ROOT / name).is_file()] == []


def test_all_is_tested_on_the_oldest_and_the_newest_and_something_on_every_system() -> None:
    found = jobs(ROOT / ".github" / "workflows" / "ci.yml")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pythons = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert found["full"]["strategy"]["matrix"]["python"] == [pythons[0], pythons[-1]]
    smoke = found["smoke"]["strategy"]["matrix"]["include"]
    assert {one["system"].partition("-")[0] for one in smoke} == {"ubuntu", "macos", "windows"}
    assert set(pythons[1:-1]) <= {one["python"] for one in smoke}


def test_one_check_waits_for_all_others() -> None:
    found = jobs(ROOT / ".github" / "workflows" / "ci.yml")
    assert set(found["passed"]["needs"]) == found.keys() - {"passed"}
    assert found["passed"]["if"] == "always()"
