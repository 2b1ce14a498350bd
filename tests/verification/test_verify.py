"""How a live server is asked: each step once, nothing of a secret shown, and nothing sent in vain."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.verification.documents import document, openapi_of, with_userinfo
from tests.verification.findings import found
from tests.verification.hosts import BASE_URL, InProcess, Line, listening
from tests.verification.reference import CODE, LOGIN, STEPS, Asked, Reply, documented, served
from tkeel_oauth import verification
from tkeel_oauth._runtime.base.json import is_array, is_object
from tkeel_oauth.errors import ConfigurationError
from tkeel_oauth.verification import verify_server
from tkeel_oauth.verification.openapi import OpenAPI
from tkeel_oauth.verification.render import render


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


def test_nothing_is_asked_about_an_operation_that_nothing_is_recorded_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tkeel_oauth.verification.verify.load", with_userinfo)
    transport = InProcess(letter)
    report = verify_server(BASE_URL, LOGIN, strict=True, transport=transport)
    assert report.kept
    assert report.findings == ()
    assert report.not_verified == ("OauthUserinfo",)
    assert len(transport.targets) == len(STEPS)
    assert "not verified  OauthUserinfo" in report.render()


def reworded() -> OpenAPI:
    """The contract in other words, with other examples, in another order."""

    def changed(value: object) -> Any:  # noqa: ANN401 - YAML
        if is_array(value):
            return [changed(item) for item in value]
        if not is_object(value):
            return value
        said: dict[str, Any] = {name: changed(member) for name, member in reversed(value.items())}
        for name in said.keys() & {"description", "summary", "title"}:
            if isinstance(said[name], str):
                said[name] = "Other words."
        if is_object(said.get("examples")):
            said["examples"] = {"another": {"value": "another"}}
        return said

    whole = changed(document())
    whole["info"]["version"] = "9.9.9"
    return openapi_of(whole)


@pytest.mark.parametrize("reply", [letter, tkeel])
def test_other_words_for_the_same_contract_change_no_verdict(
    reply: Any,  # noqa: ANN401 - a function
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = verify_server(BASE_URL, LOGIN, transport=InProcess(reply))
    monkeypatch.setattr("tkeel_oauth.verification.verify.load", reworded)
    after = verify_server(BASE_URL, LOGIN, transport=InProcess(reply))
    assert found(after) == found(before)
    assert after.verdict == before.verdict == "kept"


def test_the_year_changes_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.wall", lambda: 4e9)
    report = verify_server(BASE_URL, LOGIN, strict=True, transport=InProcess(letter))
    assert report.findings == ()
    assert report.started.startswith("2096-")


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({}, "kept"),
        ({"success": 400}, "not-logged-in"),
        ({"success": 404}, "not-logged-in"),
        ({"success": 405}, "not-logged-in"),
        ({"success": 429}, "not-logged-in"),
        ({"success": 500}, "broken"),
        ({"success": 501}, "broken"),
        ({"success": 503}, "unanswered"),
        ({"success-with-state": 400}, "broken"),
        ({"wrong-password": 500}, "broken"),
        ({"wrong-password": 502}, "unanswered"),
        ({"missing-username": 504}, "unanswered"),
        # What is broken besides counts for more.
        ({"wrong-password": 500, "missing-username": 504}, "broken"),
    ],
)
@pytest.mark.parametrize("strict", [False, True])
def test_verdict(answers: dict[str, int], verdict: str, *, strict: bool) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.step in answers:
            body = b'{"code": 3, "message": "no"}'
            return Reply(answers[asked.step], body, [("Content-Type", "application/json")])
        return letter(asked)

    report = verify_server(BASE_URL, LOGIN, strict=strict, transport=InProcess(reply))
    assert report.verdict == verdict
    assert report.kept == (verdict == "kept")


def test_a_login_that_is_refused_in_the_envelope_is_no_more_broken_when_strict() -> None:
    report = verify_server(
        BASE_URL, LOGIN, strict=True, transport=InProcess(lambda _: served("wrong-password"))
    )
    assert report.verdict == "not-logged-in"


def test_what_a_transport_of_the_callers_raises_passes_through() -> None:
    class Broken(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise RuntimeError("a bug of the caller's", request.method)

    with pytest.raises(RuntimeError, match="of the caller's"):
        verify_server(BASE_URL, LOGIN, transport=Broken())


def test_a_report_says_whether_anything_answered() -> None:
    with listening(lambda _, __: None) as port:
        silent = verify_server(f"http://127.0.0.1:{port}/v1", LOGIN)
    assert not silent.answered
    assert not silent.kept
    assert silent.form is None
    assert verify_server(BASE_URL, LOGIN, transport=InProcess(tkeel)).answered


def test_a_report_gives_what_the_command_prints() -> None:
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(tkeel))
    assert report.render() == render(report, "text")
    assert report.render("json", width=40) == render(report, "json")
    assert report.render(width=40) == render(report, "text", width=40) != report.render()
    assert len(report.render(verbose=True)) > 2 * len(report.render())
    with pytest.raises(ValueError, match="no format is called 'pdf'"):
        report.render("pdf")  # type: ignore[arg-type]


def test_a_healthy_report_fits_one_screen() -> None:
    lines = verify_server(BASE_URL, LOGIN, transport=InProcess(tkeel)).render(width=80).splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80


def test_a_report_of_a_failed_login_does_not_list_what_was_not_made() -> None:
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(lambda _: served("wrong-password")))
    text = report.render()
    assert text.startswith("Could not log in, so nothing else was verified.\n")
    assert text.count("skip") == 2
    assert "\nskip  9 further steps were not made\n" in text


def test_faces_are_the_modules_own() -> None:
    assert sorted(verification.__all__) == sorted({*verification.__all__} & {*dir(verification)})
    assert {getattr(verification, name).__name__ for name in verification.__all__} == set(
        verification.__all__
    )
