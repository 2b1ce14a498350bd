"""What has to pass: the checks before the tests, and the second stage. `scripts/check --list` tells of each.

Sessions run in the environments that `scripts/environments.py` makes from requirements/; some share one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import nox

sys.path.insert(0, "scripts")

from environments import ROOT, SetupError, executable, ready, variables, wheelhouse
from outside_tools import from_debian, from_npm, tool

nox.options.default_venv_backend = "none"
nox.options.error_on_external_run = False
nox.options.stop_on_first_error = True

FIRST = ["first"]
SECOND = ["second-stage"]
OLDEST = (3, 11)

# judges and browsers beside one another need the cores; one that hangs holds up no other
PYTEST = (
    *("-n", "2", "--dist", "loadgroup"),
    *("--timeout", "300", "--timeout-method", "thread", "--max-worker-restart", "1"),
)
# what needs other projects installed, a browser, the built package or a checkout; collected only when named
OUTSIDE = (
    *("tests/docs", "tests/examples", "tests/interop", "tests/packaging", "tests/readme", "tests/typing"),
    *("tests/scripts/benchmarks", "tests/scripts/checkout"),
)
# what an older dependency could change; trio needs a newer one itself
LOWEST = (
    *("--ignore", "tests/_runtime/client/test_trio.py"),
    *("tests/_runtime", "tests/cli", "tests/contract", "tests/faults"),
    *("tests/protobuf", "tests/testing", "tests/verification"),
)


@nox.session(tags=FIRST)
def lint(session: nox.Session) -> None:
    """Ruff, every rule; with `-- --fix` it mends what it can."""
    session.run("ruff", "check", *session.posargs, ".")


@nox.session(name="format", tags=FIRST)
def format_(session: nox.Session) -> None:
    """Ruff's layout of the code; with `-- --fix` it is put in order."""
    session.run("ruff", "format", *(() if "--fix" in session.posargs else ("--check",)), ".")


@nox.session(tags=FIRST)
def types(session: nox.Session) -> None:
    """Mypy, strict."""
    session.run("mypy")


@nox.session(tags=FIRST)
def layers(session: nox.Session) -> None:
    """Import-linter: which folder may import which."""
    session.run("lint-imports", "--no-logo", "--cache-dir", ".cache/import-linter")


@nox.session(tags=FIRST)
def generated(session: nox.Session) -> None:
    """The generated code is what the contract makes."""
    session.run("python", "scripts/generate", "--check")


@nox.session(tags=SECOND)
def audit(session: nox.Session) -> None:
    """Zizmor's rules for the workflows; the package as an index looks at it."""
    _run(session, "second-stage", "zizmor", "--offline", "--persona", "auditor", "--no-progress", ".github")
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build", "--no-isolation", silent=True)
    files = sorted(f"dist/{path.name}" for path in (ROOT / "dist").iterdir())
    _run(session, "second-stage", "twine", "check", "--strict", *files)
    _run(session, "second-stage", "check-wheel-contents", *(name for name in files if name.endswith(".whl")))


@nox.session
def advisories(session: nox.Session) -> None:
    """Advisories for what requirements/ pins. Needs the index's advisory service, which a mirror may lack."""
    look = ("pip-audit", "--disable-pip", "--require-hashes", "--strict", "--progress-spinner", "off")
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        # the oldest that is allowed, flaws included, is what that one is for
        if lock.name != "lowest.txt":
            _run(session, "second-stage", *look, "-r", str(lock))


@nox.session(tags=SECOND)
def site(session: nox.Session) -> None:
    """The documentation is built, and every link in it leads somewhere."""
    session.run("python", "scripts/docs", "--check")


@nox.session(tags=SECOND)
def lowest(session: nox.Session) -> None:
    """The tests with the oldest dependencies and the oldest Python; arguments go to pytest."""
    if sys.version_info[:2] != OLDEST:
        session.skip("the oldest dependencies have no wheels for this Python")
    _pytest(session, "lowest", *(session.posargs or [*PYTEST, *LOWEST]))


@nox.session(tags=SECOND)
def search(session: nox.Session) -> None:
    """New examples, a thousand each, for the tests that take any."""
    session.run("python", "-m", "pytest", "-m", "hypothesis", "--hypothesis-profile", "search", *PYTEST)


@nox.session(tags=SECOND)
def outside(session: nox.Session) -> None:
    """Documents, samples, checkouts, the installed wheel, types, tools from outside; arguments go to pytest.

    What comes from PyPI and npm goes into the checkout; curl and Chromium come with apt-get if missing.
    """
    try:
        ready("mitmproxy")
        wheelhouse()
        from_npm("npm-tools")
        for package in ("curl", "chromium"):
            from_debian(package)
    except SetupError as error:
        session.error(str(error))
    _pytest(session, "second-stage", *(session.posargs or [*PYTEST, *OUTSIDE]))


@nox.session
def changes(session: nox.Session) -> None:
    """What has changed since a revision, on the wire and for callers: `-- v0.1.0`.

    Redocly compares the contracts, griffe the package. What neither sees is a change of annotations, but mypy
    does: that revision's file which uses all of the public surface is checked against the package as it is.
    What they find is told, and is no failure: whether it may change is for a person to say.
    """
    if len(session.posargs) != 1:
        session.error("name one revision, as in: scripts/check changes -- v0.1.0")
    (revision,) = session.posargs
    with TemporaryDirectory() as folder:
        old = Path(folder)
        for file in ("openapi.yaml", "tests/typing/accepted.py"):
            shown = session.run("git", "show", f"{revision}:{file}", silent=True)
            (old / Path(file).name).write_text(str(shown), encoding="utf-8")
        from_npm("npm-tools")
        session.run(*tool("redocly"), "diff", str(old / "openapi.yaml"), "openapi.yaml", success_codes=[0, 1])
        session.run("mypy", "--strict", str(old / "accepted.py"), success_codes=[0, 1])
    look = ("griffe", "check", "tkeel_oauth", "--search", "client", "--against", revision)
    _run(session, "second-stage", *look, "-e", "scripts/public_surface.py", success_codes=[0, 1])


@nox.session
def pythons(session: nox.Session) -> None:
    """scripts/test under every Python of this machine; arguments go to pytest."""
    for minor in range(OLDEST[1], 20):
        python = f"python{OLDEST[0]}.{minor}"
        # pyenv has commands for Pythons that are not chosen; they end with an error
        if shutil.which(python) and not subprocess.run([python, "-V"], check=False).returncode:
            session.run(python, "scripts/test", *session.posargs)


def _pytest(session: nox.Session, environment: str, *arguments: str) -> None:
    # a plugin of other projects', which would mix up our tests
    shuffle = ("-p", "no:randomly") if environment == "second-stage" else ()
    _run(session, environment, "python", "-m", "pytest", *shuffle, *arguments)


def _run(
    session: nox.Session, environment: str, command: str, *arguments: str, success_codes: Sequence[int] = (0,)
) -> None:
    """Run a command of an environment, which is made ready first."""
    try:
        folder = ready(environment)
    except SetupError as error:
        session.error(str(error))
    program = str(executable(command, folder))
    session.run(program, *arguments, env=variables(folder), success_codes=success_codes)
