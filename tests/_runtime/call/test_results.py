"""Any answer at all ends in an outcome that the table of errors allows."""

from __future__ import annotations

import json
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.support import BOTH, DETAILED, GOOD, WAYS, Canned, Way, outcome_of
from tkeel_oauth import APIStatusError, BadRequest, UnexpectedResponse
from tkeel_oauth._runtime.base.errors import class_for
from tkeel_oauth._runtime.base.redaction import WITHHELD, SecretScanner
from tkeel_oauth._runtime.call.messages import RawResponse
from tkeel_oauth._runtime.call.results import received_id, response_of, result_of
from tkeel_oauth.api.oauth.oauth_authorize import OPERATION
from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse
from tkeel_oauth.types import Headers, Response

NAMES = ["code", "msg", "data", "message", "details", "@type", "reason", "x"]
TEXTS = ["", "ABC", "io.tkeel.SUCCESS", "io.tkeel.INTERNAL_ERROR", "io.tkeel.", "wonderland", "alice"]
LEAF = (
    st.none()
    | st.booleans()
    | st.integers(-3, 20)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(TEXTS)
)
SHAPED = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=12,
)
BODIES = st.binary(max_size=60) | SHAPED.map(lambda value: json.dumps(value).encode())
STATUSES = st.sampled_from([200, 200, 201, 204, 301, 399, 400, 401, 404, 418, 429, 500, 503, 599, 600, 999])
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Location", "Set-Cookie", "X-A", "Content-Type", "Retry-After", "Link"]),
        st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20),
    ),
    max_size=3,
)


def check(outcome: object, status: int, body: bytes) -> None:
    """A grant only from a 200 that holds its code; from 400 on the class of the status."""
    if isinstance(outcome, V1AuthorizeResponse):
        assert status == 200
        assert outcome.code
        assert not outcome.code.startswith("io.tkeel.")
        held = json.loads(body)
        # Of the two forms exactly one is there.
        assert (held["code"] == outcome.code) ^ (
            held["code"] == "io.tkeel.SUCCESS" and held["data"]["code"] == outcome.code
        )
        assert "message" not in held
        assert "details" not in held
        return
    assert isinstance(outcome, (UnexpectedResponse, APIStatusError))
    assert type(outcome) is (class_for(status) if status >= 400 else UnexpectedResponse)
    assert (outcome.status_code, outcome.content) == (status, body)
    assert str(outcome).isprintable()
    shown = [str(outcome), repr(outcome), *outcome.headers.values()]
    if isinstance(outcome, APIStatusError):
        assert isinstance(outcome.status, RpcStatus)
        assert outcome.status.code != 0
        assert (outcome.parsed is None) is not outcome.conformant
        shown += [outcome.message, repr(outcome.status), str(outcome.reason)]
    assert not [text for text in shown if "wonderland" in text or "alice" in text]


Headings = list[tuple[str, str]]


def raw(status: int, body: bytes, headers: Headings) -> RawResponse:
    return RawResponse(status, [(name.encode(), value.encode("latin-1")) for name, value in headers], body)


@settings(max_examples=200)
@given(STATUSES, BODIES, HEADERS)
def test_any_body_with_any_status(status: int, body: bytes, headers: Headings) -> None:
    """And a detailed function agrees with the plain one."""
    answer = raw(status, body, headers)
    plain = result_of(OPERATION, answer, SecretScanner(["alice", "wonderland"]))
    check(plain, status, body)
    found = response_of(OPERATION, answer, SecretScanner(["alice", "wonderland"]))
    if isinstance(found, Response):
        assert (found.status_code, found.content) == (status, body)
        assert found.parsed == (plain.status if isinstance(plain, APIStatusError) else plain)
        assert "wonderland" not in repr(found)
    else:
        assert isinstance(found, UnexpectedResponse)
        assert (str(found), type(found)) == (str(plain), type(plain))


@settings(max_examples=15)
@given(STATUSES, BODIES, HEADERS, st.sampled_from(BOTH))
def test_any_body_through_a_client(status: int, body: bytes, headers: Headings, way: Way) -> None:
    check(outcome_of(way, Canned(status, body, headers).host, GOOD, retries=0), status, body)


def headers_of(status: int, body: bytes, headers: Headings) -> dict[str, str]:
    found = response_of(OPERATION, raw(status, body, headers), SecretScanner(["alice", "wonderland"]))
    assert isinstance(found, (Response, UnexpectedResponse))
    return dict(found.headers)


