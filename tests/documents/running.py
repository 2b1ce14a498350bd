"""Runs what a document shows as its reader would: in a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.documents.blocks import ADDRESS, promised

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

__all__ = ["ROOT", "check_requirements", "check_tree", "cli", "run_python", "run_tests", "serving"]

ROOT = Path(__file__).resolve().parents[2]
_LONGEST_S = 300
_REQUIREMENT = re.compile(r"([A-Za-z][\w.-]*)(?:\[([\w,-]+)\])?")


def run_python(text: str, *, base_url: str, folder: Path) -> None:
    """Run a program; it must print what it promises, and nothing else."""
    ran = _run([sys.executable, "-W", "error", "-c", text.replace(ADDRESS, base_url)], folder)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.replace(base_url, ADDRESS).splitlines() == promised(text)


def run_tests(folder: Path, *, count: int) -> None:
    """Run the tests in a folder, with the plugin that the package registers; a warning fails them."""
    # the reader has no pytest-asyncio, which warns of what it would want to be told
    options = ("-q", "-W", "error", "--strict-markers", "-p", "no:cacheprovider", "-p", "no:asyncio")
    ran = _run([sys.executable, "-m", "pytest", *options, str(folder)], folder)
    assert ran.returncode == 0, ran.stdout
    assert int((re.search(r"(\d+) passed", ran.stdout) or ["", "0"])[1]) >= count, ran.stdout


def cli(
    arguments: Sequence[str], *, base_url: str, folder: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the command `tkeel-oauth`."""
    given = [argument.replace(ADDRESS, base_url) for argument in arguments]
    return _run([sys.executable, "-m", "tkeel_oauth.cli", *given], folder, variables)


@contextmanager
def serving(command: Sequence[str], *, folder: Path | None = None, log: Path | None = None) -> Generator[str]:
    """Run a `tkeel-oauth serve` on a free port; gives its base URL.

    Args:
        command: All but the port.
        folder: Where it runs.
        log: Gets what it says of requests.
    """
    with (
        (log or Path(os.devnull)).open("wb") as errors,
        subprocess.Popen(
            [*command, "--port", "0"], cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as server,
    ):
        try:
            assert server.stdout is not None
            found = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+/v1)\n", server.stdout.readline())
            assert found
            yield found[1]
        finally:
            server.terminate()


def check_requirements(arguments: Sequence[str]) -> None:
    """Check what `pip install` is told: our extras exist, and all else is what the tests run with."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements" / "second-stage.txt").read_text(encoding="utf-8")
    for argument in arguments:
        found = _REQUIREMENT.fullmatch(argument)
        assert found, argument
        name, extras = found[1], found[2]
        if name == project["name"]:
            assert set((extras or "").split(",")) - {""} <= set(project["optional-dependencies"]), argument
        else:
            assert re.search(rf"(?mi)^{re.escape(name)}==", locked), argument


def check_tree(drawn: str, errors: object) -> None:
    """Check that a drawn tree of errors is the one that the classes make, and no other."""
    names: list[str] = []
    parents: list[str] = []
    for indent, name in re.findall(r"^([│├└─ ]*)(\w+)", drawn, re.MULTILINE):
        depth = len(indent) // 4
        kind: type[BaseException] = getattr(errors, name)
        if depth:
            assert kind.__mro__[1].__name__ == parents[depth - 1], name
        parents[depth:] = [name]
        names.append(name)
    assert sorted(names) == sorted(errors.__all__)  # type: ignore[attr-defined] # it is the module
    for line in drawn.splitlines():
        assert line in (errors.__doc__ or ""), line


def _run(
    command: list[str], folder: Path, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TKEEL_")}
    return subprocess.run(
        command,
        cwd=folder,
        env={**clean, "PYTHONUTF8": "1", **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=_LONGEST_S,
    )
