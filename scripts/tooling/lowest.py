"""Runs the tests against the oldest dependencies that are allowed, in an environment of their own."""

from __future__ import annotations

import subprocess
import sys

from tooling.checks import heading
from tooling.environment import (
    ROOT,
    SetupError,
    environment,
    executable,
    install_project,
    locked_environment,
    python_tag,
)

_LOCK = ROOT / "requirements" / "lowest-tests.txt"
_PYTHON = (3, 11)

# what an older dependency could change; lint, types and the documentation are not among it
_TESTS = (
    *(
        "tests/cli",
        "tests/contract",
        "tests/faults",
        "tests/observability",
        "tests/protobuf",
        "tests/recorder",
    ),
    *("tests/_runtime", "tests/runtime", "tests/testing", "tests/plugin/test_plugin.py"),
)
_OPTIONS = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadgroup", "--timeout", "120")


def main(arguments: list[str]) -> int:
    """Set the environment up and run the tests.

    Args:
        arguments: What pytest gets; empty for all that a dependency could change.

    Returns:
        pytest's exit code, 1 if there is no environment, 2 for a Python that is not the oldest.
    """
    if sys.version_info[:2] != _PYTHON:
        oldest = ".".join(map(str, _PYTHON))
        print(
            f"scripts/lowest: needs the oldest Python that is supported: python{oldest} scripts/lowest",
            file=sys.stderr,
        )
        return 2
    folder = environment().with_name(f"{python_tag()}-lowest")
    try:
        locked_environment(folder, _LOCK)
        install_project(folder)
    except SetupError as error:
        print(f"scripts/lowest: {error}", file=sys.stderr)
        return 1
    heading("pytest with the oldest dependencies")
    python = str(executable("python", folder))
    command = [python, "-m", "pytest", *(arguments or [*_OPTIONS, *_TESTS])]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
