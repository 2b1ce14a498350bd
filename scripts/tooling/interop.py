"""The tools that the project is checked with from outside, and the checks that run them.

Those from npm are one of the sets that `tooling.npm` installs. mitmproxy has an environment of its own;
openapi-core and Schemathesis share one. curl and Chromium are the machine's.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tooling import npm
from tooling.checks import run_pytest
from tooling.environment import ROOT, SetupError, environment, executable, locked_environment, wheelhouse
from tooling.steps import run_quietly

_TOOLS = "interop-tools"
_PROGRAMS = {
    "prism": "@stoplight/prism-cli/dist/index.js",
    "pyright": "pyright/index.js",
    "pyright-langserver": "pyright/langserver.index.js",
    "redocly": "@redocly/cli/bin/cli.js",
}
# a program of an environment of its own: the environment, and what the program is called there
_PYTHON_PROGRAMS = {
    "judges-python": ("judges", "python"),
    "mitmdump": ("mitmproxy", "mitmdump"),
    "schemathesis": ("judges", "schemathesis"),
}
_MACHINES_OWN = ("curl", "chromium")


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
        for package in _MACHINES_OWN:
            _have(package)
    except SetupError as error:
        print(f"scripts/interop: {error}", file=sys.stderr)
        return 1
    return run_pytest(["tests/interop", *arguments])


def install() -> None:
    """Install Node.js, the tools from npm, mitmproxy and the judges, unless they are there already.

    Raises:
        SetupError: They could not be installed.
    """
    npm.install(_TOOLS)
    for name in ("mitmproxy", "judges"):
        locked_environment(_environment(name), ROOT / "requirements" / f"{name}.txt")


def _have(package: str) -> None:
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
        run_quietly([*apt_get, *arguments], otherwise=otherwise)


def tool(name: str) -> list[str]:
    """The start of a command line that runs one of the tools.

    Args:
        name: `pyright`, `redocly`, `prism`, `node`, `mitmdump`, `schemathesis`, `curl` or `chromium`; or
            `judges-python`, the Python that can import openapi-core.

    Raises:
        SetupError: It is not installed.
    """
    if name in _PROGRAMS:
        return [npm.node(), str(_installed(packages() / _PROGRAMS[name], name))]
    if name == "node":
        return [npm.node()]
    if name in _PYTHON_PROGRAMS:
        folder, program = _PYTHON_PROGRAMS[name]
        return [str(_installed(executable(program, _environment(folder)), name))]
    return [str(_installed(Path(shutil.which(name) or name), name))]


def packages() -> Path:
    """The folder of the packages from npm, where Node.js finds them when `NODE_PATH` names it.

    Raises:
        SetupError: They are not installed.
    """
    return npm.packages(_TOOLS)


def _installed(path: Path, name: str) -> Path:
    if not path.exists():
        raise SetupError(f"{name} is not installed; run scripts/interop")
    return path


def _environment(name: str) -> Path:
    return environment().with_name(f"{environment().name}-{name}")
