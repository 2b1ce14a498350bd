"""What is written of an answer is known beforehand, whatever the server says."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.testing.recorder.fake_tkeel import CAROL
from tkeel_oauth._runtime.call.messages import RawResponse
from tkeel_oauth.testing import Answer, Recording, Scenario, SecretSurvivedError, load_recording
from tkeel_oauth.testing.har import document
from tkeel_oauth.testing.recorder.known import NO_NAME, NO_TEXT
from tkeel_oauth.testing.recorder.redact import KEPT_HEADERS, Redacted, Redactor
from tkeel_oauth.testing.recorder.scenarios import PLAN, Base
from tkeel_oauth.testing.recorder.survivors import known_texts, refuse_survivors, texts_in, times_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIPPED = load_recording()
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BASE = Base("https://iot.corp.example", "/apis/security/v1")
REDACTOR = Redactor(BASE, CAROL, MOMENT)
CODE = "LIVE7CODE0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789AB"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYXJvbCJ9.c2lnbmF0dXJlLW9mLWxpdmU"
AUTHORIZED = "type.googleapis.com/io.tkeel.security.api.oauth.v1.AuthorizeResponse"
SUCCESS = {"code": "io.tkeel.SUCCESS", "msg": "", "data": {"@type": AUTHORIZED, "code": CODE}}
JSON = ("Content-Type", "application/json")


def said(name: str, status: int, body: bytes | str | object, *headers: tuple[str, str]) -> Redacted:
    content = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else dumped(body)
    raw = [(one.encode("latin-1"), value.encode("latin-1")) for one, value in headers or (JSON,)]
    return REDACTOR.redact(SHIPPED[name], RawResponse(status, raw, content))


def dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def answer_of(done: Redacted) -> Answer:
    assert done.scenario is not None
    assert done.scenario.answer is not None
    return done.scenario.answer


def strange(scenario: Scenario | None) -> list[str]:
    """The texts in what is written that nobody knew before."""
    if scenario is None:
        return []
    made = document(Recording(SHIPPED.provenance, (scenario,)))
    texts = {text for _, text in texts_in(made, "")}
    known = known_texts() | set(times_of(scenario))
    known |= {"close", "keep-alive", "nosniff", *(one.phrase for one in HTTPStatus)}
    known |= {name.title() for name in KEPT_HEADERS}
    # Besides: an invented code, a length, a time to wait.
    own = r"INVENTEDCODE[A-Z0-9]{36}|\d{1,7}"
    return [text for text in texts if text not in known and not re.fullmatch(own, text)]


@pytest.mark.parametrize("name", PLAN)
def test_the_shipped_answer_is_written_as_it_is(name: str) -> None:
    answer = SHIPPED[name].answer
    assert answer is not None
    # As a server says it to the live login, behind a gateway.
    swaps = [
        ("tenant-a", CAROL.tenant_id),
        ("alice", quote(CAROL.username, safe="")),
        ("wonderland, nope", f"{CAROL.password}, nope"),
        ("wonderland", quote(CAROL.password, safe="")),
        (quote("http://tkeel.io/callback", safe=""), quote(CAROL.redirect_uri, safe="")),
        ("INVENTED", "LIVE"),
    ]
    body, location = answer.body.decode(), dict(answer.headers).get("Location", "")
    for old, new in swaps:
        location = location.replace(old, new)
        body = body.replace(old, json.dumps(new)[1:-1])
    headers = {**dict(answer.headers), "Set-Cookie": "session=live", "Date": "Thu, 01 Jan 1970 00:00:00 GMT"}
    if location:
        headers["Location"] = location.replace("/v1/", f"{BASE.origin}{BASE.path}/")
    done = said(name, answer.status, body, *headers.items())
    assert (done.left_out, strange(done.scenario)) == ((), [])
    made = answer_of(done)
    assert (made.status, made.reason, made.body) == (answer.status, answer.reason, answer.body)
    dated = [
        (one, "Fri, 02 Jan 2026 03:04:05 GMT" if one == "Date" else value) for one, value in answer.headers
    ]
    assert list(made.headers) == dated
    assert done.scenario is not None
    assert done.scenario.request == SHIPPED[name].request
    assert (done.scenario.wire_form, done.scenario.reach) == (SHIPPED[name].wire_form, SHIPPED[name].reach)


def hostile() -> Iterator[tuple[str, int, bytes | str | object, tuple[tuple[str, str], ...]]]:
    """Answers with secrets in every place; however they are encoded there, nobody knows the text."""
    text = f"{CAROL.password} {CODE} {JWT} {CAROL.username} {CAROL.redirect_uri}"
    form = f"code={quote(text)}&access_token={quote(text)}"
    yield "text", 200, text, (("Content-Type", "text/plain"),)
    yield "form", 200, form, (("Content-Type", "application/x-www-form-urlencoded"),)
    yield "html input", 200, f'<input name="code" value="{text}">', (("Content-Type", "text/html"),)
    yield (
        "html link",
        200,
        f'<a href="/v1/oauth/authorize?code={text}">x</a>',
        (("Content-Type", "text/html"),),
    )
    yield "xml", 200, f"<r><code>{text}</code></r>", (("Content-Type", "application/xml"),)
    yield "msg", 400, {"code": "io.tkeel.INTERNAL_ERROR", "msg": text, "data": None}, (JSON,)
    yield "result name", 400, {"code": f"io.tkeel.{text}", "msg": "", "data": None}, (JSON,)
    yield "code", 200, {**SUCCESS, "data": {"@type": AUTHORIZED, "code": text}}, (JSON,)
    yield "type", 200, {**SUCCESS, "data": {"@type": f"x/{text}", "code": CODE}}, (JSON,)
    yield "documented", 200, {"code": text}, (JSON,)
    yield "documented error", 400, {"code": text, "message": text, "details": [text]}, (JSON,)
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": text, "domain": text}
    yield "details", 400, {"code": 3, "message": "", "details": [info]}, (JSON,)
    for member in ("accessToken", "jwt", "session_id", "id_token", "state", "echo", text):
        yield f"member {member[:12]}", 200, {**SUCCESS, member: text}, (JSON,)
        nested = {"@type": AUTHORIZED, "code": CODE, member: {"deep": [text]}}
        yield f"nested {member[:12]}", 200, {**SUCCESS, "data": nested}, (JSON,)
    for header in (
        *("Set-Cookie", "X-Trace", "Server", "Via", "WWW-Authenticate", "Refresh", "Link", "ETag"),
        *("Location", "Content-Type", "Allow", "Retry-After", "Date", "Connection", "Cache-Control"),
        *("X-Content-Type-Options", "Content-Length", "Transfer-Encoding", "Content-Disposition"),
    ):
        yield f"header {header}", 200, SUCCESS, (JSON, (header, text))
        yield f"header {header} alone", 302, b"", ((header, f"/v1/oauth/authorize?next={text}"),)
    yield "utf-16", 200, dumped(SUCCESS).decode().encode("utf-16"), (JSON,)
    yield "utf-16 without a mark", 200, dumped(SUCCESS).decode().encode("utf-16-le"), (JSON,)
    yield "latin-1", 200, '{"code": "é"}'.encode("latin-1"), (JSON,)
    for other in ([CODE], {"value": CODE}, 123456, 1.5, True, [], {}):
        yield f"code as {other}", 200, {**SUCCESS, "data": {"@type": AUTHORIZED, "code": other}}, (JSON,)
        yield f"outer code as {other}", 400, {"code": other, "msg": other, "data": other}, (JSON,)
        yield f"documented as {other}", 400, {"code": other, "message": other, "details": other}, (JSON,)
    yield "a list", 200, [CODE], (JSON,)
    yield "a text", 200, dumped(CODE), (JSON,)
    yield "a number", 200, b"1234567890123456", (JSON,)
    yield "twice", 200, dumped(SUCCESS)[:-1] + f', "msg": "{JWT}"}}'.encode(), (JSON,)
    yield "json in json", 200, {**SUCCESS, "msg": json.dumps({"code": CODE})}, (JSON,)
    yield "two content types", 200, SUCCESS, (JSON, ("Content-Type", JWT))
    yield "an issued location", 302, b"", (("Location", f"{CAROL.redirect_uri}?code={CODE}"),)


def test_nothing_of_a_hostile_servers_own_is_written() -> None:
    for how, status, body, headers in hostile():
        for name in ("success", "wrong_password", "empty_tenant", "method_head"):
            done = said(name, status, body, *headers)
            assert strange(done.scenario) == [], how
            told = " ".join(done.left_out)
            for value in (CAROL.password, CODE, JWT, CAROL.username, "corp.example"):
                assert value not in told, how


LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
NAMES = st.sampled_from(["code", "msg", "data", "@type", "message", "details", "access_token"]) | st.text(
    max_size=5
)
VALUES = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4)
)


# How long it takes is the machine's affair.
@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(PLAN),
    st.integers(200, 599),
    st.dictionaries(NAMES, VALUES, max_size=4) | VALUES,
    st.dictionaries(
        st.sampled_from(["Content-Type", "Location", "Allow", "X-A", "Retry-After"]),
        st.text(st.characters(max_codepoint=255), max_size=12),
        max_size=3,
    ),
)
def test_nothing_of_any_servers_own_is_written(
    name: str, status: int, value: object, headers: dict[str, str]
) -> None:
    assert strange(said(name, status, dumped(value), *headers.items()).scenario) == []


def test_what_is_left_out_is_named() -> None:
    body = {**SUCCESS, "jwt": JWT, "msg": ["x"], "data": {"@type": AUTHORIZED, "code": CODE, "a": 1, "b": 2}}
    done = said("success", 200, body, JSON, ("Location", "https://elsewhere.example/"))
    assert done.left_out == (
        "the member msg, which is of another kind",
        "members that the contract does not know: 2",
        "members that the contract does not know: 1",
        "the header Location",
    )
    assert done.issued == (CODE,)
    assert said("success", 200, "<html>").left_out == (
        "the answer, as its body is of a kind that is not tKeel's",
    )


def test_texts_that_are_not_tkeels_get_placeholders() -> None:
    made = answer_of(
        said("wrong_password", 400, {"code": "io.tkeel.NEW", "msg": "hello carol", "data": None})
    )
    assert json.loads(made.body) == {"code": NO_NAME, "msg": NO_TEXT, "data": None}
    gateway = answer_of(said("wrong_password", 503, {"code": "", "msg": "Service Unavailable", "data": None}))
    assert json.loads(gateway.body) == {"code": "", "msg": "Service Unavailable", "data": None}
    assert (gateway.status, gateway.reason) == (503, "Service Unavailable")


def test_another_answer_of_tkeels_is_written_as_it_is() -> None:
    other = {"code": "io.tkeel.security.api.oauth.v1.OAUTH_ERR_ACCESS_DENIED", "msg": "未授权", "data": None}
    assert json.loads(answer_of(said("success", 403, other)).body) == other
    documented: dict[str, object] = {"code": 3, "message": "未授权", "details": []}
    done = said("wrong_password", 400, documented)
    assert json.loads(answer_of(done).body) == documented
    assert done.scenario is not None
    assert done.scenario.wire_form == "documented"
    plain = said("success", 404, "404 page not found\n", ("Content-Type", "Text/Plain; Charset=UTF-8"))
    assert answer_of(plain).body == b"404 page not found\n"
    assert answer_of(plain).headers[0] == ("Content-Type", "text/plain; charset=utf-8")


def test_a_code_that_the_shipped_recording_has_not_is_invented_anew() -> None:
    first = answer_of(said("missing_response_type", 200, SUCCESS))
    second = answer_of(said("response_type_token", 200, SUCCESS))
    codes = [json.loads(one.body)["data"]["code"] for one in (first, second)]
    assert len(set(codes)) == 2
    assert all(re.fullmatch(r"INVENTEDCODE[A-Z0-9]{36}", code) for code in codes)


def test_headers_keep_what_http_needs() -> None:
    made = answer_of(
        said("wrong_password", 429, {"code": "", "msg": "", "data": None}, JSON, ("retry-after", "7"),
             ("transfer-encoding", "chunked"), ("connection", "Close"), ("allow", "GET,HEAD"))
    )  # fmt: skip
    assert made.headers == (
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(made.body))),
        ("Allow", "GET, HEAD"),
        ("Retry-After", "7"),
        ("Connection", "close"),
    )


@pytest.mark.parametrize("flood", [b"\\", b"%", b"&", b"<", b"[", b'{"a":', b'"', b"\\u005c"])
def test_a_megabyte_of_anything_is_read_in_one_go(flood: bytes) -> None:
    size = (1 << 20) // len(flood)
    said("success", 200, flood * size)
    said("success", 200, b'{"code":"io.tkeel.SUCCESS","msg":"' + b"\\\\" * (1 << 19) + b'","data":null}')


class TestSurvivors:
    """The net below: it is only needed where the rest is wrong."""

    def recording(self, text: str) -> Recording:
        scenario = SHIPPED["success"]
        assert scenario.answer is not None
        leaky = Answer(200, "OK", (("X-Leak", text),), scenario.answer.body)
        return Recording(SHIPPED.provenance, (Scenario("s", scenario.request, leaky, None, "text", "raw"),))

    @pytest.mark.parametrize(
        "text", [CAROL.password, f"<{quote(CODE)}>", base64.b64encode(f"x{CAROL.password}".encode()).decode()]
    )
    def test_a_secret_that_survives_is_refused(self, text: str) -> None:
        with pytest.raises(
            SecretSurvivedError, match=r"at log\.entries\[0\]\.response\.headers\[0\]\.value"
        ) as caught:
            refuse_survivors(self.recording(text), [CAROL.password, CODE])
        assert text not in str(caught.value)

    @pytest.mark.parametrize("password", ["code", "io", "tkeel", "alice", "OK", "200", "2026", "1"])
    def test_a_word_of_every_recording_is_no_secret(self, password: str) -> None:
        redacted = said("success", 200, SUCCESS)
        assert redacted.scenario is not None
        refuse_survivors(Recording(SHIPPED.provenance, (redacted.scenario,)), [password])
