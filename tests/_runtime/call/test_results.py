"""Any answer at all ends in an outcome that the table of errors allows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.support import BOTH, DETAILED, GOOD, WAYS, Canned, name_of
from tkeel_oauth import APIStatusError, BadRequest, UnexpectedResponse
from tkeel_oauth._runtime.base.errors import class_for
from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse
from tkeel_oauth.types import Headers, Response

if TYPE_CHECKING:
    from collections.abc import Callable

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


def outcome_of(way: Callable[..., Any], status: int, body: bytes, headers: list[tuple[str, str]]) -> object:
    try:
        return way(Canned(status, body, headers).host, GOOD, retries=0)
    except (UnexpectedResponse, APIStatusError) as error:
        return error


@settings(max_examples=300)
@given(STATUSES, BODIES, HEADERS)
def test_any_body_with_any_status_in_sync_code(
    status: int, body: bytes, headers: list[tuple[str, str]]
) -> None:
    check(outcome_of(WAYS[2], status, body, headers), status, body)


@settings(max_examples=60)
@given(STATUSES, BODIES, HEADERS)
def test_any_body_with_any_status_in_async_code(
    status: int, body: bytes, headers: list[tuple[str, str]]
) -> None:
    check(outcome_of(WAYS[3], status, body, headers), status, body)


@settings(max_examples=150)
@given(STATUSES, BODIES, HEADERS)
def test_a_detailed_function_agrees_with_the_plain_one(
    status: int, body: bytes, headers: list[tuple[str, str]]
) -> None:
    plain = outcome_of(WAYS[0], status, body, headers)
    found = outcome_of(DETAILED[0], status, body, headers)
    if isinstance(plain, UnexpectedResponse):
        assert isinstance(found, UnexpectedResponse)
        assert (str(found), found.status_code) == (str(plain), plain.status_code)
        return
    response: Any = found
    assert (response.status_code, response.content) == (status, body)
    assert response.parsed == (plain.status if isinstance(plain, APIStatusError) else plain)
    assert "wonderland" not in repr(response)


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize(
    "name", ["Set-Cookie", "WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info"]
)
def test_headers_that_hold_credentials_are_never_shown(way: Callable[..., Any], name: str) -> None:
    with pytest.raises(UnexpectedResponse) as caught:
        way(Canned(200, b"", [(name, "session=abc"), ("X-A", "shown")]).host, GOOD)
    assert caught.value.headers[name].startswith("[withheld")
    assert caught.value.headers["x-a"] == "shown"


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://app.example.com/cb?code=not-ours&state=x", "https://app.example.com/cb?[hidden]"),
        ("https://app.example.com/cb#code=not-ours", "https://app.example.com/cb?[hidden]"),
        ("https://app.example.com/cb", "https://app.example.com/cb"),
        ("/v1/oauth/wonderland", "[withheld: it may repeat what was sent]"),
        ("/v1/oauth/authorize?password=wonderland", "/v1/oauth/authorize?[hidden]"),
    ],
)
def test_where_a_redirect_leads_is_shown_without_its_query(location: str, shown: str) -> None:
    with pytest.raises(UnexpectedResponse) as caught:
        WAYS[0](Canned(302, b"", [("Location", location)]).host, GOOD)
    assert caught.value.headers["location"] == shown


def test_a_header_that_repeats_the_code_of_the_answer_is_withheld() -> None:
    body = b'{"code": "FRESHCODE"}'
    headers = [("X-Echo", "got FRESHCODE"), ("X-Other", "fine")]
    response = DETAILED[0](Canned(200, body, headers).host, GOOD)
    assert response.headers["x-echo"].startswith("[withheld")
    assert response.headers["x-other"] == "fine"


def test_a_response_is_mute_about_the_code() -> None:
    response = DETAILED[0](Canned(200, b'{"code": "FRESHCODE"}').host, GOOD)
    assert repr(response) == "<Response [200] V1AuthorizeResponse(code='**********')>"
    assert b"FRESHCODE" in response.content


def headers_of(status: int, body: bytes, headers: list[tuple[str, str]]) -> dict[str, str]:
    found = outcome_of(DETAILED[0], status, body, headers)
    assert isinstance(found, (Response, UnexpectedResponse))
    return dict(found.headers)


ISSUED = "SplxlOBeZQQYbYS6WxSbIA"
CALLBACK = f"https://app.example.com/callback?code={ISSUED}&state=x"


@pytest.mark.parametrize("name", ["Location", "HX-Redirect", "Refresh", "Link"])
@pytest.mark.parametrize(
    "value", [CALLBACK, f"0; url={CALLBACK}", f"<{CALLBACK}>; rel=next", CALLBACK.replace("?", "#")]
)
@pytest.mark.parametrize("status", [200, 302, 400])
def test_no_header_shows_the_query_of_a_url(status: int, name: str, value: str) -> None:
    shown = headers_of(status, b"", [(name, value), ("X-Request-Id", ISSUED), ("X-Other", "fine")])
    assert shown[name.lower()].endswith(("callback?[hidden]", "callback?[hidden]>; rel=next"))
    assert headers_of(status, b"", [("X-Next", value)])["x-next"].startswith("[withheld")
    unknown = value.replace("code=", "ticket=")
    assert ISSUED not in headers_of(status, b"", [("X-Next", unknown)])["x-next"]
    # What a redirect gives out is a code, wherever it is repeated.
    assert shown["x-request-id"].startswith("[withheld")
    assert shown["x-other"] == "fine"


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"code": ISSUED}).encode(),
        json.dumps({"code": "io.tkeel.SUCCESS", "msg": "", "data": {"code": ISSUED}}).encode(),
        json.dumps({"error": "x", "deep": [{"code": ISSUED}]}).encode(),
        f"code={ISSUED}&state=x".encode(),
        f"<a href='/cb?code={ISSUED}'>".encode(),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_a_code_that_a_body_gives_out_is_shown_nowhere_else(status: int, body: bytes) -> None:
    shown = headers_of(
        status, body, [("X-Request-Id", ISSUED), ("X-Trace", f"t-{ISSUED}"), ("X-Other", "fine")]
    )
    assert [value for value in shown.values() if ISSUED in value] == []
    assert shown["x-other"] == "fine"


CREDENTIALS = {
    "Authorization": (
        "Bearer gw-Secret-1",
        ["Bearer gw-Secret-1", "gw-Secret-1", "'GW-SECRET-1' is revoked"],
    ),
    "Proxy-Authorization": (
        "Basic dXNlcjpwYXNzLTEyMzQ=",
        ["dXNlcjpwYXNzLTEyMzQ=", "pass-1234", "user:pass-1234"],
    ),
    "X-Api-Key": ("Token abcdefgh-1", ["abcdefgh-1"]),
    "Cookie": ("lang=en; session=s3ss10n-id", ["s3ss10n-id"]),
}


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_text_that_repeats_a_header_of_the_callers_is_withheld(name: str) -> None:
    value, echoes = CREDENTIALS[name]
    for echo in echoes:
        body = json.dumps({"code": 3, "message": f"no: {echo}"}).encode()
        with pytest.raises(BadRequest) as caught:
            WAYS[0](Canned(400, body, [("X-Echo", echo)]).host, GOOD, headers={name: value})
        assert caught.value.message.startswith("[withheld")
        assert caught.value.headers["x-echo"].startswith("[withheld")
    body = json.dumps({"code": 3, "message": "lang en, Bearer, Basic, Token"}).encode()
    with pytest.raises(BadRequest) as caught:
        WAYS[0](Canned(400, body).host, GOOD, headers={name: value})
    assert caught.value.message == "lang en, Bearer, Basic, Token"


def test_a_half_built_response_has_a_text() -> None:
    assert repr(object.__new__(cast("type[Response[object]]", Response))) == "<Response>"
    assert repr(Headers.__new__(Headers)) == "<Headers>"
