"""The clients that other generators make of openapi.yaml, in `.cache/bench`; none of it is ever committed."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from benchmarks.clients import GENERATED
from environments import CACHE, ROOT, SetupError, digest, executable, once, variables

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["packages"]

_FOLDER = CACHE / "bench"
_DOCUMENT = ROOT / "openapi.yaml"
_SECONDS = 180


def packages(environment: Path) -> list[Path]:
    """Generate the clients, unless it was done for the same document and the same generators before.

    Args:
        environment: The folder of the environment that holds the generators.

    Returns:
        The folders that hold the packages, for Python's path.

    Raises:
        SetupError: A generator failed.
    """
    with once(
        _FOLDER, digest(_DOCUMENT, ROOT / "requirements" / "bench.txt"), note="with other generators"
    ) as missing:
        if missing:
            _FOLDER.mkdir(parents=True)
            stock = ("--meta", "none", "--output-path", str(_FOLDER / GENERATED["stock"]))
            _run(environment, "openapi-python-client", "generate", "--path", str(_DOCUMENT), *stock)
            for library in ("urllib3", "asyncio"):
                peer = (
                    "--library",
                    library,
                    "--package-name",
                    GENERATED[library],
                    "-o",
                    str(_FOLDER / library),
                )
                _run(
                    environment,
                    "openapi-generator-cli",
                    "generate",
                    "-i",
                    str(_DOCUMENT),
                    "-g",
                    "python",
                    *peer,
                )
    return [_FOLDER, _FOLDER / "urllib3", _FOLDER / "asyncio"]


def _run(environment: Path, program: str, *arguments: str) -> None:
    # Each finds its own helpers in the environment: ruff, and Java.
    command = [str(executable(program, environment)), *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=_FOLDER,
            env=variables(environment),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SetupError(f"{program} did not end within {_SECONDS} s") from None
    if done.returncode:
        raise SetupError(f"{program} failed: {done.stderr.decode(errors='replace').strip()[-200:]}")
