"""The set-up: steps are done once, by one process at a time, and an old Python is told in one line."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from tooling import steps
from tooling.environment import environment, executable, python_tag

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(steps, "CACHE", tmp_path / "cache")
    return tmp_path / "stamp"


def test_a_step_is_done_once_for_a_state(stamp: Path) -> None:
    done: list[str] = []
    for state in ("a", "a", "b", "b", "a"):
        steps.once(stamp, state, partial(done.append, state), note="")
    assert done == ["a", "b", "a"]


def test_an_interrupted_step_starts_over(stamp: Path) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        steps.once(stamp, "a", interrupted, note="")
    assert not steps.is_done(stamp, "a")
    done: list[str] = []
    steps.once(stamp, "a", partial(done.append, "a"), note="")
    assert done == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="there the set-up goes without a lock")
def test_two_at_once_do_a_step_once(stamp: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started, may_end = threading.Event(), threading.Event()
    done: list[str] = []

    def slow() -> None:
        started.set()
        assert may_end.wait(10)
        done.append("first")

    first = threading.Thread(target=steps.once, args=(stamp, "a", slow), kwargs={"note": ""})
    first.start()
    assert started.wait(10)

    def waiting(text: str) -> None:
        if "waiting" in text:
            may_end.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "say", waiting)
        steps.once(stamp, "a", partial(done.append, "second"), note="")
    first.join(10)
    assert done == ["first"]
    capsys.readouterr()


def test_a_failed_command_is_one_line_and_a_log(stamp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = stamp.with_name("log")
    monkeypatch.setattr(steps, "LOG", log)
    monkeypatch.setattr(steps, "ROOT", stamp.parent)
    with pytest.raises(steps.SetupError, match=r"^do this \(details in log\)$"):
        steps.run_quietly([sys.executable, "-c", "raise SystemExit('because')"], otherwise="do this")
    assert "because" in log.read_text(encoding="utf-8")


def test_settings_of_the_caller_do_not_reach_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_USER"):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("PIP_CERT", "kept")
    passed_on = steps.environment_variables()
    assert "elsewhere" not in passed_on.values()
    assert passed_on["PIP_CERT"] == "kept"


def test_an_old_python_is_told_in_one_line() -> None:
    code = (
        "import sys; sys.version_info = (3, 10, 4); sys.argv = ['scripts/test', '-k', 'x']; "
        f"sys.path.insert(0, {str(ROOT / 'scripts')!r}); import tooling"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        "scripts/test: needs Python 3.11 or newer, this is 3.10; "
        "name a newer one, for example: python3.12 scripts/test -k x\n"
    )


def test_every_python_has_an_environment_of_its_own() -> None:
    assert python_tag() == f"cp{sys.version_info.major}{sys.version_info.minor}"
    assert environment() == ROOT / ".venv" / python_tag()
    assert executable("ruff").is_relative_to(environment())
