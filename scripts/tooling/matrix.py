"""Runs scripts/test under several Pythons, one after the other.

Needs the standard library alone: it enters no environment, each run enters its own.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_OLDEST = (3, 11)
_NEWEST_LOOKED_FOR = 30
_ASK = "import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)"
_ANSWERS = 3


def main(arguments: list[str]) -> int:
    """Run the tests under each Python and print what came of it.

    Args:
        arguments: The command line; what follows `--` is for scripts/test.

    Returns:
        0 if all passed, 1 if one did not, 2 if there is no Python to run under.
    """
    ours, _, passed_on = _split(arguments)
    parser = argparse.ArgumentParser(
        prog="scripts/matrix", description="Run scripts/test under every supported Python of this machine."
    )
    parser.add_argument("--python", action="append", metavar="PYTHON", help="this one; may be repeated")
    named: list[str] | None = parser.parse_args(ours).python
    found = interpreters(candidates() if named is None else named)
    if not found:
        print(f"scripts/matrix: found no Python from {'.'.join(map(str, _OLDEST))} on", file=sys.stderr)
        return 2
    lines: list[str] = []
    failed = False
    for version, python in sorted(found.items()):
        name = f"Python {version[0]}.{version[1]}"
        print(f"#### {name}: {python}", flush=True)
        began = time.monotonic()
        command = [python, str(ROOT / "scripts" / "test"), *passed_on]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        failed = failed or code != 0
        outcome = "passed" if code == 0 else f"failed with {code}"
        lines.append(f"{name} {outcome} in {time.monotonic() - began:.0f} s")
    print("####", *lines, sep="\n", flush=True)
    return int(failed)


def _split(arguments: list[str]) -> tuple[list[str], str, list[str]]:
    if "--" not in arguments:
        return arguments, "", []
    at = arguments.index("--")
    return arguments[:at], "--", arguments[at + 1 :]


def candidates() -> list[str]:
    """What may be a Python: the one that runs this, those on the PATH, and pyenv's."""
    names = [f"python{_OLDEST[0]}.{minor}" for minor in range(_OLDEST[1], _NEWEST_LOOKED_FOR)]
    on_path = [found for name in names if (found := shutil.which(name))]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    installed = sorted(pyenv.glob("3.*/bin/python"), key=_release, reverse=True)
    return [sys.executable, *on_path, *map(str, installed)]


def _release(python: Path) -> list[int]:
    """The numbers in the name of a folder of pyenv's, so that of two patch releases the newer comes first."""
    return [int(part) for part in re.findall(r"\d+", python.parents[1].name)]


def interpreters(commands: list[str]) -> dict[tuple[int, int], str]:
    """Ask each command which Python it is; the first of a version counts.

    Args:
        commands: Paths or names of commands; what does not answer or is too old is left out.
    """
    found: dict[tuple[int, int], str] = {}
    for command in commands:
        try:
            done = subprocess.run([command, "-I", "-c", _ASK], capture_output=True, text=True, check=False)
        except OSError:
            continue
        # pyenv has commands for Pythons that are not chosen; they end with an error.
        parts = done.stdout.split(maxsplit=2)
        if done.returncode or len(parts) != _ANSWERS:
            continue
        version = int(parts[0]), int(parts[1])
        if version >= _OLDEST:
            found.setdefault(version, parts[2].strip())
    return found
