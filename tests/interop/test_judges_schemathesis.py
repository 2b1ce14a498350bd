"""Schemathesis against servers of ours on loopback; never against a live one.

What it prints and reports holds passwords. Only the codes of its failures are kept.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from environments import executable
from outside_tools import tool
from tests.documents.running import serving
from tests.interop.judges_asking import CONTRACT
from tests.interop.judges_letter import letter_server
from tests.verification.reference import LOGIN
from tkeel_oauth.testing import load_recording

if TYPE_CHECKING:
    from tkeel_oauth.testing import Credentials

SCHEMA = "ST108"


@dataclass(frozen=True)
class Outcome:
    """What is kept of a run.

    Attributes:
        exit_code: 0 for no failure.
        cases: How many requests were made.
        failures: The codes of the failures.
    """

    exit_code: int
    cases: int
    failures: frozenset[str]


def schemathesis(base_url: str, folder: Path, parameters: dict[str, object], *options: str) -> Outcome:
    """Run it, with these values for parameters instead of its own."""
    settings = folder / "schemathesis.toml"
    lines = [f"{json.dumps(name)} = {json.dumps(value)}" for name, value in parameters.items()]
    settings.write_text("\n".join(["[parameters]", *lines, ""]), encoding="utf-8")
    assert base_url.startswith("http://127.0.0.1:")
    done = subprocess.run(
        [
            *(*tool("schemathesis"), "--config-file", str(settings), "--no-color"),
            *("run", str(CONTRACT), "--url", base_url, "--seed", "1", "--continue-on-failure", *options),
        ],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    cases = re.search(r"(\d+) generated", done.stdout)
    assert cases, "Schemathesis made no request"
    return Outcome(done.returncode, int(cases[1]), frozenset(re.findall(r"\bST\d+\b", done.stdout)))


def login(given: Credentials) -> dict[str, object]:
    """A login as parameters."""
    return {
        "path.tenant_id": given.tenant_id,
        "query.username": given.username,
        "query.password": given.password,
        "query.redirect_uri": given.redirect_uri,
    }


# Of a login OpenAPI cannot say which values are right, so that not every request that it allows is accepted.
FUZZING = ("--max-examples", "60", "--exclude-checks", "positive_data_acceptance")


def test_the_recorded_server_keeps_the_contract(tmp_path: Path) -> None:
    # Only what the contract allows is sent: to anything else it says that it has no answer recorded.
    recorded = load_recording()["success"].credentials
    assert recorded is not None
    log = tmp_path / "log"
    command = [str(executable("tkeel-oauth", Path(sys.prefix))), "serve", "--wire", "documented"]
    with serving(command, log=log) as base_url:
        accepted = schemathesis(
            base_url, tmp_path, login(recorded), "--max-examples", "20", "--mode", "positive"
        )
        refused = schemathesis(base_url, tmp_path, {}, *FUZZING, "--mode", "positive")
    assert (accepted.failures, accepted.exit_code) == (frozenset(), 0)
    assert (refused.failures, refused.exit_code) == (frozenset(), 0)
    assert min(accepted.cases, refused.cases) >= 20
    # Before it starts, Schemathesis tries how the server takes a broken path.
    assert set(re.findall(r"/authorize (\d+)", log.read_text("utf-8"))) == {"200", "400"}


def test_the_page_to_the_letter_keeps_the_contract(tmp_path: Path) -> None:
    asked: list[tuple[str, int]] = []
    with letter_server("documented", asked) as base_url:
        outcome = schemathesis(base_url, tmp_path, {}, *FUZZING)
        accepted = schemathesis(
            base_url, tmp_path, login(LOGIN), "--max-examples", "20", "--mode", "positive"
        )
    assert (outcome.failures, outcome.exit_code) == (frozenset(), 0)
    assert (accepted.failures, accepted.exit_code) == (frozenset(), 0)
    assert outcome.cases >= 60
    assert {("GET", 200), ("GET", 400), ("POST", 405)} <= set(asked)


def test_the_served_form_does_not(tmp_path: Path) -> None:
    asked: list[tuple[str, int]] = []
    with letter_server("served", asked) as base_url:
        outcome = schemathesis(base_url, tmp_path, {}, *FUZZING, "--mode", "positive")
    assert (outcome.failures, outcome.exit_code) == (frozenset({SCHEMA}), 1)
    assert ("GET", 400) in asked
