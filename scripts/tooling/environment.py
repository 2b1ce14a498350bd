"""The checkout's own environment: made when it is missing, renewed when the lock changes, then entered.

Needs the standard library alone. Everything lies in `.venv/` and `.cache/` of the checkout, one environment
for each Python (`.venv/cp311`, `.venv/cp312`), so that several can be used side by side.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NoReturn

from tooling.steps import (
    CACHE,
    ROOT,
    SetupError,
    digest,
    environment_variables,
    is_done,
    once,
    run_quietly,
    say,
)

__all__ = [
    "ROOT",
    "SetupError",
    "enter",
    "environment",
    "executable",
    "install_project",
    "locked_environment",
    "python_tag",
    "wheelhouse",
    "wheelhouse_folder",
]

_DEV_LOCK = ROOT / "requirements" / "dev.txt"
_WHEELHOUSE_LOCK = ROOT / "requirements" / "wheelhouse.txt"
_LOCKED = (
    *("--require-hashes", "--no-deps", "--only-binary=:all:"),
    *("--no-input", "--disable-pip-version-check", "--quiet"),
)


def python_tag() -> str:
    """The running interpreter in short, for example `cp311`."""
    name = {"cpython": "cp", "pypy": "pp"}.get(sys.implementation.name, sys.implementation.name)
    free_threaded = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    return f"{name}{sys.version_info.major}{sys.version_info.minor}{free_threaded}"


def environment() -> Path:
    """The folder of the running interpreter's environment in the checkout."""
    return ROOT / ".venv" / python_tag()


def executable(name: str, folder: Path | None = None) -> Path:
    """The path of a command of an environment.

    Args:
        name: The command, for example `python` or `ruff`.
        folder: The environment's folder; the checkout's own by default.
    """
    folder = environment() if folder is None else folder
    return folder / "Scripts" / f"{name}.exe" if os.name == "nt" else folder / "bin" / name


def enter() -> None:
    """Continue in the checkout's own environment, which is made or renewed first.

    Outside the environment this does not return: the command starts again inside. A set-up that fails ends
    the command with one line and exit code 1.
    """
    inside = Path(sys.prefix).resolve() == environment().resolve()
    try:
        if not _is_current():
            if inside:
                # The environment that runs this may be about to be replaced.
                _continue_with(Path(getattr(sys, "_base_executable", sys.executable)))
            _set_up()
    except (SetupError, OSError) as error:
        sys.exit(f"{sys.argv[0]}: {error}")
    except KeyboardInterrupt:
        say("interrupted; the next run starts the set-up over")
        sys.exit(130)
    if not inside:
        _continue_with(executable("python"))


def locked_environment(folder: Path, lock: Path) -> None:
    """Make an environment that holds what a lock names and nothing else, unless it is there already.

    Args:
        folder: Where; an environment that holds something else is replaced.
        lock: The requirements file with hashes.

    Raises:
        SetupError: It could not be made.
    """

    def make() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        run_quietly(
            [sys.executable, "-I", "-m", "venv", str(folder)],
            otherwise="this Python has no working venv module (on Debian: apt-get install python3-venv)",
        )
        run_quietly([*_pip(folder), "install", *_LOCKED, "-r", str(lock)], otherwise=_not_fetched(lock))

    stamp = folder / ".locked"
    if not executable("python", folder).exists():
        # The interpreter that it was made from is gone.
        stamp.unlink(missing_ok=True)
    note = f"setting up {folder.relative_to(ROOT)} with Python {sys.version.split()[0]}, once"
    once(stamp, _locked_state(lock), make, note=note)


def wheelhouse() -> Path:
    """The folder with the wheels that the built package needs, filled first when it is not.

    Returns:
        The folder, for `pip install --no-index --find-links`.

    Raises:
        SetupError: The wheels could not be fetched.
    """
    folder = wheelhouse_folder()

    def make() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        command = [*_pip(environment()), "download", *_LOCKED, "-d", str(folder), "-r", str(_WHEELHOUSE_LOCK)]
        run_quietly(command, otherwise=_not_fetched(_WHEELHOUSE_LOCK))

    once(folder / ".locked", digest(_WHEELHOUSE_LOCK), make, note=f"filling {folder.relative_to(ROOT)}")
    return folder


def wheelhouse_folder() -> Path:
    """Where `wheelhouse` puts its wheels for the running interpreter."""
    return CACHE / "wheelhouse" / python_tag()


def install_project(folder: Path) -> None:
    """Install the project itself in an environment, in place, unless it is there already.

    Args:
        folder: The environment's folder.

    Raises:
        SetupError: It could not be installed.
    """

    def install() -> None:
        run_quietly(
            [
                *(*_pip(folder), "install", "--quiet", "--disable-pip-version-check", "--no-index"),
                *("--no-deps", "--no-build-isolation", "-e", str(ROOT)),
            ],
            otherwise="installing the project itself failed; look at pyproject.toml",
        )

    once(folder / ".project", _project_state(), install, note="installing the project, in place")


def _set_up() -> None:
    folder = environment()
    locked_environment(folder, _DEV_LOCK)
    install_project(folder)


def _is_current() -> bool:
    folder = environment()
    return (
        is_done(folder / ".locked", _locked_state(_DEV_LOCK))
        and is_done(folder / ".project", _project_state())
        and executable("python").exists()
    )


def _locked_state(lock: Path) -> str:
    # An environment holds absolute paths, so a checkout that has moved needs a new one.
    return digest(lock, text=str(ROOT))


def _project_state() -> str:
    return digest(ROOT / "pyproject.toml", ROOT / "client" / "tkeel_oauth" / "_version.py")


def _pip(folder: Path) -> list[str]:
    return [str(executable("python", folder)), "-I", "-m", "pip"]


def _not_fetched(lock: Path) -> str:
    return f"fetching what {lock.relative_to(ROOT)} names failed; is the package index reachable?"


def _continue_with(python: Path) -> NoReturn:
    command = [str(python), *sys.argv]
    if os.name == "nt":
        # There exec returns to the shell before the new process has ended.
        sys.exit(subprocess.run(command, env=environment_variables(), check=False).returncode)
    sys.stdout.flush()
    os.execve(command[0], command, environment_variables())  # noqa: S606 - a list, no shell
