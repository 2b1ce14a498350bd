"""The tools that `scripts/check outside` installs. One that is missing fails a check, it never skips one."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from outside_tools import packages, tool

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
_NO_CALLS_HOME = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


@dataclass(frozen=True)
class Report:
    """What a tool said: its exit code and its JSON, and all of its output for the message of a failure."""

    exit_code: int
    json: object
    output: str


@pytest.fixture
def run_tool() -> Callable[..., Report]:
    """Runs a tool in a folder and reads the JSON that it prints."""

    def run(name: str, *arguments: str, cwd: Path = ROOT, **variables: str) -> Report:
        done = subprocess.run(
            [*tool(name), *arguments],
            cwd=cwd,
            env={**os.environ, **_NO_CALLS_HOME, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        output = done.stdout + done.stderr
        try:
            return Report(done.returncode, json.loads(done.stdout), output)
        except ValueError:
            pytest.fail(f"{name} printed no JSON:\n{output}")

    return run


@pytest.fixture(scope="session")
def run_script() -> Callable[..., object]:
    """Runs a script of this folder in Node.js, with the packages from npm, on text or data."""

    def run(name: str, *, given: object) -> object:
        done = subprocess.run(
            [*tool("node"), str(Path(__file__).with_name(name))],
            env={**os.environ, "NODE_PATH": str(packages())},
            input=given if isinstance(given, str) else json.dumps(given),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=280,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
