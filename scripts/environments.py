"""The checkout's own environments: made when missing, renewed when their lock changes, then entered.

Needs the standard library alone. `requirements/NAME.txt` is what `.venv/cp311-NAME` holds and no more but
the project, one for each Python; that of `dev` is called `.venv/cp311`, so that editors find it.
"""

# No newer syntax up to here: the Pythons that are refused have to parse this file.
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "%s: needs Python 3.11 or newer, this is %d.%d; name a newer one, for example: python3.12 %s"
        % (sys.argv[0], sys.version_info[0], sys.version_info[1], " ".join(sys.argv))
    )

import hashlib
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
_LOG = CACHE / "setup.log"
_NOT_PASSED_ON = {
    # they send pip's work elsewhere, or add to what the lock says
    *("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_CONSTRAINT", "PIP_REQUIRE_VIRTUALENV"),
    # they could put another tkeel_oauth before the checkout's
    *("PYTHONPATH", "PYTHONHOME"),
    # environments are installed uncompiled: every process would compile all that it imports again
    "PYTHONDONTWRITEBYTECODE",
}
# not the one that runs this, which may be the one that is replaced
_PYTHON: str = getattr(sys, "_base_executable", sys.executable)
_QUIET = ("--quiet", "--no-input", "--disable-pip-version-check")
_LOCKED = ("--require-hashes", "--no-deps", "--only-binary=:all:")
_WITHOUT_PROJECT = {"bench", "mitmproxy", "run", "tools"}


class SetupError(Exception):
    """The set-up cannot go on; the text is one line that says what to do."""


def environment(name: str = "dev") -> Path:
    """The folder of an environment of the running interpreter's."""
    tag = {"cpython": "cp", "pypy": "pp"}.get(sys.implementation.name, sys.implementation.name)
    tag += f"{sys.version_info.major}{sys.version_info.minor}"
    tag += "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    return ROOT / ".venv" / (tag if name == "dev" else f"{tag}-{name}")


def executable(command: str, folder: Path) -> Path:
    """The path of a command of an environment."""
    return folder / "Scripts" / f"{command}.exe" if os.name == "nt" else folder / "bin" / command


def variables(folder: Path | None = None) -> dict[str, str]:
    """The caller's environment variables, without those that change what is installed, imported or compiled.

    Args:
        folder: The environment whose commands come first, if any.
    """
    passed_on = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    if folder is not None:
        commands = executable("python", folder).parent
        passed_on |= {
            "VIRTUAL_ENV": str(folder),
            "PATH": f"{commands}{os.pathsep}{os.environ.get('PATH', '')}",
        }
    return passed_on


