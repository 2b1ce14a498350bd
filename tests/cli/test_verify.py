"""`tkeel-oauth verify` as a user runs it."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.processes import NOWHERE, USER, at_terminal, run_code
from tests.testing.recorder.fake_tkeel import CAROL, FakeTkeel, serving, texts
from tests.verification.encodings import ESCAPES
from tkeel_oauth import verification
from tkeel_oauth.cli import main
from tkeel_oauth.testing import ReplayServer
from tkeel_oauth.verification import planned_steps
from tkeel_oauth.verification.render import FORMATS

OLD = b"what was there before"
CAROLS = ["--tenant-id", CAROL.tenant_id, "--username", CAROL.username, "--redirect-uri", CAROL.redirect_uri]
CALLS = [step.name for step in planned_steps()]


def row(shown: str, name: str) -> str:
    """What the report says behind a name; how far behind depends on the other names."""
    (said,) = re.findall(rf"^{name} +(.*)$", shown, re.MULTILINE)
    return str(said)


class TestLive:
    def test_a_tkeel_as_recorded_keeps_the_contract(
        self, server: ReplayServer, capsys: pytest.CaptureFixture[str]
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

    @pytest.mark.parametrize(("form", "code"), [("served", 0), ("documented", 1)])
    def test_a_wire_form_can_be_expected(
        self, server: ReplayServer, form: str, code: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["verify", "--base-url", server.base_url, *USER, "--expect-wire", form]) == code
        assert ("wire-form" in capsys.readouterr().out) == bool(code)

    def test_a_login_that_is_refused_is_4_and_goes_no_further(
        self, server: ReplayServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("TKEEL_PASSWORD", "not-hers-0815")
        assert main(["verify", "--base-url", server.base_url, *USER]) == 4
        shown = capsys.readouterr()
        assert len(server.requests) == 1
        assert shown.out.startswith("Could not log in, so nothing else was verified.\n")
        assert shown.out.count("Could not log in") == 1
        assert "wrong-password" not in shown.out
        assert "not-hers" not in shown.out + shown.err

    def test_a_path_that_is_none_is_4(self, server: ReplayServer, capsys: pytest.CaptureFixture[str]) -> None:
        server.fail(404)
        assert main(["verify", "--base-url", server.base_url, *USER]) == 4
        assert "advice    Check the base URL" in capsys.readouterr().out

    def test_a_gateway_in_place_of_a_server_is_3(
        self, server: ReplayServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        server.fail(502)
        assert main(["verify", "--base-url", server.base_url, *USER]) == 3
        assert capsys.readouterr().out.startswith("The server is not there: ")

    def test_details_are_told_when_asked_for(
        self, server: ReplayServer, capsys: pytest.CaptureFixture[str]
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
        (["--base-url", NOWHERE], "missing, or empty: --tenant-id, --username"),
        (["--base-url", "ftp://x.test", *USER], "must start with https://"),
        (["--base-url", "http://x.test/v1", *USER], "pass --allow-insecure"),
        (
            ["--base-url", NOWHERE, "--recording", "tests/conftest.py"],
            "--base-url and --recording exclude each other",
        ),
        (
            ["--recording", "tests/conftest.py", "--tenant-id", "t"],
            "--tenant-id and --recording exclude each other",
        ),
        (
            ["--recording", "tests/conftest.py", "--cacert", "tests/conftest.py"],
            "--cacert and --recording exclude each other",
        ),
        (["--base-url", NOWHERE, *USER, "--cacert", "tests/conftest.py"], "--cacert cannot be used"),
        (["--recording", "no-such.har"], "File 'no-such.har' does not exist"),
        (
            ["--base-url", NOWHERE, *USER, "--expect-wire", "other"],
            "'other' is not one of 'documented', 'served'",
        ),
        (
            ["--base-url", NOWHERE, *USER, "--max-age-days", "0"],
            "'--max-age-days': 0 is not in the range 1<=x<=36500",
        ),
        (["--base-url", NOWHERE, *USER, "--format", "pdf"], "--format 'pdf' is unknown"),
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
        with serving(FakeTkeel(echo=lambda person: " ".join(map(encode, texts(person))))) as fake:
            assert main(["verify", "--base-url", fake.base_url, *CAROLS, *asked]) == 1
        shown = capsys.readouterr()
        for text in (shown.out, shown.err, *(path.read_text("utf-8") for path in tmp_path.iterdir())):
            hidden = [*texts(CAROL), *map(encode, texts(CAROL)), *fake.codes]
            assert [value for value in hidden if value in text] == []


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_a_person_at_a_terminal_is_asked_without_echo_and_shown_colours_and_progress(
    server: ReplayServer,
) -> None:
    code, shown = at_terminal(
        "verify", "--base-url", server.base_url, *USER, types="wonderland", TKEEL_PASSWORD=""
    )
    assert code == 0
    assert "wonderland" not in shown
    assert f"\r\x1b[K1/{len(CALLS)} {CALLS[0]}\r\x1b[K2/{len(CALLS)} {CALLS[1]}" in shown
    # the line of progress is gone before the first line of the report
    assert "\r\x1b[K\x1b[32m\x1b[1mThe contract is kept." in shown
    assert "\x1b[33mok*" in shown
    plain = re.sub(r"\x1b\[\d+m", "", shown.rpartition("\x1b[K")[2])
    assert max(map(len, plain.splitlines())) <= 80
    assert len(plain.splitlines()) <= 24


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_a_person_who_ends_the_prompt_ends_the_command_in_a_line_of_its_own() -> None:
    ended = at_terminal("verify", "--base-url", NOWHERE, *USER, types="\x04", TKEEL_PASSWORD="")
    assert ended == (130, "Password: \r\ninterrupted\r\n")


@pytest.mark.parametrize("variable", [("NO_COLOR", "1"), ("TERM", "dumb"), ("TERM", "xterm")])
def test_no_colours_where_they_are_not_wanted(
    variable: tuple[str, str],
    shipped: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(*variable)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["verify", "--recording", str(shipped)]) == 0
    assert ("\x1b[" in capsys.readouterr().out) is (variable == ("TERM", "xterm"))


def test_no_password_and_no_terminal_is_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TKEEL_PASSWORD")
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["verify", "--base-url", NOWHERE, *USER]) == 2
    assert "no password: set TKEEL_PASSWORD" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(shipped: Path) -> None:
    # One after another in the order in which they are loaded.
    done = run_code(
        "import sys\n"
        "from tkeel_oauth.cli import main\n"
        f"LIVE = ['verify', '--base-url', {NOWHERE!r}, *{USER}]\n"
        "for missing, *more in (['yaml'], ['jsonschema'], ['jinja2', '--format', 'html=x.html']):\n"
        "    sys.modules[missing] = None\n"
        "    assert main([*LIVE, *more]) == 2\n"
        "    del sys.modules[missing]\n"
        # The other formats do without.
        "sys.modules['jinja2'] = None\n"
        f"assert main(['verify', '--recording', {str(shipped)!r}]) == 0\n"
    )
    assert re.findall("Error: .*", done.stderr) == [
        f"Error: {package} is not installed: pip install 'tkeel-oauth[verify]'"
        for package in ("PyYAML", "jsonschema", "jinja2")
    ]
    assert (done.returncode, done.stdout[:21]) == (0, "The contract is kept.")


def test_a_log_that_is_not_unicode_gets_escapes(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = replace(verification.verify_recording(shipped), target="无效")

    def verified(*_: object, **__: object) -> verification.Report:
        return report

    monkeypatch.setattr("tkeel_oauth.verification.verify_recording", verified)
    log = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(log, "ascii"))
    assert main(["verify", "--recording", str(shipped)]) == 0
    assert row(log.getvalue().decode("ascii"), "recording") == "\\u65e0\\u6548"
