"""The clients that other generators make of openapi.yaml, in `.cache/bench`; none of it is ever committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.clients import GENERATED
from environments import CACHE, ROOT, digest, executable, once, quietly

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["packages"]

_FOLDER = CACHE / "bench"
_DOCUMENT = ROOT / "openapi.yaml"


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
            stock = ("--meta", "none", "--output-path", GENERATED["stock"])
            _run(environment, "openapi-python-client", "generate", "--path", str(_DOCUMENT), *stock)
            for library in ("urllib3", "asyncio"):
                peer = ("--library", library, "--package-name", GENERATED[library], "-o", library)
                read = ("generate", "-g", "python", "-i", str(_DOCUMENT))
                _run(environment, "openapi-generator-cli", *read, *peer)
    return [_FOLDER, _FOLDER / "urllib3", _FOLDER / "asyncio"]


def _run(environment: Path, program: str, *arguments: str) -> None:
    # each finds its own helpers in the environment: ruff, and Java
    command = [str(executable(program, environment)), *arguments]
    quietly(command, otherwise=f"{program} failed", cwd=_FOLDER, folder=environment)
