"""The clients that other generators make of openapi.yaml, in `.cache/bench`; none of it is ever committed."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from benchmarks.inside import generator_asyncio, generator_urllib3, stock
from environments import CACHE, ROOT, SetupError, digest, environment_variables, executable, once

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["generated"]

_FOLDER = CACHE / "bench"
_DOCUMENT = ROOT / "openapi.yaml"
_LOCK = ROOT / "requirements" / "bench.txt"
_SECONDS = 180
_LIBRARIES = {"urllib3": generator_urllib3.PACKAGE, "asyncio": generator_asyncio.PACKAGE}


def generated(environment: Path) -> list[Path]:
    """Generate the clients, unless it was done for the same document and the same generators before.

    Args:
        environment: The folder of the environment that holds the generators.

    Returns:
        The folders that hold the packages, for Python's path.

    Raises:
        SetupError: A generator failed.
    """

    def make() -> None:
        shutil.rmtree(_FOLDER, ignore_errors=True)
        _FOLDER.mkdir(parents=True)
        _run(
            environment,
            *("openapi-python-client", "generate", "--path", str(_DOCUMENT), "--meta", "none"),
            *("--output-path", str(_FOLDER / stock.PACKAGE)),
        )
        for library, package in _LIBRARIES.items():
            _run(
                environment,
                *("openapi-generator-cli", "generate", "-i", str(_DOCUMENT), "-g", "python"),
                *("--library", library, "--package-name", package, "-o", str(_FOLDER / library)),
            )

    note = f"generating the clients to compare with, in {_FOLDER.relative_to(ROOT)}"
    once(_FOLDER / ".generated", digest(_DOCUMENT, _LOCK, text=str(ROOT)), make, note=note)
    return [_FOLDER, *(_FOLDER / library for library in _LIBRARIES)]


def _run(environment: Path, program: str, *arguments: str) -> None:
    variables = environment_variables()
    # Each finds its own helpers there: ruff, and the Java of the environment.
    folder = executable("python", environment).parent
    variables["PATH"] = f"{folder}{os.pathsep}{variables.get('PATH', '')}"
    try:
        done = subprocess.run(
            [str(executable(program, environment)), *arguments],
            cwd=_FOLDER,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SetupError(f"{program} did not end within {_SECONDS} s") from None
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise SetupError(f"{program} failed: {''.join(last)}")
