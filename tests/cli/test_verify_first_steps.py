"""`tkeel-oauth verify` as a newcomer tries it: its help, and against `tkeel-oauth serve`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.processes import USER
from tkeel_oauth.cli import main
from tkeel_oauth.testing import RecordedServer, load_recording
from tkeel_oauth.verification import planned_steps

BOB = ["--username", "bob@example.com"]
WORDS = {3: "Three"}


def test_help_says_what_a_newcomer_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for part in (
        "Verify that a tKeel still keeps its contract.",
        f"{WORDS[sum(step.failed_login for step in planned_steps())]} of the calls count as failed logins",
        "pip install 'tkeel-oauth[verify]'",
        "[default: http://tkeel.io/callback]",
        "tkeel-oauth verify --base-url http://127.0.0.1:8080/v1",
        "--format junit=report.xml --format html=report.html",
        "tkeel-oauth verify --recording tkeel.har",
    ):
        assert part in shown


@pytest.mark.parametrize("more", [["--redirect-uri", "https://app.example.com/callback"], BOB])
@pytest.mark.parametrize("strict", [False, True])
def test_against_the_recorded_server_with_a_login_of_ones_own(
    more: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, strict: bool
) -> None:
    if more is BOB:
        monkeypatch.setenv("TKEEL_PASSWORD", "p@ss w+rd&=%/?#;")
    with RecordedServer() as server:
        assert main(["verify", "--base-url", server.base_url, *USER, *more, *["--strict"] * strict]) == strict
    assert "inconclusive" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "login", "advice"),
    [
        ("/wrong", USER, "Check the base URL: its path usually ends in /apis/security/v1 (/v1 for"),
        ("/v1", ["--tenant-id", "tenant-z", *USER[2:]], "Verify with a login that its recording has:"),
    ],
)
def test_what_is_wrong_with_the_first_call_to_the_recorded_server_is_said(
    path: str, login: list[str], advice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with RecordedServer(strict=True) as server:
        base_url = server.base_url.removesuffix("/v1") + path
        assert main(["verify", "--base-url", base_url, *login]) == 4
    shown = " ".join(capsys.readouterr().out.split())
    assert "Could not log in, so nothing else was verified." in shown
    assert f"advice {advice}" in shown
    assert "the contract is broken" not in shown.casefold()


def test_what_the_recorded_server_has_no_answer_to_is_said_to_be_just_that(
    capsys: pytest.CaptureFixture[str],
) -> None:
    left = [one for one in load_recording() if not one.name.startswith(("missing", "response"))]
    with RecordedServer(replace(load_recording(), scenarios=tuple(left))) as server:
        assert main(["verify", "--base-url", server.base_url, *USER]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "warn missing-password 501, " in shown
    assert shown.count("This is tkeel-oauth's recorded server, and it has no answer recorded for this") == 1
    assert "media-type in missing" not in shown
