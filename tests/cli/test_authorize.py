"""`tkeel-oauth authorize` for one user: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import sys

import pytest

import tkeel_oauth
from tests.cli.processes import ALICE, NOWHERE
from tests.testing.recorder.fake_tkeel import CAROL, FakeTkeel, serving
from tkeel_oauth._runtime.base import clock
from tkeel_oauth.cli import main
from tkeel_oauth.testing import ReplayServer, load_recording

STATE = "state-0815"
SECRETS = ("wonderland", "hunter2", STATE)


@pytest.fixture(autouse=True)
def _base_url(server: ReplayServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TKEEL_BASE_URL", server.base_url)


def code_of(scenario: str) -> str:
    answer = load_recording()[scenario].answer
    assert answer is not None
    code: str = json.loads(answer.body)["data"]["code"]
    return code


def authorize(*arguments: str) -> int:
    return main(["authorize", *ALICE, *arguments])


def test_the_code_alone_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert authorize() == 0
    assert capsys.readouterr() == (f"{code_of('success')}\n", "")


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert authorize("--json") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == {"code": code_of("success")}
    assert (shown.out.count("\n"), shown.err) == (1, "")


def test_state_and_base_url_are_sent(server: ReplayServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TKEEL_BASE_URL", NOWHERE)
    assert authorize("--base-url", server.base_url, "--state", "xyz", "--timeout", "9") == 0
    (call,) = server.requests
    assert call.request is not None
    assert call.request.target.endswith("&state=xyz")


def test_an_empty_state_is_none_of_ours_to_drop(server: ReplayServer) -> None:
    authorize("--state", "")
    (call,) = server.requests
    assert call.request is not None
    assert call.request.target.endswith("&state=")


def test_a_refusal_is_1_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "hunter2")
    assert authorize("--state", STATE) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("Error: 400 Bad Request: OAUTH_ERR_INVALID_REQUEST")
    assert shown.err.endswith("check tenant and credentials first, then the server\n")
    assert shown.err.count("\n") == 1
    assert [secret for secret in (*SECRETS, "alice") if secret in shown.err] == []


@pytest.mark.parametrize(("order", "said"), [("fail", "Error: 503 "), ("html", "Error: 200 ")])
def test_other_answers_are_1(
    server: ReplayServer, order: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    getattr(server, order)()
    assert authorize() == 1
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert shown.err.startswith(said)
    assert ".content" not in shown.err, "it is for programs"


def test_a_server_that_repeats_what_it_was_sent_is_not_quoted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "hunter2-is-long")
    fake = FakeTkeel(headers={"X-Echo": "hunter2-is-long"}, echo=lambda _: "hunter2-is-long")
    with serving(fake) as running:
        who = ["--tenant-id", CAROL.tenant_id, "--username", CAROL.username]
        assert main(["authorize", "--base-url", running.base_url, *who, "--redirect-uri", "x"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [secret for secret in ("hunter2", CAROL.username) if secret in shown.err] == []


def test_no_answer_is_3(
    server: ReplayServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clock, "sleep", list[float]().append)
    server.refuse()
    assert authorize() == 3
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert "refused; check that it runs and listens on that port" in shown.err


def test_a_server_that_never_answers_is_3(server: ReplayServer, capsys: pytest.CaptureFixture[str]) -> None:
    server.hang()
    assert authorize("--timeout", "0.2") == 3
    assert "no whole answer within 0.2 s" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--base-url", "http://iot.example.com/v1"], "pass --allow-insecure"),
        (["--base-url", "ftp://iot.example.com/v1"], "must start with https://"),
        (["--base-url", "https://u:p@iot.example.com/v1"], "Error: --base-url holds credentials"),
        (["--base-url", ""], "missing, or empty: --base-url"),
        (["--tenant-id", ".."], "tenant_id is '..'"),
        (["--timeout", "0"], "'--timeout': 0.0 is not in the range 0<x<=86400.0"),
    ],
)
def test_wrong_usage_is_2(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert authorize(*arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in " ".join(shown.err.split())


def test_a_fault_of_the_environment_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TKEEL_BASE_URL", "ftp://iot.example.com/v1")
    assert authorize() == 2
    shown = capsys.readouterr().err
    assert "Error: TKEEL_BASE_URL must start with https://" in shown
    assert "--base-url" not in shown
    monkeypatch.setenv("TKEEL_PASSWORD", "wonder\udcff")
    assert authorize("--base-url", NOWHERE) == 2
    assert "Error: TKEEL_PASSWORD holds half of a surrogate pair" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["--tenant-id", "--username", "--redirect-uri"])
def test_what_must_be_given(missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = ALICE.index(missing)
    assert main(["authorize", *ALICE[:place], *ALICE[place + 2 :]]) == 2
    assert f"Error: missing, or empty: {missing}" in capsys.readouterr().err
    # as a variable that is not set leaves it in a script
    assert authorize(missing, "") == 2
    assert f"Error: missing, or empty: {missing}" in capsys.readouterr().err


def test_all_that_is_missing_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TKEEL_BASE_URL")
    assert main(["authorize"]) == 2
    said = capsys.readouterr().err
    assert all(option in said for option in ("--base-url", "--tenant-id", "--username", "--redirect-uri"))


@pytest.mark.parametrize("command", ["authorize", "record", "verify"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["--password", "hunter2"],
        ["--password=hunter2"],
        ["-phunter2"],
        ["-p", "hunter2"],
        ["-p", "--hunter2"],
        # what is wrong as well is told later
        ["--timeout", "soon", "--password", "hunter2"],
    ],
)
def test_a_password_on_the_command_line_is_refused_and_not_repeated(
    command: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, *ALICE, *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.err.endswith(
        "Error: a password is never taken from the command line, where others see it: set TKEEL_PASSWORD, "
        "or wait for the prompt; this one is now in your shell's history\n"
    )
    assert "hunter2" not in shown.out + shown.err


@pytest.mark.parametrize("command", ["authorize", "record"])
def test_what_stands_there_without_an_option_is_refused_and_not_repeated(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, *ALICE, "hunter2"]) == 2
    shown = capsys.readouterr()
    assert "unexpected arguments" in shown.err
    assert "hunter2" not in shown.out + shown.err


def test_nobody_is_asked_for_a_password_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> str:
        pytest.fail("asked")

    monkeypatch.setattr("tkeel_oauth.cli.authorize.read_password", asked)
    assert authorize("--base-url", "http://iot.example.com/v1") == 2


def test_a_code_that_would_move_the_cursor_is_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    grant = tkeel_oauth.models.V1AuthorizeResponse(code="AB\nC\x1b[2J")

    def granted(*_: object, **__: object) -> object:
        return grant

    monkeypatch.setattr("tkeel_oauth.api.oauth.OauthApi.authorize", granted)
    assert authorize() == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "AB" not in shown.err
    assert authorize("--json") == 0
    assert capsys.readouterr().out == '{"code": "AB\\nC\\u001b[2J"}\n'


def test_without_a_standard_output_it_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert authorize() == 2
    assert capsys.readouterr().err == "Error: standard output takes nothing: it is closed\n"


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["authorize", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "  code=$(tkeel-oauth authorize --tenant-id tenant-a --username alice \\\n" in shown
