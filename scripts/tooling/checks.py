"""The checks that need Python alone, in the order in which they tell most for the time they take."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass

from tooling.environment import ROOT, SetupError, executable, wheelhouse


@dataclass(frozen=True)
class Stage:
    """One check: what it is called on the command line, and the command that is run in the checkout."""

    name: str
    command: tuple[str, ...]


STAGES = (
    Stage("lint", (str(executable("ruff")), "check", ".")),
    Stage("format", (str(executable("ruff")), "format", "--check", ".")),
    Stage("types", (str(executable("mypy")),)),
    Stage("generated", (str(executable("python")), "scripts/generate", "--check")),
)

_ALL_TESTS = [
    # more than two cores can run, as much of it waits for servers that misbehave;
    # tests that share something costly, as the built wheel, go to one worker
    *("-n", "4", "--dist", "loadgroup"),
    # one that hangs must not hold up all behind it
    *("--timeout", "120"),
]


def test(arguments: list[str]) -> int:
    """Run every check that needs Python alone, or, with arguments, pytest with these.

    Args:
        arguments: What pytest gets; empty for everything.

    Returns:
        0, or the exit code of the first part that failed.
    """
    try:
        wheelhouse()
    except SetupError as error:
        print(f"scripts/test: {error}", file=sys.stderr)
        return 1
    if arguments:
        return run_pytest(arguments)
    return _run_stages(STAGES, caller="scripts/test") or run_pytest(_ALL_TESTS)


def check(arguments: list[str]) -> int:
    """Run the checks that come before the tests.

    Args:
        arguments: The names of those to run, none for all of them; `--fix` lets ruff mend what it can first.

    Returns:
        0, the exit code of the check that failed, or 2 for a name that no check has.
    """
    if arguments[:1] == ["--fix"]:
        arguments = arguments[1:]
        ruff = str(executable("ruff"))
        subprocess.run([ruff, "check", "--fix", "--quiet", "."], cwd=ROOT, check=False)
        subprocess.run([ruff, "format", "--quiet", "."], cwd=ROOT, check=False)
    known = [stage.name for stage in STAGES]
    unknown = [name for name in arguments if name not in known]
    if unknown:
        print(
            f"scripts/check: no check is called {unknown[0]}; there are {', '.join(known)}", file=sys.stderr
        )
        return 2
    chosen = tuple(stage for stage in STAGES if not arguments or stage.name in arguments)
    return _run_stages(chosen, caller="scripts/check")


def run_pytest(arguments: list[str]) -> int:
    """Run pytest in the checkout; its summary is the last thing printed.

    Args:
        arguments: What pytest gets.

    Returns:
        pytest's exit code.
    """
    heading("pytest")
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


def heading(text: str) -> None:
    """Print the line that opens a part of the output."""
    print(f"== {text}", flush=True)


def _run_stages(stages: tuple[Stage, ...], *, caller: str) -> int:
    for stage in stages:
        heading(stage.name)
        start = time.monotonic()
        code = subprocess.run(stage.command, cwd=ROOT, check=False).returncode
        if code:
            print(f"{caller}: {stage.name} failed; repeat it with: scripts/check {stage.name}", flush=True)
            return code
        print(f"{stage.name} passed in {time.monotonic() - start:.1f} s", flush=True)
    return 0
