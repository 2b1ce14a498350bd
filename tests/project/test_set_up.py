"""The set-up: environments are made once, by one process at a time, and an old Python is told in one line."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

import environments
from environments import SetupError, digest, environment, executable, once, quietly, variables

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    monkeypatch.setattr(environments, "CACHE", tmp_path / "cache")
    return tmp_path / "made"


def make(folder: Path, state: str) -> bool:
    """Make a folder for a state; whether it had to be made."""
    with once(folder, state) as is_missing:
        if is_missing:
            assert not folder.exists()
            folder.mkdir()
        return is_missing


def test_a_folder_is_made_once_for_a_state(folder: Path) -> None:
    assert [make(folder, state) for state in ("a", "a", "b", "b", "a")] == [True, False, True, False, True]


def test_an_interrupted_one_is_made_anew(folder: Path) -> None:
    with suppress(KeyboardInterrupt), once(folder, "a"):
        folder.mkdir()
        raise KeyboardInterrupt
    assert make(folder, "a")


@pytest.mark.skipif(sys.platform == "win32", reason="there the set-up goes without a lock")
def test_two_at_once_make_it_once(folder: Path) -> None:
    found: list[bool] = []
    second = threading.Thread(target=lambda: found.append(make(folder, "a")))
    with once(folder, "a") as is_missing:
        assert is_missing
        folder.mkdir()
        second.start()
        # it waits for the lock: whatever it finds, it finds later
        second.join(0.1)
        assert found == []
    second.join(10)
    assert found == [False]


def test_a_failed_command_is_one_line_and_a_log(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "_LOG", folder.with_name("log"))
    with pytest.raises(SetupError, match=r"^do this \(details in log\)$"):
        quietly([sys.executable, "-c", "raise SystemExit('because')"], otherwise="do this", cwd=ROOT)
    assert "because" in folder.with_name("log").read_text("utf-8")


def test_settings_of_the_caller_do_not_reach_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PIP_TARGET", "PIP_USER"):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("PIP_CERT", "kept")
    assert "elsewhere" not in variables().values()
    assert variables()["PIP_CERT"] == "kept"


def test_commands_of_an_environment_come_first(tmp_path: Path) -> None:
    path = variables(tmp_path)["PATH"]
    assert path.startswith(str(executable("python", tmp_path).parent))


def test_what_a_folder_is_made_from_counts_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1")
    before = digest(lock)
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    elsewhere = digest(lock)
    lock.write_text("a==2")
    assert len({before, elsewhere, digest(lock)}) == 3


def test_an_old_python_is_told_in_one_line() -> None:
    code = (
        "import sys; sys.version_info = (3, 10, 4); sys.argv = ['scripts/test', '-k', 'x']; "
        f"sys.path.insert(0, {str(ROOT / 'scripts')!r}); import environments"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        "scripts/test: needs Python 3.11 or newer, this is 3.10; "
        "name a newer one, for example: python3.12 scripts/test -k x\n"
    )


def test_every_python_has_environments_of_its_own() -> None:
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}"
    assert environment() == ROOT / ".venv" / tag
    assert environment("lowest") == ROOT / ".venv" / f"{tag}-lowest"
