"""Writes the requirements files: every pin with its hashes, for all Pythons and systems at once."""

from __future__ import annotations

import argparse
import subprocess

from tooling.environment import ROOT, environment, executable, locked_environment
from tooling.steps import environment_variables

_HEADER = "# Written by scripts/lock from {sources}; not edited by hand.\n"
_COMPILE = (
    *("pip", "compile", "--no-config", "--quiet"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    # what names an address or a path stays out
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
)
# lock -> what it is made from; a later one keeps to the pins of dev.txt
LOCKS = {
    "requirements/dev.txt": ("pyproject.toml", "--all-extras", "requirements/dev.in"),
    "requirements/wheelhouse.txt": (
        *("pyproject.toml", "--all-extras", "requirements/users.in"),
        *("-c", "requirements/dev.txt"),
    ),
    "requirements/audit.txt": ("requirements/audit.in",),
    # measured with what users get, so the same httpx, attrs and tenacity
    "requirements/bench.txt": (
        *("pyproject.toml", "--extra", "fast", "requirements/bench.in"),
        *("-c", "requirements/dev.txt"),
    ),
    "requirements/docs.txt": ("requirements/docs.in",),
    "requirements/judges.txt": ("requirements/judges.in",),
    # what users can have at the oldest: the bounds of pyproject.toml themselves, then with what tests need
    "requirements/lowest.txt": ("pyproject.toml", "--all-extras", "--resolution", "lowest-direct"),
    "requirements/lowest-tests.txt": (
        *("pyproject.toml", "--all-extras", "requirements/lowest.in"),
        *("-c", "requirements/lowest.txt"),
    ),
    "requirements/lock.txt": ("requirements/lock.in",),
    "requirements/mutation.txt": ("requirements/mutation.in",),
    "requirements/node.txt": ("requirements/node.in",),
    "requirements/mitmproxy.txt": (
        *("requirements/mitmproxy.in", "--overrides", "requirements/mitmproxy-overrides.in"),
    ),
}


def main(arguments: list[str]) -> int:
    """Write all locks.

    Args:
        arguments: `--upgrade`, or none.

    Returns:
        0, or the exit code of the first that could not be written.
    """
    parser = argparse.ArgumentParser(prog="scripts/lock", description="Write the requirements files again.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest of everything")
    upgrade: bool = parser.parse_args(arguments).upgrade

    tools = environment().with_name(f"{environment().name}-lock")
    locked_environment(tools, ROOT / "requirements" / "lock.txt")
    # Hashes of wheels that lie on this machine alone would be of no use on another.
    variables = environment_variables()
    for name in ("UV_FIND_LINKS", "UV_EXTRA_INDEX_URL", "UV_INDEX"):
        variables.pop(name, None)

    for lock, sources in LOCKS.items():
        command = [str(executable("uv", tools)), *_COMPILE, *sources, "-o", lock]
        done = subprocess.run(
            [*command, "--upgrade"] if upgrade else command,
            cwd=ROOT,
            env=variables,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            print(f"scripts/lock: {lock} could not be written")
            return done.returncode
        path = ROOT / lock
        named = ", ".join(source for source in sources if "/" in source or source.endswith(".toml"))
        path.write_text(_HEADER.format(sources=named) + path.read_text(encoding="utf-8"), encoding="utf-8")
        print(f"{lock} written")
    return 0
