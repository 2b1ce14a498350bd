"""`tkeel-oauth verify` as a user runs it."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
import termios
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tkeel_oauth
from tests.cli.logins import USER
from tests.testing.recorder.encodings import ESCAPES
from tests.testing.recorder.fake_tkeel import CAROL, FakeTkeel, serving
from tkeel_oauth.cli import main
from tkeel_oauth.testing import RecordedServer, ReplayServer
from tkeel_oauth.verification import planned_steps
from tkeel_oauth.verification.render import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD = b"what was there before"
CAROLS = ["--tenant-id", CAROL.tenant_id, "--username", CAROL.username, "--redirect-uri", CAROL.redirect_uri]
CALLS = [step.name for step in planned_steps()]
NOWHERE = "http://127.0.0.1:1/v1"
CLIENT = str(Path(tkeel_oauth.__file__).parents[1])


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "wonderland")
    for name in ("TKEEL_BASE_URL", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[RecordedServer]:
    with RecordedServer() as running:
        yield running


@pytest.fixture
def shipped() -> Iterator[Path]:
    with as_file(files("tkeel_oauth.recordings").joinpath("tkeel.har")) as path:
        yield path


def row(shown: str, name: str) -> str:
    """What the report says behind a name; how far behind depends on the other names."""
    (said,) = re.findall(rf"^{name} +(.*)$", shown, re.MULTILINE)
    return str(said)


class TestLive:
    def test_a_tkeel_as_recorded_keeps_the_contract(
        self, server: RecordedServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["verify", "--base-url", server.base_url, *USER]) == 0
        shown = capsys.readouterr()
        assert shown.err == ""
        assert shown.out.startswith("The contract is kept.\n\n")
        assert row(shown.out, "server") == server.base_url
        assert "\nok*   missing-redirect-uri   200 served, " in shown.out
        assert "\n\n10 steps, 5 known deviations\n" in shown.out
        assert "\x1b" not in shown.out
        assert len(server.requests) == len(CALLS)

    def test_its_known_deviations_fail_where_asked(
        self, server: RecordedServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["verify", "--base-url", server.base_url, *USER, "--strict"]) == 1
        assert "\nThe contract is broken in " in capsys.readouterr().out

    @pytest.mark.parametrize(("form", "code"), [("served", 0), ("documented", 1)])
    def test_a_wire_form_can_be_expected(
        self, server: RecordedServer, form: str, code: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["verify", "--base-url", server.base_url, *USER, "--expect-wire", form]) == code
        assert ("wire-form" in capsys.readouterr().out) == bool(code)

    def test_the_base_url_can_come_from_the_environment(
        self, server: RecordedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TKEEL_BASE_URL", server.base_url)
        assert main(["verify", *USER]) == 0

    def test_a_login_that_is_refused_is_4_and_goes_no_further(
        self, server: RecordedServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("TKEEL_PASSWORD", "not-hers-0815")
        assert main(["verify", "--base-url", server.base_url, *USER]) == 4
        shown = capsys.readouterr()
        assert len(server.requests) == 1
        assert shown.out.startswith("Could not log in, so nothing else was verified.\n")
        assert shown.out.count("Could not log in") == 1
        assert "wrong-password" not in shown.out
        assert "not-hers" not in shown.out + shown.err

    def test_a_path_that_is_none_is_4(self, capsys: pytest.CaptureFixture[str]) -> None:
        with ReplayServer() as server:
            server.fail(404)
            assert main(["verify", "--base-url", server.base_url, *USER]) == 4
        assert "advice    Check the base URL" in capsys.readouterr().out

    def test_a_gateway_in_place_of_a_server_is_3(self, capsys: pytest.CaptureFixture[str]) -> None:
        with ReplayServer() as server:
            server.fail(502)
            assert main(["verify", "--base-url", server.base_url, *USER]) == 3
        assert capsys.readouterr().out.startswith("The server is not there: ")

    def test_details_are_told_when_asked_for(
        self, server: RecordedServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["verify", "--base-url", server.base_url, *USER, "--verbose"]) == 0
        shown = capsys.readouterr().out
        assert shown.count("\n  advice ") == shown.count("\nknown deviation  ") == 4

    @pytest.mark.parametrize("timeout", ["5", "0.2"])
    def test_no_answer_at_all_is_3(
        self, timeout: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "report.json"
        with serving(FakeTkeel(stop_after=0, silent=timeout == "0.2")) as fake:
            arguments = ["--base-url", fake.base_url, *CAROLS, "--timeout", timeout]
            assert main(["verify", *arguments, "--format", f"json={file}"]) == 3
        assert capsys.readouterr().out.startswith("No HTTP answer came at all.\n")
        assert json.loads(file.read_bytes())["verdict"] == "unanswered"

    def test_an_interrupt_is_130_and_leaves_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(*_arguments: object, **_options: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("tkeel_oauth.verification.verify_server", interrupted)
        file = tmp_path / "report.json"
        file.write_bytes(OLD)
        assert main(["verify", "--base-url", NOWHERE, *USER, "--format", f"json={file}"]) == 130
        assert file.read_bytes() == OLD


class TestRecording:
    def test_it_is_verified_and_nothing_is_sent_or_asked(
        self, shipped: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.delenv("TKEEL_PASSWORD")
        assert main(["verify", "--recording", str(shipped)]) == 0
        assert row(capsys.readouterr().out, "recording") == "tkeel.har"

    def test_it_wins_over_a_base_url_of_the_environment(
        self, shipped: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TKEEL_BASE_URL", NOWHERE)
        assert main(["verify", "--recording", str(shipped)]) == 0

    def test_a_file_that_is_none_is_2(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "r.json"
        file.write_text("[]", "utf-8")
        assert main(["verify", "--recording", str(file)]) == 2
        assert capsys.readouterr().err == (
            f"Error: {file} is no recording (HAR): not a HAR file: the document must be an object; "
            "`tkeel-oauth record` makes one\n"
        )

    def test_a_file_that_cannot_be_read_is_2(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def refuse(path: Path) -> bytes:
            raise PermissionError(13, "Permission denied", str(path))

        file = tmp_path / "r.har"
        file.write_text("{}", "utf-8")
        monkeypatch.setattr(Path, "read_bytes", refuse)
        assert main(["verify", "--recording", str(file)]) == 2
        assert f"{file} cannot be read: Permission denied" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ([], "--base-url or --recording must be given"),
        (["--base-url", NOWHERE], "--tenant-id and --username must be given"),
        (["--base-url", "ftp://x.test", *USER], "must start with https://"),
        (["--base-url", "http://x.test/v1", *USER], "--allow-insecure"),
        (["--base-url", NOWHERE, "--recording", "tests/conftest.py"], "exclude each other"),
        (
            ["--recording", "tests/conftest.py", "--tenant-id", "t"],
            "--tenant-id and --recording exclude each other",
        ),
        (["--recording", "tests/conftest.py", "--cacert", "tests/conftest.py"], "exclude each other"),
        (["--base-url", NOWHERE, *USER, "--cacert", "tests/conftest.py"], "--cacert cannot be used"),
        (["--recording", "no-such.har"], "does not exist"),
        (["--base-url", NOWHERE, *USER, "--expect-wire", "other"], "--expect-wire"),
        (["--base-url", NOWHERE, *USER, "--max-age-days", "0"], "--max-age-days"),
        (["--base-url", NOWHERE, *USER, "--format", "pdf"], "--format"),
        (["--password", "x"], "a password is never taken from the command line"),
        (["wonderland"], "unexpected arguments, not shown here"),
    ],
)
def test_wrong_usage_is_2(more: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", *more]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in " ".join(shown.err.split())


class TestSecrets:
    """What a server repeats of a login is in no output; the base URL and nothing else of the call may be."""

    @pytest.mark.parametrize("encoding", ["plain", "url, every byte"])
    def test_no_output_shows_what_was_sent_or_issued(
        self,
        encoding: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setenv("TKEEL_PASSWORD", CAROL.password)
        encode = ESCAPES[encoding]
        asked = [f"--format={name}={tmp_path / name}" for name in FORMATS]
        with serving(FakeTkeel(echo=lambda person: " ".join(map(encode, person.texts)))) as fake:
            assert main(["verify", "--base-url", fake.base_url, *CAROLS, *asked]) == 1
        shown = capsys.readouterr()
        for text in (shown.out, shown.err, *(path.read_text("utf-8") for path in tmp_path.iterdir())):
            hidden = [*CAROL.texts, *map(encode, CAROL.texts), *fake.codes]
            assert [value for value in hidden if value in text] == []


class TestTerminal:
    """What only a person sees: colours, a line of progress, the question for the password."""

    pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")

    def run(
        self, base_url: str, answer: bytes | None = None, more: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        environment = {**os.environ, "PYTHONPATH": CLIENT, "TERM": "xterm-256color", **(more or {})}
        if answer is not None:
            del environment["TKEEL_PASSWORD"]
        command = [sys.executable, "-m", "tkeel_oauth.cli", "verify", "--base-url", base_url, *USER]
        child, terminal = pty.fork()
        if child == 0:  # pragma: no cover - another process
            termios.tcsetwinsize(0, (40, 80))
            os.execve(command[0], command, environment)  # noqa: S606 - a shell would be in the way
        shown = b""
        if answer is not None:
            while b"Password: " not in shown:
                shown += os.read(terminal, 1024)
            os.write(terminal, answer + b"\n")
        # Linux says so when the other side is gone.
        with contextlib.suppress(OSError):
            while more_text := os.read(terminal, 4096):
                shown += more_text
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown

    def test_colours_and_progress(self, server: RecordedServer) -> None:
        code, shown = self.run(server.base_url)
        assert code == 0
        assert f"\r\x1b[K1/{len(CALLS)} {CALLS[0]}\r\x1b[K2/{len(CALLS)} {CALLS[1]}".encode() in shown
        # the line of progress is gone before the first line of the report
        assert b"\r\x1b[K\x1b[32m\x1b[1mThe contract is kept." in shown
        assert b"\x1b[33mok*" in shown
        report = shown.rpartition(b"\x1b[K")[2].decode()
        plain = re.sub(r"\x1b\[\d+m", "", report)
        assert max(map(len, plain.splitlines())) <= 80
        assert len(plain.splitlines()) <= 24

    @pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_no_colours_where_they_are_not_wanted(
        self, server: RecordedServer, variable: dict[str, str]
    ) -> None:
        code, shown = self.run(server.base_url, more=variable)
        assert code == 0
        assert re.findall(rb"\x1b\[\d+m", shown) == []

    def test_the_password_is_asked_for_without_echo(self, server: RecordedServer) -> None:
        code, shown = self.run(server.base_url, b"wonderland")
        assert code == 0
        assert b"wonderland" not in shown


def test_no_password_and_no_terminal_is_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TKEEL_PASSWORD")
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["verify", "--base-url", NOWHERE, *USER]) == 2
    assert "no password: set TKEEL_PASSWORD" in capsys.readouterr().err


def run(code: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": CLIENT, **variables},
        check=False,
        timeout=60,
    )


RUN = "import sys; from tkeel_oauth.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.parametrize(
    ("module", "package", "asked"),
    [("jsonschema", "jsonschema", "text"), ("yaml", "PyYAML", "text"), ("jinja2", "jinja2", "html=x.html")],
)
def test_without_the_extra_it_says_what_to_install(module: str, package: str, asked: str) -> None:
    done = run(
        f"import sys; sys.modules[{module!r}] = None; {RUN}",
        *("verify", "--base-url", NOWHERE, *USER, "--format", asked),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"Error: {package} is not installed: pip install 'tkeel-oauth[verify]'\n")


def test_without_jinja2_the_other_formats_are_there(shipped: Path) -> None:
    done = run(f"import sys; sys.modules['jinja2'] = None; {RUN}", "verify", "--recording", str(shipped))
    assert done.returncode == 0


def test_a_log_that_is_not_unicode_gets_escapes(shipped: Path) -> None:
    script = (
        "import dataclasses; import tkeel_oauth.verification as recorded\n"
        "real = recorded.verify_recording\n"
        "recorded.verify_recording = lambda *a, **k: dataclasses.replace(real(*a, **k), target='无效')\n"
    )
    done = run(script + RUN, "verify", "--recording", str(shipped), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert row(done.stdout, "recording") == "\\u65e0\\u6548"


def test_help_imports_nothing_heavy() -> None:
    done = run(
        "import sys, json; from tkeel_oauth.cli import main; main(['verify', '--help'])\n"
        "sys.stderr.write(json.dumps(sorted(sys.modules)))"
    )
    assert "--expect-wire" in done.stdout
    heavy = {"httpx", "asyncio", "attrs", "jsonschema", "yaml", "jinja2", "hashlib", "xml.etree.ElementTree"}
    assert set(json.loads(done.stderr)) & heavy == set()
