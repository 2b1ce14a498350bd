"""What stands for what, seen from outside: what was asked goes in, a file comes out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.recorder.answering import AUTHORIZE, BASE_URL, BODY, answering
from tests.recorder.exchanges import CODE, LOGIN
from tkeel_oauth.testing import Engine, RecordingTransport, SecretSurvivedError

if TYPE_CHECKING:
    from pathlib import Path

JSON = {"Content-Type": "application/json"}


def compact(value: object) -> bytes:
    """JSON without a space; how httpx writes it has changed between releases."""
    return json.dumps(value, separators=(",", ":")).encode()


def test_the_host_and_the_path_are_not_written(tmp_path: Path) -> None:
    url = AUTHORIZE.replace("/apis/security", "/corp-gw/iam")
    where = f"{url.partition('?')[0]}?see=iot.corp.example"
    transport = RecordingTransport(answering(headers={"Location": where}))
    with httpx.Client(transport=transport) as client:
        client.get(url)
    recording = transport.save(tmp_path / "out.har")
    text = (tmp_path / "out.har").read_text(encoding="utf-8")
    assert "corp" not in text
    answer = recording.scenarios[0].answer
    assert answer is not None
    assert dict(answer.headers)["Location"] == (
        "https://tkeel.example.com/v1/oauth/tenant-a/authorize?see=tkeel.example.com"
    )


def test_headers_that_could_tell_who_asked_are_left_out(tmp_path: Path) -> None:
    transport = RecordingTransport(answering())
    with httpx.Client(
        transport=transport, headers={"Authorization": "Bearer t0ken", "Cookie": "a=b"}
    ) as client:
        client.get(AUTHORIZE)
    request = transport.save(tmp_path / "out.har")["success"].request
    assert request.headers == (
        ("Host", "tkeel.example.com"),
        ("User-Agent", "recorder/1.0"),
        ("Accept", "*/*"),
    )


def test_a_form_and_a_json_body_are_redacted(tmp_path: Path) -> None:
    transport = RecordingTransport(answering(b"no", status=405), base_url=BASE_URL)
    form = {"username": LOGIN.username, "password": LOGIN.password}
    with httpx.Client(transport=transport) as client:
        client.post(AUTHORIZE.partition("?")[0], data=form)
        client.post(AUTHORIZE.partition("?")[0], content=compact(form), headers=JSON)
    first, second = transport.save(tmp_path / "out.har", credentials=LOGIN)
    assert first.request.body == b"username=alice&password=wonderland"
    assert dict(first.request.headers)["Content-Length"] == str(len(first.request.body))
    assert second.request.body == b'{"username":"alice","password":"wonderland"}'


def test_a_code_that_is_turned_into_tokens_is_one_code(tmp_path: Path) -> None:
    tokens = b'{"access_token":"eyJh.bGci.OiJI","refresh_token":"R3fr3sh-0001"}'

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=tokens if "/token" in str(request.url) else BODY)

    transport = RecordingTransport(httpx.MockTransport(handle))
    token_url = AUTHORIZE.partition("/authorize")[0] + "/token?grant_type=authorization_code&code="
    with httpx.Client(transport=transport) as client:
        client.get(AUTHORIZE)
        client.get(token_url + CODE)
    first, second = transport.save(tmp_path / "out.har")
    assert first.answer is not None
    assert second.answer is not None
    code = first.answer.body.decode().rpartition('"code":"')[2][: len(CODE)]
    assert second.request.target.endswith(f"code={code}")
    assert b"eyJh" not in second.answer.body
    assert len(second.answer.body) == len(tokens)


def test_different_live_values_stay_different(tmp_path: Path) -> None:
    refused = b'{"code":"io.tkeel.security.api.oauth.v1.OAUTH_ERR_INVALID_REQUEST","msg":"","data":null}'
    transport = RecordingTransport(answering(refused, status=400))
    wrong = ["first-Wrong", "second-Wrong", "third-Wrong"]
    with httpx.Client(transport=transport) as client:
        for password in [*wrong, wrong[0]]:
            client.get(AUTHORIZE.replace("Tr0ub4dor%263", password))
    recording = transport.save(tmp_path / "out.har")
    passwords = [one.credentials.password for one in recording if one.credentials]
    assert passwords == ["nope", "nope-2", "nope-3", "nope"]
    engine = Engine(recording)
    assert [engine.reply(one.request).scenario for one in recording] == [
        *recording.names[:3],
        recording.names[0],
    ]


def test_a_redirect_uri_stays_one_that_is_refused_or_not(tmp_path: Path) -> None:
    transport = RecordingTransport(answering(b"{}", status=400))
    with httpx.Client(transport=transport) as client:
        for uri in ("https://a.corp.test/", "https://b.corp.test/", "https://c.corp.test:x/"):
            client.get(AUTHORIZE.replace("https%3A%2F%2Fapp.corp.test%2Fcb", uri))
    recording = transport.save(tmp_path / "out.har")
    assert [one.credentials.redirect_uri for one in recording if one.credentials] == [
        "http://tkeel.io/callback",
        "http://tkeel.io/callback-2",
        "http://tkeel.io:port/cb",
    ]


def test_a_pair_that_the_server_drops_stays_one(tmp_path: Path) -> None:
    transport = RecordingTransport(answering())
    with httpx.Client(transport=transport) as client:
        client.get(AUTHORIZE)
        for pair in ("password=Tr0ub%zz-more", "password=Tr0ub;more"):
            request = client.build_request("GET", AUTHORIZE)
            request.url = request.url.copy_with(raw_path=request.url.raw_path + b"&" + pair.encode())
            client.send(request)
    recording = transport.save(tmp_path / "out.har")
    forms = [one.canonical for one in recording]
    assert forms[0] == forms[1] == forms[2]
    assert "Tr0ub" not in (tmp_path / "out.har").read_text(encoding="utf-8")


def test_a_failure_of_a_usual_request_gets_a_name_of_its_own(tmp_path: Path) -> None:
    answers = [(200, BODY), (503, b"busy"), (503, b"busy"), (200, BODY)]

    def handle(_: httpx.Request) -> httpx.Response:
        status, body = answers.pop(0)
        return httpx.Response(status, content=body)

    transport = RecordingTransport(httpx.MockTransport(handle))
    with httpx.Client(transport=transport) as client:
        for _ in range(4):
            client.get(AUTHORIZE)
    recording = transport.save(tmp_path / "out.har")
    assert recording.names == ("success", "success_503", "success_503_2", "success_2")
    assert [one.primary for one in recording] == [True, False, False, False]


def test_codes_are_told_from_the_names_of_results(tmp_path: Path) -> None:
    body = b'{"code":"QUOTA_EXCEEDED","message":"one too many"}'
    transport = RecordingTransport(answering(body, status=429))
    with httpx.Client(transport=transport) as client:
        client.get(AUTHORIZE)
    answer = transport.save(tmp_path / "out.har", credentials=LOGIN).scenarios[0].answer
    assert answer is not None
    assert answer.body == body


@pytest.mark.parametrize(
    "body",
    [
        '{"code":"CODE"}',
        '{"code":"", "data":{"code":"CODE"},"data":{"code":"Y4Y4Y4Y4Y4Y4"}}',
        '{"data":"{\\"code\\":\\"CODE\\"}"}',
        'callback({"code": "CODE"',
        '<a href="https://app.corp.test/cb?state=1&amp;code=CODE">',
        "https://app.corp.test/cb#code=CODE&x=1",
    ],
)
def test_a_code_is_found_wherever_an_answer_has_one(tmp_path: Path, body: str) -> None:
    transport = RecordingTransport(answering(body.replace("CODE", CODE).encode()))
    with httpx.Client(transport=transport) as client:
        client.get(AUTHORIZE)
    answer = transport.save(tmp_path / "out.har").scenarios[0].answer
    assert answer is not None
    assert b"INVENTEDCODE" in answer.body
    assert CODE.encode() not in answer.body


def test_a_code_in_a_redirect_is_found(tmp_path: Path) -> None:
    where = f"https://app.corp.test/cb?code={CODE}"
    transport = RecordingTransport(answering(b"moved", status=302, headers={"Location": where}))
    with httpx.Client(transport=transport) as client:
        client.get(AUTHORIZE)
    answer = transport.save(tmp_path / "out.har").scenarios[0].answer
    assert answer is not None
    assert dict(answer.headers)["Location"].startswith("http://tkeel.io/callback?code=INVENTEDCODE")


def test_a_secret_in_the_wrong_place_is_replaced(tmp_path: Path) -> None:
    transport = RecordingTransport(answering())
    with httpx.Client(transport=transport) as client:
        client.get(AUTHORIZE)
        client.get(AUTHORIZE.replace("response_type=code", "response_type=Tr0ub4dor%263"))
        client.get(f"{AUTHORIZE}&Tr0ub4dor%263=1")
    _, wrong_value, wrong_name = transport.save(tmp_path / "out.har")
    assert "response_type=wonderland" in wrong_value.request.target
    assert "&wonderland=" in wrong_name.request.target


def test_a_server_on_the_host_of_the_application_is_not_told(tmp_path: Path) -> None:
    url = AUTHORIZE.replace("app.corp.test", "iot.corp.example")
    transport = RecordingTransport(answering(b"see iot.corp.example:443", status=400))
    with httpx.Client(transport=transport) as client:
        client.get(url)
    answer = transport.save(tmp_path / "out.har").scenarios[0].answer
    assert answer is not None
    assert answer.body == b"see tkeel.example.com:443"


def test_a_password_that_only_a_json_body_has_is_replaced(tmp_path: Path) -> None:
    transport = RecordingTransport(answering(b"An0ther-json is wrong", status=400), base_url=BASE_URL)
    body = {"user": {"password": "An0ther-json"}}
    with httpx.Client(transport=transport) as client:
        client.post(AUTHORIZE.partition("?")[0], content=compact(body), headers=JSON)
    (scenario,) = transport.save(tmp_path / "out.har")
    assert scenario.request.body == b'{"user":{"password":"nope"}}'
    assert scenario.answer is not None
    assert scenario.answer.body == b"nope is wrong"


def test_a_working_login_is_looked_for_however_short_or_common(tmp_path: Path) -> None:
    body = BODY.replace(b'"msg":""', b'"msg":"hello zoe"')
    transport = RecordingTransport(answering(body))
    with httpx.Client(transport=transport) as client:
        client.get(AUTHORIZE.replace(LOGIN.username, "zoe"))
    answer = transport.save(tmp_path / "out.har").scenarios[0].answer
    assert answer is not None
    assert b"hello alice" in answer.body
    common = RecordingTransport(answering())
    with httpx.Client(transport=common) as client:
        client.get(AUTHORIZE.replace("Tr0ub4dor%263", "response"))
    with pytest.raises(SecretSurvivedError, match="a password would stand"):
        common.save(tmp_path / "out.har")


def test_a_parameter_that_is_short_or_common_is_replaced_where_it_stands(tmp_path: Path) -> None:
    transport = RecordingTransport(answering())
    with httpx.Client(transport=transport) as client:
        client.get(f"{AUTHORIZE}&state=response")
        client.get(f"{AUTHORIZE}&state=ok")
    first, second = transport.save(tmp_path / "out.har")
    assert "state=response" not in first.request.target
    assert "state=ok" not in second.request.target