def digest(*files: Path) -> str:
    """The SHA-256 of files and of where the checkout lies, as what is installed holds absolute paths."""
    total = hashlib.sha256(str(ROOT).encode())
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def ready(name: str = "dev") -> Path:
    """Make or renew an environment, unless it is there already.

    Args:
        name: Its lock's name.

    Returns:
        Its folder.

    Raises:
        SetupError: It could not be made.
    """
    folder = environment(name)
    lock = ROOT / "requirements" / f"{name}.txt"
    with once(folder, digest(lock), note=f"with Python {sys.version.split()[0]}") as is_missing:
        if is_missing:
            # Where Python has a pip, an environment needs none of its own, and is there sooner.
            without = ["--without-pip"] if _has_pip(_PYTHON) else []
            quietly(
                [_PYTHON, "-I", "-m", "venv", *without, str(folder)],
                otherwise="this Python has no working venv module (on Debian: apt-get install python3-venv)",
            )
            # what is never imported need not be compiled
            quietly(
                [*pip(folder), "install", *_QUIET, *_LOCKED, "--no-compile", "-r", str(lock)],
                otherwise=_not_fetched(lock),
            )
    project = digest(ROOT / "pyproject.toml", ROOT / "client" / "tkeel_oauth" / "_version.py")
    stamp = folder / ".project"
    if name not in _WITHOUT_PROJECT and not (stamp.exists() and stamp.read_text("ascii") == project):
        in_place = ("--no-index", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
        quietly(
            [*pip(folder), "install", *_QUIET, *in_place],
            otherwise="installing the project failed; look at pyproject.toml",
        )
        stamp.write_text(project, "ascii")
    return folder


def wheelhouse() -> Path:
    """The folder with the wheels that tests install, filled first when it is not.

    Raises:
        SetupError: The wheels could not be fetched.
    """
    folder = CACHE / "wheelhouse" / environment().name
    lock = ROOT / "requirements" / "wheelhouse.txt"
    with once(folder, digest(lock)) as is_missing:
        if is_missing:
            quietly(
                [*pip(environment()), "download", *_QUIET, *_LOCKED, "-d", str(folder), "-r", str(lock)],
                otherwise=_not_fetched(lock),
            )
    return folder


def _not_fetched(lock: Path) -> str:
    return f"fetching what {lock.relative_to(ROOT)} names failed; is the package index reachable?"


def pip(folder: Path) -> list[str]:
    """The command that is pip for an environment: its own, or one that works on it from outside."""
    own = str(executable("python", folder))
    if executable("pip", folder).exists():
        return [own, "-I", "-m", "pip"]
    python = _PYTHON if _has_pip(_PYTHON) else str(executable("python", environment()))
    return [python, "-I", "-m", "pip", "--python", own]


@cache
def _has_pip(python: str) -> bool:
    return not subprocess.run([python, "-I", "-m", "pip", "-V"], capture_output=True, check=False).returncode


@contextmanager
def once(folder: Path, state: str, *, note: str = "") -> Generator[bool]:
    """Make a folder once for each state, by one process at a time; one that was interrupted is made anew.

    Args:
        folder: What is made. It is deleted first.
        state: What it depends on.
        note: What the person who waits is told besides.

    Yields:
        Whether it has to be made.
    """
    stamp = folder / ".made-from"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{folder.name.strip('.')}.lock").open("w") as file:
        if os.name != "nt":
            import fcntl  # noqa: PLC0415 - not on Windows, which goes without

            fcntl.flock(file, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text("ascii") == state:
            yield False
            return
        said = f"setting up {folder.relative_to(ROOT)} {note}".rstrip()
        print(f"{said} (the first time it takes a while)", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        yield True
        stamp.write_text(state, "ascii")


def quietly(command: list[str], *, otherwise: str, cwd: Path = ROOT, folder: Path | None = None) -> None:
    """Run a command whose output nobody needs unless it fails.

    Args:
        command: What is run.
        otherwise: What is said if it fails.
        cwd: Where it is run.
        folder: The environment whose commands it finds first, if any.

    Raises:
        SetupError: It ended with something else than 0; `otherwise` is its text.
    """
    done = subprocess.run(
        command,
        cwd=cwd,
        env=variables(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        CACHE.mkdir(exist_ok=True)
        _LOG.write_bytes(f"{' '.join(command)}\n".encode() + done.stdout)
        raise SetupError(f"{otherwise} (details in {_LOG.relative_to(ROOT)})")


def enter(name: str = "dev") -> None:
    """Go on in an environment of the checkout's; returns when it is the one that runs this.

    Otherwise the command starts again inside. A set-up that fails ends it with one line and exit code 1.

    Args:
        name: Its lock's name.
    """
    try:
        folder = ready(name)
    except (SetupError, OSError) as error:
        sys.exit(f"{sys.argv[0]}: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    if Path(sys.prefix).resolve() == folder.resolve():
        return
    command = [str(executable("python", folder)), *sys.argv]
    if os.name == "nt":
        # There exec returns to the shell before the new process has ended.
        sys.exit(subprocess.run(command, env=variables(folder), check=False).returncode)
    os.execve(command[0], command, variables(folder))  # noqa: S606 - a list, no shell
