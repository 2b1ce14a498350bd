"""How a live server is asked: each step once, nothing of a secret shown, and nothing sent in vain."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.verification.documents import with_userinfo
from tests.verification.findings import found
from tests.verification.hosts import BASE_URL, InProcess, Line, listening
from tests.verification.reference import CODE, LOGIN, STEPS, Asked, Reply, asked, documented, served
from tkeel_oauth import verification
from tkeel_oauth.errors import ConfigurationError
from tkeel_oauth.testing import InvalidRecordingError, MissingExtraError
from tkeel_oauth.verification import live
from tkeel_oauth.verification.contract import load_contract, read
from tkeel_oauth.verification.formats import render
from tkeel_oauth.verification.live import verify_server
from tkeel_oauth.verification.report import Severity

if TYPE_CHECKING:
    from pathlib import Path


def letter(asked: Asked) -> Reply:
    return documented(asked.step)


def tkeel(asked: Asked) -> Reply:
    return served(asked.step)


def test_each_step_is_sent_once_and_announced_before() -> None:
    transport = InProcess(letter)
    told: list[tuple[int, int, str, int]] = []
    verify_server(
        BASE_URL,
        LOGIN,
        transport=transport,
        progress=lambda number, count, name: told.append((number, count, name, len(transport.targets))),
    )
    assert told == [(number, len(STEPS), name, number - 1) for number, name in enumerate(STEPS, start=1)]
    assert len(transport.targets) == len(STEPS)
    assert transport.closed


def test_base_url_comes_before_every_path() -> None:
    transport = InProcess(letter)
    verify_server(f"{BASE_URL}/", LOGIN, transport=transport)
    assert {target[: len("/apis/security/v1/oauth/")] for target in transport.targets} == {
        "/apis/security/v1/oauth/"
    }


def test_a_redirect_is_not_followed() -> None:
    asked: list[str] = []

    def act(line: Line, what: Asked) -> None:
        asked.append(what.step)
        line.send(Reply(301, b"", [("Location", f"http://127.0.0.1:{port}/v1/oauth/x/authorize?a=b")]))

    with listening(act) as port:
        verify_server(f"http://127.0.0.1:{port}/v1", LOGIN)
    assert asked == ["success"]


@pytest.mark.parametrize("through_proxy", [False, True])
def test_logs_show_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, *, through_proxy: bool
) -> None:
    def act(line: Line, asked: Asked) -> None:
        line.send(served(asked.step))

    caplog.set_level(logging.DEBUG)
    with listening(act) as port:
        host = f"127.0.0.1:{port}"
        if through_proxy:
            monkeypatch.setenv("HTTP_PROXY", f"http://{host}")
            monkeypatch.setenv("http_proxy", f"http://{host}")
            host = "tkeel.invalid"
        report = verify_server(f"http://{host}/v1", LOGIN, allow_insecure=True)
    assert report.answered
    if through_proxy:
        # What carries calls through a proxy keeps a log of its own, so there is something to look at.
        assert "httpcore" in {record.name.partition(".")[0] for record in caplog.records}
    for secret in (LOGIN.password, LOGIN.username, CODE, "carol", "Canary"):
        assert secret not in caplog.text


def test_proxies_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def act(line: Line, what: Asked) -> None:
        asked.append(what.step)
        line.send(documented(what.step))

    with listening(act) as port:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        report = verify_server("http://tkeel.invalid/v1", LOGIN, allow_insecure=True)
    assert report.findings == ()
    assert asked == list(STEPS)


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"tenant_id": ""}, "tenant_id"),
        ({"username": ""}, "username"),
        ({"password": ""}, "password"),
        ({"redirect_uri": ""}, "redirect_uri"),
        ({"password": "canary\ud800"}, "password"),
    ],
)
def test_a_login_that_cannot_be_used_is_refused(change: dict[str, str], argument: str) -> None:
    transport = InProcess(letter)
    with pytest.raises(ConfigurationError, match=argument) as caught:
        verify_server(BASE_URL, replace(LOGIN, **change), transport=transport)
    assert "canary" not in str(caught.value)
    assert caught.value.__context__ is None
    assert transport.targets == []


@pytest.mark.parametrize(
    ("options", "argument"),
    [
        ({"timeout": 0}, "timeout"),
        ({"max_age_days": 0}, "max_age_days"),
        ({"max_age_days": float("nan")}, "max_age_days"),
        ({"max_age_days": True}, "max_age_days"),
        ({"max_age_days": "7"}, "max_age_days"),
        ({"strict": "yes"}, "strict"),
        ({"allow_insecure": 1}, "allow_insecure"),
        ({"expect_wire": "other"}, "expect_wire"),
        ({"base_url": "http://tkeel.example.com/v1", "transport": None}, "allow_insecure"),
        ({"base_url": "https://u:p@tkeel.example.com/v1"}, "credentials"),
    ],
)
def test_an_argument_that_cannot_be_used_is_refused(options: dict[str, Any], argument: str) -> None:
    transport = InProcess(letter)
    arguments: dict[str, Any] = {"base_url": BASE_URL, "credentials": LOGIN, "transport": transport}
    with pytest.raises(ConfigurationError, match=argument):
        verify_server(**{**arguments, **options})
    assert transport.targets == []


def test_a_recording_that_is_none_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    transport = InProcess(letter)
    with pytest.raises(OSError, match=r"no\.har"):
        verify_server(BASE_URL, LOGIN, transport=transport, recording=tmp_path / "no.har")
    (tmp_path / "bad.har").write_text("{}")
    with pytest.raises(InvalidRecordingError):
        verify_server(BASE_URL, LOGIN, transport=transport, recording=tmp_path / "bad.har")
    assert transport.targets == []


def test_the_age_of_the_recording_is_counted_to_now(monkeypatch: pytest.MonkeyPatch) -> None:
    def at(moment: datetime, max_age_days: float = live.MAX_AGE_DAYS) -> list[str]:
        monkeypatch.setattr("tkeel_oauth._runtime.base.clock.wall", moment.timestamp)
        return found(verify_server(BASE_URL, LOGIN, transport=InProcess(letter), max_age_days=max_age_days))

    assert at(datetime(2026, 12, 1, tzinfo=UTC)) == []
    assert at(datetime(2026, 12, 1, tzinfo=UTC), max_age_days=2) == ["warning recording-age @ recording"]
    assert at(datetime(2028, 1, 1, tzinfo=UTC)) == ["warning recording-age @ recording"]
    assert at(datetime(2028, 1, 1, tzinfo=UTC), max_age_days=1000) == []


def test_an_operation_that_is_not_called_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"""
paths:
  /oauth/{tenant_id}/token:
    post: {operationId: OauthToken, responses: {}}
