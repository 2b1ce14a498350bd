"""The locks: all pinned and hashed, nothing that names an address, in step with what they are made from."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))
NPM_LOCKS = sorted(ROOT.glob("scripts/*-tools/package-lock.json"))

# a pin, its marker or none, and hashes alone
ENTRY = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+")
SOMEWHERE = "https://example.org"
OPTIONS = ("-i", "--index-url", "--extra-index-url", "-f", "--find-links")
ADDRESS = re.compile(r"://|\bfile:|\blocalhost\b|(?:\d{1,3}\.){3}\d{1,3}:\d|^ *-[-efi]|@ ", re.MULTILINE)


def entries(text: str) -> list[str]:
    """A lock's entries, with the lines that go on put back together."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return re.split(r"\n(?! )", "\n".join(lines))


def pins(lock: str) -> dict[str, str]:
    names_and_versions = (
        re.split(r"==| ", entry, maxsplit=2)[:2]
        for entry in entries((REQUIREMENTS / lock).read_text("utf-8"))
    )
    return {canonicalize_name(name): version for name, version in names_and_versions}


def asked_for(name: str) -> list[Requirement]:
    lines = (REQUIREMENTS / name).read_text("utf-8").splitlines()
    return [Requirement(line.partition(" #")[0]) for line in lines if line and not line.startswith("#")]


def runtime_requirements() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [
        Requirement(line)
        for line in [*project["dependencies"], *(line for extra in extras for line in extra)]
    ]


def test_every_lock_is_one_that_the_script_writes() -> None:
    script = (ROOT / "scripts" / "lock").read_text("utf-8")
    written = re.findall(r'^    "([a-z-]+)": ', script, re.MULTILINE)
    assert {lock.stem for lock in LOCKS} == {*written, "lowest"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_and_hashed(lock: Path) -> None:
    found = entries(lock.read_text("utf-8"))
    assert found
    assert [entry.split("\n", 1)[0] for entry in found if not ENTRY.fullmatch(entry)] == []


@pytest.mark.parametrize("lock", [*LOCKS, *NPM_LOCKS], ids=lambda lock: f"{lock.parent.name}-{lock.name}")
def test_no_lock_names_an_address(lock: Path) -> None:
    text = re.sub(r"--hash=", "", lock.read_text("utf-8"))
    assert ADDRESS.findall(text) == []


@pytest.mark.parametrize(
    "line",
    [
        *(f"{option} {place}" for option in OPTIONS for place in ("example.org", "wheels")),
        *("x @ file:///wheels/x.whl", f'"resolved": "{SOMEWHERE}/x.tgz"', "-e ."),
    ],
)
def test_an_address_is_told(line: str) -> None:
    assert ADDRESS.search(line)


@pytest.mark.parametrize(
    "line", ["x==1.0", "x==1.0 \\\n    --hash=md5:00", "x>=1 \\\n    --hash=sha256:" + "0" * 64]
)
def test_a_loose_requirement_is_told(line: str) -> None:
    assert not ENTRY.fullmatch(line)


def test_there_are_locks_of_npm() -> None:
    assert NPM_LOCKS


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=lambda lock: lock.parent.name)
def test_npm_lock_has_a_hash_for_every_package(lock: Path) -> None:
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    loose = [name for name, package in packages.items() if name and "integrity" not in package]
    assert loose == []
    assert not any("resolved" in package for package in packages.values())


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=lambda lock: lock.parent.name)
def test_npm_lock_is_of_its_package_json(lock: Path) -> None:
    package = json.loads((lock.parent / "package.json").read_text("utf-8"))
    locked = json.loads(lock.read_text("utf-8"))["packages"]
    assert locked[""]["devDependencies"] == package["devDependencies"]
    for name, version in package["devDependencies"].items():
        assert locked[f"node_modules/{name}"]["version"] == version


@pytest.mark.parametrize(
    ("source", "lock"),
    [
        *(("pyproject.toml", "dev.txt"), ("pyproject.toml", "second-stage.txt")),
        *(("dev.in", "dev.txt"), ("dev.in", "second-stage.txt"), ("second-stage.in", "second-stage.txt")),
        *((f"{name}.in", f"{name}.txt") for name in ("bench", "lowest", "mitmproxy", "tools")),
    ],
)
def test_lock_has_what_its_source_asks_for(source: str, lock: str) -> None:
    locked = pins(lock)
    wanted = runtime_requirements() if source == "pyproject.toml" else asked_for(source)
    missing = [
        str(wish)
        for wish in wanted
        if not wish.specifier.contains(locked.get(canonicalize_name(wish.name), "0"), prereleases=True)
    ]
    assert missing == []


@pytest.mark.parametrize("lock", ["run.txt", "second-stage.txt", "bench.txt"])
def test_what_is_run_is_what_is_developed_with(lock: str) -> None:
    developed_with, other = pins("dev.txt"), pins(lock)
    common = developed_with.keys() & other
    assert {"attrs", "h11", "httpcore", "httpx"} <= common
    assert [name for name in common if developed_with[name] != other[name]] == []


def test_the_oldest_versions_are_the_bounds_themselves() -> None:
    """What is tested is what pyproject.toml allows; `scripts/lock` follows a new bound."""
    oldest = pins("lowest.txt")
    for wish in runtime_requirements():
        (bound,) = [one.version for one in wish.specifier if one.operator == ">="]
        assert Version(oldest[canonicalize_name(wish.name)]) == Version(bound), wish