def test_headers_that_hold_credentials_are_never_shown() -> None:
    names = ["set-cookie", "www-authenticate", "proxy-authenticate", "authentication-info"]
    for status in (200, 400):
        shown = headers_of(status, b"", [*((name, "session=abc") for name in names), ("X-A", "shown")])
        assert shown == {**dict.fromkeys(names, WITHHELD), "x-a": "shown"}


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://app.example.com/cb?code=not-ours&state=x", "https://app.example.com/cb?[hidden]"),
        ("https://app.example.com/cb#code=not-ours", "https://app.example.com/cb?[hidden]"),
        ("https://app.example.com/cb", "https://app.example.com/cb"),
        ("/v1/oauth/wonderland", WITHHELD),
        ("/v1/oauth/authorize?password=wonderland", "/v1/oauth/authorize?[hidden]"),
    ],
)
def test_where_a_redirect_leads_is_shown_without_its_query(location: str, shown: str) -> None:
    assert headers_of(302, b"", [("Location", location)]) == {"location": shown}


def test_an_answer_has_the_id_of_its_request_unless_that_repeats_a_secret() -> None:
    for said, expected in {
        "r-1": "r-1",
        "wonderland": None,
        "d29uZGVybGFuZA==": None,
        "FRESHCODE": None,
    }.items():
        for status, body in ((200, b'{"code": "FRESHCODE"}'), (400, b'{"code": "FRESHCODE"}'), (302, b"")):
            answer = raw(status, body, [("X-Request-Id", said)])
            secrets = SecretScanner(["alice", "wonderland"])
            found = response_of(OPERATION, answer, secrets)
            assert isinstance(found, (Response, UnexpectedResponse))
            assert found.request_id == received_id(OPERATION, answer, secrets)
            assert found.request_id == (said if (said, status) == ("FRESHCODE", 302) else expected)


def test_a_response_is_mute_about_the_code() -> None:
    response = DETAILED[0](Canned(200, b'{"code": "FRESHCODE"}').host, GOOD)
    assert repr(response) == "<Response [200] V1AuthorizeResponse(code='**********')>"
    assert b"FRESHCODE" in response.content
    assert repr(object.__new__(cast("type[Response[object]]", Response))) == "<Response>"
    assert repr(Headers.__new__(Headers)) == "<Headers>"


ISSUED = "SplxlOBeZQQYbYS6WxSbIA"
CALLBACK = f"https://app.example.com/callback?code={ISSUED}&state=x"


@pytest.mark.parametrize("name", ["location", "hx-redirect", "refresh", "link"])
@pytest.mark.parametrize(
    "value", [CALLBACK, f"0; url={CALLBACK}", f"<{CALLBACK}>; rel=next", CALLBACK.replace("?", "#")]
)
def test_no_header_shows_the_query_of_a_url(name: str, value: str) -> None:
    for status in (200, 302, 400):
        shown = headers_of(status, b"", [(name, value), ("X-Request-Id", ISSUED), ("X-Other", "fine")])
        assert shown[name].endswith(("callback?[hidden]", "callback?[hidden]>; rel=next"))
        # What a redirect gives out is a code, wherever it is repeated.
        assert shown["x-request-id"] == headers_of(status, b"", [("X-Next", value)])["x-next"] == WITHHELD
        assert shown["x-other"] == "fine"
        unknown = value.replace("code=", "ticket=")
        assert ISSUED not in headers_of(status, b"", [("X-Next", unknown)])["x-next"]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"code": ISSUED}),
        json.dumps({"code": "io.tkeel.SUCCESS", "msg": "", "data": {"code": ISSUED}}),
        json.dumps({"error": "x", "deep": [{"code": ISSUED}]}),
        f"code={ISSUED}&state=x",
        f"<a href='/cb?code={ISSUED}'>",
    ],
)
def test_a_code_that_a_body_gives_out_is_shown_nowhere_else(body: str) -> None:
    repeated = [("X-Request-Id", ISSUED), ("X-Trace", f"t-{ISSUED}"), ("X-Other", "fine")]
    for status in (200, 400):
        shown = headers_of(status, body.encode(), repeated)
        assert shown == {"x-request-id": WITHHELD, "x-trace": WITHHELD, "x-other": "fine"}


CREDENTIALS = {
    "Authorization": (
        "Bearer gw-Secret-1",
        ["Bearer gw-Secret-1", "gw-Secret-1", "'GW-SECRET-1' is revoked"],
    ),
    "Proxy-Authorization": ("Basic dXNlcjpwYXNzLTEyMzQ=", ["dXNlcjpwYXNzLTEyMzQ=", "pass-1234"]),
    "Cookie": ("lang=en; session=s3ss10n-id", ["s3ss10n-id"]),
}


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_text_that_repeats_a_header_of_the_callers_is_withheld(name: str) -> None:
    value, echoes = CREDENTIALS[name]
    usual = "lang en, Bearer, Basic, Token"
    for said in (*echoes, usual):
        body = json.dumps({"code": 3, "message": said}).encode()
        with pytest.raises(BadRequest) as caught:
            WAYS[0](Canned(400, body, [("X-Echo", said)]).host, GOOD, headers={name: value})
        shown = said if said == usual else WITHHELD
        assert (caught.value.message, caught.value.headers["x-echo"]) == (shown, shown)
