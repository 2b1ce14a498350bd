"""`tkeel-oauth record` as a user runs it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.processes import Terminal
from tests.testing.recorder.fake_tkeel import CAROL, FakeTkeel, serving, texts
from tkeel_oauth.cli import main
from tkeel_oauth.testing import load_recording
from tkeel_oauth.testing.recorder.scenarios import PLAN

OLD = b"what was there before"
USER = ["--tenant-id", CAROL.tenant_id, "--username", CAROL.username]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    path = tmp_path / "out.har"
    path.write_bytes(OLD)
    return path


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", CAROL.password)


def arguments(base_url: str, output: Path, *more: str) -> list[str]:
    return ["record", "--base-url", base_url, *USER, "--output", str(output), "--force", *more]


def test_a_live_server_is_recorded(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(FakeTkeel()) as server:
        code = main(arguments(server.base_url, output, "--redirect-uri", CAROL.redirect_uri))
    assert code == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == (f"{output}: {len(PLAN)} scenarios\n", "")
    assert load_recording(output).names == PLAN
    assert len(server.calls) == len(PLAN)
    text = output.read_text(encoding="utf-8")
    assert [value for value in (*texts(CAROL), *server.codes) if value in text] == []
    assert "redirect_uri=https%3A%2F%2Fapp.corp.example" in server.calls[0][1]


def test_without_a_redirect_uri_the_invented_one_is_sent(output: Path) -> None:
    with serving(FakeTkeel()) as server:
        assert main(arguments(server.base_url, output, "--origin", "our staging")) == 0
    assert server.calls[0][1].endswith("redirect_uri=http%3A%2F%2Ftkeel.io%2Fcallback")
    assert load_recording(output).provenance.origin == "our staging"


def test_a_refused_login_is_4_and_leaves_the_file(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "not-hers-0815")
    with serving(FakeTkeel()) as server:
        assert main(arguments(server.base_url, output)) == 4
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert shown.err.startswith(
        "Error: the login got no code (status 400): check tenant, user name, password"
    )
    assert "not-hers" not in shown.err
    assert output.read_bytes() == OLD


def test_a_path_that_is_not_there_is_told_as_that(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(FakeTkeel()) as server:
        assert main(arguments(f"{server.base_url}/elsewhere", output)) == 4
    said = capsys.readouterr().err
    assert said.startswith("Error: the login got no code (status 404): check the base URL: its path usually")


def test_what_is_left_out_is_named(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(FakeTkeel(echo=lambda person: person.password.encode().hex())) as server:
        assert main(arguments(server.base_url, output)) == 0
    shown = capsys.readouterr()
    assert shown.err.startswith("left out: success: members that the contract does not know: 1\n")
    assert CAROL.password.encode().hex() not in output.read_text("utf-8")


def test_a_secret_that_survives_is_1_and_leaves_the_file(
    output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(FakeTkeel()) as server:
        assert main(arguments(server.base_url, output, "--origin", f"with {CAROL.password}")) == 1
    shown = capsys.readouterr().err
    assert shown == "Error: a password or a code would stand in the recording, at log._contract.origin\n"
    assert output.read_bytes() == OLD
    assert [path.name for path in output.parent.iterdir()] == [output.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_2_and_names_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(FakeTkeel()) as server:
        assert main(arguments(server.base_url, Path("/dev/full"))) == 2
    assert capsys.readouterr().err == "Error: /dev/full cannot be written: No space left on device\n"


def test_a_file_is_replaced_only_when_that_is_wanted(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(FakeTkeel()) as server:
        without = [one for one in arguments(server.base_url, output) if one != "--force"]
        assert main(without) == 2
        assert f"{output} is there already: --force replaces it" in capsys.readouterr().err
        monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
        assert main(without) == 130
        assert "Replace it?" in capsys.readouterr().err
        assert (server.calls, output.read_bytes()) == ([], OLD)
        monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
        assert main(without) == 0
    assert load_recording(output).names == PLAN


def test_an_answer_that_stays_away_later_is_1(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(FakeTkeel(stop_after=4)) as server:
        assert main(arguments(server.base_url, output)) == 1
    assert capsys.readouterr().err.startswith("Error: scenario unknown_tenant: ")
    assert output.read_bytes() == OLD


@pytest.mark.parametrize("timeout", ["5", "0.2"])
def test_no_answer_at_all_is_3(output: Path, timeout: str, capsys: pytest.CaptureFixture[str]) -> None:
    silent = FakeTkeel(stop_after=0, silent=timeout == "0.2")
    with serving(silent) as server:
        assert main(arguments(server.base_url, output, "--timeout", timeout)) == 3
    said = "no whole answer within 0.2 s" if silent.silent else "ended the connection"
    assert said in capsys.readouterr().err
    assert output.read_bytes() == OLD


def test_an_interrupt_is_130_and_leaves_the_file(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_walk: object, _progress: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tkeel_oauth.testing.recorder.record.Recorder.run", interrupted)
    assert main(arguments("http://127.0.0.1:1/v1", output)) == 130
    assert output.read_bytes() == OLD


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["record"], "missing, or empty: --base-url (or TKEEL_BASE_URL), --tenant-id, --username"),
        (["record", "--base-url", "https://x.test/v1", "--tenant-id", "t"], "missing, or empty: --username"),
        (["record", "--base-url", "ftp://x.test", *USER], "must start with https://"),
        (["record", "--base-url", "http://x.test/v1", *USER], "--base-url is http"),
        (
            ["record", "--base-url", "https://x.test/v1", *USER, "--timeout", "0"],
            "'--timeout': 0.0 is not in the range",
        ),
        (
            ["record", "--base-url", "https://x.test/v1", *USER, "--output", "no/such/folder/x.har"],
            "--output no/such/folder/x.har cannot be written: No such file or directory",
        ),
        (["record", "--password", "x"], "never taken from the command line"),
    ],
)
def test_wrong_usage_is_2(more: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(more) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in " ".join(shown.err.split())


@pytest.mark.parametrize("value", [None, ""])
def test_no_password_and_no_terminal_is_2(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("TKEEL_PASSWORD")
    else:
        monkeypatch.setenv("TKEEL_PASSWORD", value)
    monkeypatch.setattr(sys, "stdin", io.StringIO("typed\n"))
    assert main(arguments("https://x.test/v1", output)) == 2
    assert "no password: set TKEEL_PASSWORD" in capsys.readouterr().err


def test_a_login_that_a_scenario_takes_for_a_wrong_one_is_1(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "nope")
    assert main(arguments("http://127.0.0.1:1/v1", output)) == 1
    assert "the login is one that a scenario takes for a wrong one" in capsys.readouterr().err


def test_at_a_terminal_it_asks_and_shows_progress(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def typed(_prompt: str) -> str:
        return CAROL.password

    monkeypatch.delenv("TKEEL_PASSWORD")
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", typed)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with serving(FakeTkeel()) as server:
        assert main(arguments(server.base_url, output)) == 0
    shown = capsys.readouterr()
    assert shown.out == f"{output}: {len(PLAN)} scenarios\n"
    assert shown.err.startswith(f"\r\x1b[K1/{len(PLAN)} success\r\x1b[K2/{len(PLAN)} ")
    assert shown.err.endswith(f"\r\x1b[K{len(PLAN)}/{len(PLAN)} {PLAN[-1]}\r\x1b[K")
    assert load_recording(output).names == PLAN


def test_a_terminal_that_would_show_what_is_typed_is_not_asked(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import getpass  # noqa: PLC0415
    import warnings  # noqa: PLC0415

    def showing(_prompt: str) -> str:
        warnings.warn("echo", getpass.GetPassWarning, stacklevel=1)
        return "never"

    monkeypatch.delenv("TKEEL_PASSWORD")
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", showing)
    assert main(arguments("https://x.test/v1", output)) == 2
    assert "this terminal would show what is typed" in capsys.readouterr().err


def test_help_says_where_the_password_comes_from_and_what_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "The password comes from TKEEL_PASSWORD or a prompt." in shown
    assert "[default: http://tkeel.io/callback]" in shown
