"""`tkeel-oauth authorize --from` as a user runs it: results, exit codes, what is said, what never is."""

from __future__ import annotations

import io
import os
import stat
import sys

import pytest

from tests.cli.many_files import ALICE, BOB, SECRETS, WRONG, Files, assert_quiet, error_of
from tkeel_oauth.cli import main
from tkeel_oauth.cli.many import users as users_module
from tkeel_oauth.testing import ReplayServer


@pytest.mark.usefixtures("server")
def test_all_get_a_code(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    files.write([ALICE, BOB])
    assert files.run() == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"{files.results}: 2 codes, 0 failed\n")
    assert sorted(str(line["row"]) for line in files.lines()) == ["1", "2"]
    assert all(str(line["code"]).startswith("INVENTEDCODE") and len(line) == 2 for line in files.lines())
    assert stat.S_IMODE(files.results.stat().st_mode) == 0o600


@pytest.mark.usefixtures("server")
def test_one_who_fails_does_not_stop_the_rest(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    files.write([WRONG, ALICE, [".", *ALICE[1:]]])
    assert files.run("--concurrency", "1") == 1
    shown = capsys.readouterr()
    assert shown.err == (
        f"Error: {files.results}: 1 code, 2 failed (1 BadRequest, 1 ConfigurationError); "
        "the file says why, --resume tries the failed rows again\n"
    )
    refused, accepted, impossible = files.lines()
    assert accepted["row"] == 2
    assert refused["row"] == 1
    error = error_of(refused)
    assert list(error) == ["type", "status_code", "reason", "message"]
    assert (error["type"], error["status_code"], error["reason"]) == (
        "BadRequest",
        400,
        "OAUTH_ERR_INVALID_REQUEST",
    )
    assert str(error["message"]).endswith("check tenant and credentials first, then the server")
    assert list(impossible) == ["row", "error"]
    text = files.results.read_text("ascii")
    assert [secret for secret in SECRETS[:-1] if secret in text] == []
    assert_quiet(shown.err)


@pytest.mark.usefixtures("server")
def test_options_stand_for_missing_columns_and_one_password_for_all(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "wonderland")
    files.write([["alice"], ["alice"]], ["username"])
    assert files.run("--tenant-id", "tenant-a", "--redirect-uri", ALICE[3]) == 0
    assert len(files.lines()) == 2


@pytest.mark.usefixtures("server")
def test_the_password_of_a_row_is_never_replaced(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "wonderland")
    files.write([WRONG])
    assert files.run() == 1


@pytest.mark.usefixtures("server")
def test_no_password_anywhere_is_2(
    files: Files, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    monkeypatch.delenv("TKEEL_PASSWORD")
    files.write([["alice"]], ["username"])
    assert files.run("--tenant-id", "tenant-a", "--redirect-uri", "x") == 2
    assert "no password: set TKEEL_PASSWORD" in capsys.readouterr().err
    assert not files.results.exists()


def test_a_mistake_in_the_last_line_is_told_before_anything_is_sent(
    server: ReplayServer, files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    files.write([*[ALICE] * 500, ["hunter2"]])
    before = len(server.requests)
    assert files.run() == 2
    assert capsys.readouterr().err == f"Error: {files.users}: line 502: it has 1 field, and the header 4\n"
    assert len(server.requests) == before
    assert not files.results.exists()


@pytest.mark.usefixtures("server")
def test_a_file_that_changes_under_a_run_ends_it(
    files: Files, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write([ALICE, ALICE])
    counting = users_module.Users.count

    def count(users: users_module.Users) -> int:
        found = counting(users)
        files.write([ALICE, ["hunter2"]])
        return found

    monkeypatch.setattr(users_module.Users, "count", count)
    assert files.run("--concurrency", "1") == 1
    shown = capsys.readouterr().err
    assert shown.endswith("line 3: it has 1 field, and the header 4; it has changed; 1 code, 0 failed\n")
    assert len(files.lines()) == 1


@pytest.mark.usefixtures("server")
def test_a_full_disk_ends_it(
    files: Files, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    files.write([ALICE] * 3)
    monkeypatch.setattr("tkeel_oauth.cli.many.results.os.write", full)
    assert files.run() == 1
    shown = capsys.readouterr().err
    assert shown.startswith(f"Error: {files.results}: No space left on device")
    assert shown.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.usefixtures("server")
def test_a_file_that_others_can_read_is_warned_of(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    files.write([ALICE])
    files.users.chmod(0o644)
    assert files.run() == 0
    assert capsys.readouterr().err.startswith(
        f"Warning: others can read {files.users}, which holds passwords: chmod 600 it\n"
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--json"], "--json goes without --from"),
        (["--force", "--resume"], "exclude each other"),
        (["--base-url", "http://iot.example.com/v1"], "pass --allow-insecure"),
        (["--tenant-id", "x"], "tenant_id is given twice"),
        (["--concurrency", "0"], "--concurrency"),
        (["hunter2"], "unexpected arguments"),
        (["--password", "hunter2"], "a password is never taken from the command line"),
        (["--base-url", ""], "missing, or empty: --base-url"),
        (["--output", "-"], "only you can read, never to standard output; give --output a name"),
    ],
)
@pytest.mark.usefixtures("server")
def test_wrong_usage_is_2(
    files: Files, more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files.write([ALICE])
    assert files.run(*more) == 2
    shown = capsys.readouterr()
    assert said in " ".join(shown.err.split())
    assert_quiet(shown.err)
    assert not files.results.exists()


@pytest.mark.usefixtures("server")
def test_the_files_must_be_there_and_apart(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    assert files.run() == 2
    assert "does not exist" in capsys.readouterr().err
    files.write([ALICE])
    assert main(files.arguments[:3]) == 2
    assert "--from needs --output" in capsys.readouterr().err
    assert main([*files.arguments[:3], "--output", str(files.users), "--force"]) == 2
    assert capsys.readouterr().err == f"Error: {files.users}: it is the file of --from\n"
    assert main([*files.arguments[:3], "--output", str(files.users.with_name("no") / "r")]) == 2
    assert "No such file or directory" in capsys.readouterr().err
    assert files.users.exists()


@pytest.mark.usefixtures("server")
def test_results_are_not_overwritten_unless_forced(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    files.write([ALICE])
    files.results.write_bytes(b"old")
    assert files.run() == 2
    assert "--force replaces it" in capsys.readouterr().err
    assert files.results.read_bytes() == b"old"
    assert files.run("--force") == 0
    assert len(files.lines()) == 1


def test_resume_tries_only_what_has_no_code(
    server: ReplayServer, files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    files.write([ALICE, WRONG, ALICE])
    assert files.run("--resume") == 1
    files.write([ALICE, BOB, ALICE, ALICE])
    before = len(server.requests)
    assert files.run("--resume") == 0
    assert len(server.requests) == before + 2
    assert capsys.readouterr().err.endswith(f"{files.results}: 2 codes, 0 failed, 2 from before\n")
    last = {line["row"]: "code" in line for line in files.lines()}
    assert last == {1: True, 2: True, 3: True, 4: True}
    assert files.run("--resume") == 0
    assert len(server.requests) == before + 2


@pytest.mark.usefixtures("server")
def test_resume_refuses_results_of_more_rows(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    files.write([ALICE, ALICE])
    assert files.run() == 0
    files.write([ALICE])
    assert files.run("--resume") == 2
    assert "it holds row 2, and" in capsys.readouterr().err


def test_no_answer_at_all_is_3_and_is_said_early(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    with ReplayServer() as gone:
        address = gone.base_url
    files.write([ALICE] * 12)
    assert files.run("--base-url", address, "--concurrency", "12", "--timeout", "0.2") == 3
    shown = capsys.readouterr().err
    assert "0 codes, 12 failed (" in shown
    assert shown.endswith("no answer came from the server, check --base-url and the network\n")
    assert shown.count("still trying") == 0, "24 rows are silence enough to speak of, 12 are not"
    files.write([ALICE] * 30)
    assert files.run("--base-url", address, "--concurrency", "12", "--timeout", "0.2", "--force") == 3
    shown = capsys.readouterr().err
    assert shown.startswith("no answer from the server to the first 24 rows; still trying")
    assert shown.count("still trying") == 1
    assert len(files.lines()) == 30
    error = error_of(files.lines()[0])
    assert (error["status_code"], error["reason"]) == (None, None)


@pytest.mark.usefixtures("server")
def test_rows_that_cannot_be_sent_are_no_missing_answer(files: Files) -> None:
    files.write([[".", *ALICE[1:]]])
    assert files.run() == 1


@pytest.mark.usefixtures("server")
def test_a_header_alone_is_a_mistake(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    files.write([])
    assert files.run() == 2
    assert capsys.readouterr().err == f"Error: {files.users}: there is no row after the header\n"
    assert not files.results.exists()


def test_what_the_file_says_of_an_error_is_for_the_command_line(server: ReplayServer, files: Files) -> None:
    server.html()
    files.write([ALICE])
    assert files.run() == 1
    (line,) = files.lines()
    assert str(error_of(line)["message"]).endswith("check that the base URL leads to tKeel")
