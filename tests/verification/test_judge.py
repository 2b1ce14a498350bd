"""How answers are judged, beyond which findings they bring: what is said, where, and how often."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import quote

import pytest

from tests.verification.findings import assert_silent, found
from tests.verification.hosts import BASE_URL, InProcess
from tests.verification.reference import CODE, LOGIN, Asked, Reply, documented, served
from tkeel_oauth.verification import openapi, verify_server


def tkeel(asked: Asked) -> Reply:
    return served(asked.step)


def test_a_password_that_cannot_be_told_apart_is_said_so() -> None:
    for password in ("abc", "data", "content-type"):
        login = replace(LOGIN, password=password)

        def reply(asked: Asked, password: str = password) -> Reply:
            right = asked.sent.get("password") == password
            return documented("success" if asked.step == "wrong-password" and right else asked.step)

        report = verify_server(BASE_URL, login, transport=InProcess(reply))
        assert "warning leak @ success" in found(report)
        assert "error leak" not in str(found(report))


def test_of_a_password_nothing_is_said_where_the_first_step_failed() -> None:
    login = replace(LOGIN, password="abc")
    report = verify_server(BASE_URL, login, transport=InProcess(lambda _: documented("wrong-password")))
    assert "leak" not in {one.check for one in report.findings}
    report = verify_server(BASE_URL, login, transport=InProcess(lambda _: documented("success")))
    (said,) = [one for one in report.findings if one.check == "leak"]
    assert "password" not in said.advice
    assert not re.search(r"short|word that", said.found)


@pytest.mark.parametrize(
    ("status", "media_type", "body", "advice"),
    [
        (200, "text/html", b"<p>Welcome", "A web page came, not tKeel's JSON. Check the base URL (its path "),
        (404, "text/plain", b"none", "Check the base URL: its path usually ends in /apis/security/v1 (/v1 "),
        (405, "text/plain", b"none", "Check the base URL: its path usually ends in /apis/security/v1 (/v1 "),
        (501, "text/plain", b"none", "Check the base URL: its path usually ends in /apis/security/v1 (/v1 "),
    ],
)
def test_what_is_no_tkeel_is_asked_once_and_the_base_url_comes_first_in_the_advice(
    status: int, media_type: str, body: bytes, advice: str
) -> None:
    transport = InProcess(lambda _: Reply(status, body, [("Content-Type", media_type)]))
    report = verify_server(BASE_URL, LOGIN, transport=transport)
    assert len(transport.targets) == 1
    (said,) = report.failures
    assert said.advice.startswith(advice)


@pytest.mark.parametrize(
    ("media_type", "body", "form"),
    [
        ("application/json", b'{"msg": "no"}', None),
        ("application/json", b'{"title": "no"}', None),
        ("application/problem+json", b'{"title": "no", "code": "x"}', None),
        ("application/json", b'{"code": ""}', "documented"),
        ("application/json", b'{"msg": "no", "data": null}', "served"),
        ("application/json", b'{"code": "io.tkeel.SUCCESS"}', "served"),
    ],
)
def test_a_form_is_told_where_it_can_be_recognised(media_type: str, body: bytes, form: str | None) -> None:
    transport = InProcess(lambda _: Reply(200, body, [("Content-Type", media_type)]))
    report = verify_server(BASE_URL, LOGIN, transport=transport)
    assert (report.steps[0].form, report.form) == (form, form)


def test_unknown_members_are_named_and_hostile_names_are_not() -> None:
    names = {"expires_in": 1, "carol.canary@corp.example": 2, "\x1b[31mred": 3, "x" * 100: 4, CODE: 5}

    def reply(asked: Asked) -> Reply:
        answer = documented(asked.step)
        answer.body = json.dumps({**json.loads(answer.body), **names}).encode()
        return answer

    report = verify_server(BASE_URL, LOGIN, transport=InProcess(reply))
    texts = [finding.found for finding in report.findings if finding.step == "success"]
    assert texts == ["The schema does not name: expires_in, [withheld]."]
    assert_silent(report)


@pytest.mark.parametrize(
    ("urls", "said"),
    [
        (["no-slash"], "An @type names no type."),
        (["a.b/c.D", "no-slash", "x/.c.D"], "2 of 3 messages name no type."),
        (["a.b/c.D", None], "A message says no @type."),
        (["a.b/c.D", "a.b/c.E"], ""),
    ],
)
def test_types_that_name_none_are_counted(urls: list[str | None], said: str) -> None:
    def reply(asked: Asked) -> Reply:
        answer = documented(asked.step)
        if asked.step == "wrong-password":
            details = [{} if url is None else {"@type": url} for url in urls]
            answer.body = json.dumps({"code": 3, "details": details}).encode()
        return answer

    report = verify_server(BASE_URL, LOGIN, transport=InProcess(reply))
    assert [finding.found for finding in report.findings] == ([said] if said else [])
    assert {finding.rule for finding in report.findings} <= {
        "/components/schemas/protobufAny/properties/@type"
    }


@pytest.mark.parametrize(
    ("step", "status", "body", "said"),
    [
        ("success", 200, served("wrong-password").body, "The status is 200, and code names an error."),
        (
            "wrong-password",
            400,
            served("missing-response-type").body,
            "The status is 400, and code names success.",
        ),
        (
            "success",
            200,
            b'{"code": "C0DE", "message": "no"}',
            "The status is 200, and the body holds an error.",
        ),
        ("wrong-password", 499, documented("wrong-password").body, ""),
        ("wrong-password", 500, documented("wrong-password").body, "The status is 500."),
    ],
)
def test_status_and_body_say_the_same(step: str, status: int, body: bytes, said: str) -> None:
    def reply(asked: Asked) -> Reply:
        json_type = [("Content-Type", "application/json")]
        return Reply(status, body, json_type) if asked.step == step else documented(asked.step)

    failures = verify_server(BASE_URL, LOGIN, transport=InProcess(reply)).failures
    assert [one.found for one in failures if one.check in {"contradiction", "status"}] == [said] * bool(said)


@pytest.mark.parametrize(
    ("media_type", "body", "found", "advice"),
    [
        ("text/html", b"<p>Welcome", "The Content-Type is text/html.", "A web page came"),
        ("text/html", documented("success").body, "The Content-Type is text/html.", "Set the answer's"),
        ("text/plain", documented("success").body, "The Content-Type is text/plain.", "Set the answer's"),
        ("application/xml", b"<code>", "The Content-Type is application/xml.", "Set the answer's"),
        ("", documented("success").body, "There is no Content-Type.", "Set the answer's"),
    ],
)
def test_what_a_body_is_declared_as_is_said(media_type: str, body: bytes, found: str, advice: str) -> None:
    headers = [("Content-Type", media_type)] if media_type else []
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(lambda _: Reply(200, body, headers)))
    said = next(one for one in report.failures if one.check == "media-type" and one.step == "success")
    assert (said.found, said.advice[: len(advice)]) == (found, advice)


@pytest.mark.parametrize(
    ("status", "advice"), [(400, "Check tenant"), (429, "Verify again later"), (451, "Check tenant")]
)
def test_a_login_that_is_refused_is_told_what_to_do(status: int, advice: str) -> None:
    answer = Reply(status, documented("wrong-password").body, [("Content-Type", "application/json")])
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(lambda _: answer))
    (said,) = report.failures
    assert (said.check, said.advice[: len(advice)]) == ("login", advice)


@pytest.mark.parametrize(
    ("step", "status", "advice"),
    [
        ("success-with-state", 202, "Make the server answer with a documented status"),
        ("success-with-state", 400, "Find out why this call is refused"),
        ("success-with-state", 404, "Check the base URL"),
        ("success-with-state", 500, "Look at the server's log"),
        ("success-with-state", 505, "Look at the server's log"),
        ("wrong-password", 202, "Make the server answer with an error status"),
        ("wrong-password", 429, "Verify again when the server is not asked too often"),
        ("wrong-password", 451, ""),
    ],
)
def test_a_status_is_told_what_to_do_about(step: str, status: int, advice: str) -> None:
    def reply(asked: Asked) -> Reply:
        answer = documented("wrong-password" if status >= 400 else "success")
        return replace(answer, status=status) if asked.step == step else documented(asked.step)

    said = verify_server(BASE_URL, LOGIN, transport=InProcess(reply)).findings
    assert [one.advice[: len(advice)] for one in said] == [advice] * bool(advice)


def test_a_code_too_many_is_told_with_the_parameter_that_asks_for_more() -> None:
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(tkeel))
    (finding,) = [finding for finding in report.findings if finding.check == "accepted"]
    parameter = openapi.load().at(finding.rule)
    assert isinstance(parameter, dict)
    assert (parameter["name"], parameter["required"]) == ("redirect_uri", True)


@pytest.mark.parametrize(
    ("before", "what", "after", "leaks"),
    [
        (70_000, LOGIN.password, 0, True),
        (70_000, quote(LOGIN.password, safe=""), 10, True),
        ((1 << 16) - 5, LOGIN.password, 100, True),
        (10, LOGIN.password, 100_000, True),
        (200_000, "nothing of it", 0, False),
        (10, "nothing of it", 0, False),
    ],
)
def test_a_large_body_is_searched_to_its_end(before: int, what: str, after: int, *, leaks: bool) -> None:
    def reply(asked: Asked) -> Reply:
        answer = documented(asked.step)
        if asked.step == "success":
            text = "a " * (before // 2) + what + " b" * (after // 2)
            answer.body = json.dumps({"code": CODE, "more": text}, ensure_ascii=False).encode()
        return answer

    report = verify_server(BASE_URL, LOGIN, transport=InProcess(reply))
    assert found(report) == sorted(
        ["info unknown-member @ success", *(["error leak @ success"] if leaks else [])]
    )
    assert {one.found for one in report.failures} <= {"The password stands in the body."}


def test_many_faults_in_one_body_are_told_by_a_few_findings() -> None:
    def reply(asked: Asked) -> Reply:
        answer = documented(asked.step)
        if asked.step == "wrong-password":
            answer.body = b'{"code": 3, "details": [' + b"1," * 100_000 + b"1]}"
        return answer

    report = verify_server(BASE_URL, LOGIN, transport=InProcess(reply))
    assert found(report) == ["error schema @ wrong-password"] * 5


def test_a_refusal_is_expected_where_the_contract_speaks_of_errors() -> None:
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(tkeel))
    places = {one.rule for one in report.findings if one.check == "status"}
    assert places == {"/paths/~1oauth~1{tenant_id}~1authorize/get/responses/default"}