"""
    ours = load_contract()
    theirs = read(text)
    both = replace(ours, operations=(*ours.operations, *theirs.operations))
    monkeypatch.setattr(live, "load_contract", lambda: both)
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(letter))
    assert found(report) == ["warning not-verified @ OauthToken"]


USERINFO = (
    "info not-recorded @ oauth-userinfo-missing-client-id",
    "info not-recorded @ oauth-userinfo-success",
    "info not-recorded @ oauth-userinfo-success-with-x-lang",
    "info not-recorded @ oauth-userinfo-tenant-encoded-slash",
)
NO_NAME = [f"error schema @ oauth-userinfo-{step}" for step in ("success", "success-with-x-lang")]


@pytest.mark.parametrize(("user", "brings"), [({"name": "carol"}, []), ({"name": 5}, NO_NAME)])
def test_a_further_operation_needs_no_code(
    user: dict[str, object], brings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    languages: list[str | None] = []

    def reply(request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode()
        if "/userinfo" not in target:
            answer = letter(asked(target))
            return httpx.Response(answer.status, headers=answer.headers, content=answer.body)
        languages.append(request.headers.get("X-Lang"))
        if "clientId=app-1" not in target or "%2F" in target:
            return httpx.Response(400, json={"code": 3})
        return httpx.Response(200, json=user)

    monkeypatch.setattr(live, "load_contract", with_userinfo)
    report = verify_server(BASE_URL, LOGIN, transport=httpx.MockTransport(reply))
    assert found(report) == sorted([*USERINFO, *brings])
    assert [language is not None for language in languages] == [False, True, False, False]


def test_what_a_transport_of_the_callers_raises_passes_through() -> None:
    class Broken(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise RuntimeError("a bug of the caller's", request.method)

    with pytest.raises(RuntimeError, match="of the caller's"):
        verify_server(BASE_URL, LOGIN, transport=Broken())


def test_a_report_says_whether_anything_answered() -> None:
    with listening(lambda line, _: line.connection.close()) as port:
        silent = verify_server(f"http://127.0.0.1:{port}/v1", LOGIN)
    assert not silent.answered
    assert not silent.kept
    assert silent.form is None
    assert verify_server(BASE_URL, LOGIN, transport=InProcess(tkeel)).answered


def test_known_deviations_are_no_failure_unless_strict() -> None:
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(tkeel))
    assert report.failures == ()
    assert {finding.severity for finding in report.findings} == {Severity.KNOWN}


def test_a_report_gives_what_the_command_prints() -> None:
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(tkeel))
    assert report.render() == render("text", report)
    assert report.render("json", width=40) == render("json", report)
    assert report.render(width=40) == render("text", report, width=40) != report.render()
    with pytest.raises(ValueError, match="no format is called 'pdf'"):
        report.render("pdf")  # type: ignore[arg-type]


def test_without_jinja2_a_report_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(tkeel))
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert report.render("markdown")
    with pytest.raises(MissingExtraError, match=r"tkeel-oauth\[verify\]"):
        report.render("html")


def test_faces_are_the_modules_own() -> None:
    assert verification.verify_server is verify_server
    assert sorted(verification.__all__) == sorted({*verification.__all__} & {*dir(verification)})
    assert {getattr(verification, name).__name__ for name in verification.__all__} == set(
        verification.__all__
    )
