"""The same files give the same sdist and the same wheel, byte for byte, whoever builds them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

if TYPE_CHECKING:
    from tests.conftest import Built

ROOT = Path(__file__).resolve().parents[2]
MADE = {".git", ".venv", ".cache", ".hypothesis", "__pycache__", "node_modules", "dist", "site"}
LONG_AGO = 1_000_000_000

# one worker builds once
pytestmark = pytest.mark.xdist_group("built")


@pytest.fixture(scope="module")
def built_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What comes of a copy in another folder, of another age, with other rights, in another time zone."""
    folder = tmp_path_factory.mktemp("another folder")
    copy = folder / "copy of the checkout"
    shutil.copytree(
        ROOT, copy, symlinks=True, ignore=lambda _, names: MADE & set(names), copy_function=shutil.copy
    )
    for path in copy.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
        # Who may run it is part of the project; who may read or write it is not.
        path.chmod(0o700 if path.is_dir() or path.stat().st_mode & 0o100 else 0o600)
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder / "out"), str(copy)],
        capture_output=True,
        text=True,
        check=False,
        umask=0o077 if os.name == "posix" else -1,
        env={**environment, "TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "out"


@pytest.mark.skipif("SOURCE_DATE_EPOCH" in os.environ, reason="it sets the dates in the files on purpose")
@pytest.mark.skipif(
    os.name != "posix", reason="elsewhere no file has the right to be run, which the sdist keeps"
)
@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_bytes_do_not_depend_on_the_builder(built: Built, built_elsewhere: Path, kind: str) -> None:
    ours: Path = getattr(built, kind)
    theirs = built_elsewhere / ours.name
    if ours.read_bytes() != theirs.read_bytes():
        assert members(ours) == members(theirs)
        pytest.fail("the members are the same, the archives around them are not")


def members(path: Path) -> list[tuple[object, ...]]:
    """What may differ between two archives, for a message that says where."""
    if path.suffix == ".whl":
        with ZipFile(path) as wheel:
            return [(one.filename, one.date_time, one.external_attr, one.CRC) for one in wheel.infolist()]
    with tarfile.open(path) as sdist:
        return [(one.name, one.mtime, one.mode, one.uid, one.gid, one.uname, one.size) for one in sdist]


def test_nobody_is_named_in_an_archive(built: Built) -> None:
    with tarfile.open(built.sdist) as sdist:
        owners = {(one.uid, one.gid, one.uname, one.gname) for one in sdist}
    assert owners == {(0, 0, "", "")}
