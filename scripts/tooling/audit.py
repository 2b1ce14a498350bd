"""Looks at what the project depends on, at what its workflows may do, and at what it gives an index."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tooling.checks import heading
from tooling.environment import ROOT, SetupError, environment, executable, locked_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LOCK = ROOT / "requirements" / "audit.txt"
_DIST = ROOT / "dist"

# They pin the oldest versions that are allowed, flaws included, so that the tests run against those.
_OLD_ON_PURPOSE = {"lowest.txt", "lowest-tests.txt"}


class AuditError(Exception):
    """Something was found, or could not be looked at; the text says which."""


def main(arguments: list[str]) -> int:
    """Run the parts.

    Args:
        arguments: Their names, none for all.

    Returns:
        0 if nothing was found, 1 if something was or could not be looked at, 2 for a name that no part has.
    """
    parts: dict[str, Callable[[], None]] = {
        "advisories": advisories,
        "workflows": workflows,
        "package": package,
    }
    unknown = [name for name in arguments if name not in parts]
    if unknown:
        print(f"scripts/audit: no part is called {unknown[0]}; there are {', '.join(parts)}", file=sys.stderr)
        return 2
    try:
        locked_environment(_environment(), _LOCK)
    except SetupError as error:
        print(f"scripts/audit: {error}", file=sys.stderr)
        return 1
    failed = False
    for name in arguments or parts:
        heading(name)
        try:
            parts[name]()
        except AuditError as error:
            failed = True
            print(f"scripts/audit: {error}", file=sys.stderr, flush=True)
    return int(failed)


def advisories() -> None:
    """Compare the locks with the advisories of the index.

    Raises:
        AuditError: There are some, or the service gave no answer, which is no good news.
    """
    locks = [
        lock for lock in sorted((ROOT / "requirements").glob("*.txt")) if lock.name not in _OLD_ON_PURPOSE
    ]
    found: list[str] = []
    for lock in locks:
        answer = read_advisories(_pip_audit(lock))
        if answer.unknown and not answer.known:
            raise AuditError(
                "the index's advisory service knows none of the pinned packages: it cannot be reached from "
                "here, or what answers in its place has packages alone. Nothing was compared"
            )
        if answer.unknown:
            raise AuditError(f"{lock.name}: no advisories can be had for {', '.join(answer.unknown)}")
        print(f"{lock.name}: {answer.known} packages, {len(answer.flaws)} advisories", flush=True)
        found += [f"{lock.name}: {flaw}" for flaw in answer.flaws]
    if found:
        raise AuditError("\n".join(["there are advisories:", *dict.fromkeys(found)]))


@dataclass(frozen=True)
class Advisories:
    """What the service says of one lock.

    Args:
        known: How many packages it knows.
        unknown: The packages it does not know.
        flaws: One line for each advisory.
    """

    known: int
    unknown: list[str]
    flaws: list[str]


def read_advisories(report: str) -> Advisories:
    """Read pip-audit's JSON.

    Args:
        report: What it wrote on standard output.

    Raises:
        AuditError: It is no such report, as the service could not be reached.
    """
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        raise AuditError(
            "the index's advisory service gave no answer, so nothing was compared; is the network reachable?"
        ) from None
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    flaws = [
        f"{package['name']} {package['version']}: {flaw['id']}, "
        f"mended in {', '.join(flaw['fix_versions']) or 'no release'}"
        for package in packages
        for flaw in package.get("vulns", [])
    ]
    return Advisories(len(packages) - len(unknown), unknown, flaws)


def _pip_audit(lock: Path) -> str:
    # Every pin has its hash, so nothing is resolved or installed to find out what there is.
    command = [_tool("pip-audit"), "--disable-pip", "--require-hashes", "-r", str(lock)]
    command += ["--format", "json", "--progress-spinner", "off", "--desc", "off"]
    # It ends with 1 when there are advisories; the report tells.
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False).stdout


def workflows() -> None:
    """Apply zizmor's rules, all of them, without asking the network.

    Raises:
        AuditError: A rule is broken.
    """
    _run("zizmor", "--offline", "--persona", "auditor", "--no-progress", ".github")


def package() -> None:
    """Build the sdist and the wheel in dist/, and look at them as an index would.

    Raises:
        AuditError: They cannot be built, or an index would refuse them or show them wrong.
    """
    shutil.rmtree(_DIST, ignore_errors=True)
    python = str(executable("python"))
    build = [python, "-m", "build", "--no-isolation", "--outdir", str(_DIST), str(ROOT)]
    if subprocess.run(build, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode:
        raise AuditError("the package cannot be built")
    files = sorted(str(path.relative_to(ROOT)) for path in _DIST.iterdir())
    _run("twine", "check", "--strict", *files)
    # tkeel_oauth is the one package, as its name says; it is not looked for in the checkout.
    _run("check-wheel-contents", *(name for name in files if name.endswith(".whl")))
    print(*files, sep="\n", flush=True)


def _run(name: str, *arguments: str) -> None:
    if subprocess.run([_tool(name), *arguments], cwd=ROOT, check=False).returncode:
        raise AuditError(f"{name} has found something, see above")


def _tool(name: str) -> str:
    return str(executable(name, _environment()))


def _environment() -> Path:
    return environment().with_name(f"{environment().name}-audit")
