"""What folders of tests share: examples, the built package, and environments that it is installed in."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from environments import executable, pip, wheelhouse

pytest_plugins = ["pytester"]

# The same few examples in every run; `scripts/check search` looks for new ones.
settings.register_profile("same", max_examples=50, derandomize=True, database=None, deadline=None)
settings.register_profile("search", max_examples=1000, derandomize=False, database=None, deadline=None)
settings.load_profile("same")

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Built:
    """The two files that a release consists of."""

    sdist: Path
    wheel: Path


@dataclass(frozen=True)
class Installed:
    """An environment outside the checkout that holds the built wheel and what it asks for."""

    folder: Path

    def command(self, name: str) -> str:
        return str(executable(name, self.folder))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist, and the wheel built from it, with the tools of this environment and no network."""
    out = tmp_path_factory.mktemp("dist")
    _run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)])
    (sdist,) = out.glob("*.tar.gz")
    (wheel,) = out.glob("*.whl")
    return Built(sdist, wheel)


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the wheel and all its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = ",".join(project["optional-dependencies"])
    return install(tmp_path_factory.mktemp("installed"), f"{built.wheel}[{extras}]")


@pytest.fixture(scope="session")
def installed_bare(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the wheel and no extra."""
    return install(tmp_path_factory.mktemp("bare"), str(built.wheel))


def install(folder: Path, *wanted: str) -> Installed:
    """Make an environment with what is wanted, from the wheels that set-up has fetched."""
    environment = Installed(folder)
    # Empty: not even pip, which works on it from outside.
    _run([sys.executable, "-m", "venv", "--without-pip", str(folder)])
    _run([*pip(folder), "install", "--quiet", "--no-index", "--find-links", str(wheelhouse()), *wanted])
    _run([*pip(folder), "check"])
    return environment


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(command)}\n{done.stdout}{done.stderr}", pytrace=False)
