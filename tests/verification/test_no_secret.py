"""Whatever a server answers, a report holds nothing of the login and of what was given out."""

from __future__ import annotations

import dataclasses
import json
import traceback
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.verification.encodings import ENCODINGS, ESCAPES
from tests.verification.hosts import BASE_URL, InProcess
from tests.verification.reference import CODE, LOGIN, STEPS, Asked, Reply, documented, served
from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth.verification import verify_server
from tkeel_oauth.verification.findings import Quotes

if TYPE_CHECKING:
    from tkeel_oauth.verification.report import Report

STATE = "5tate-Canary_x9"
SECRETS = (LOGIN.password, LOGIN.username, STATE, CODE)
FORMS = {
    form
    for secret in SECRETS
    for encode in (*ESCAPES.values(), *ENCODINGS.values())
    for form in (encode(secret), encode(secret).rstrip("="))
}

texts = st.sampled_from(sorted(FORMS)) | st.text(max_size=12)
names = texts | st.sampled_from(["code", "msg", "data", "message", "details", "@type", "state", "expires_in"])
values = st.recursive(
    texts | st.integers() | st.none() | st.booleans() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)
bodies = (
    values.map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=40)
    | texts.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.dictionaries(names, values, max_size=4).map(
        # As a success that issues a code, so that the code may be repeated elsewhere.
        lambda value: json.dumps({**value, "code": CODE}).encode()
    )
)
header_values = texts.map(lambda text: "".join(c for c in text if "!" <= c <= "~" or c == " ").strip())
headers = st.lists(
    st.tuples(
        st.sampled_from(
            ["Content-Type", "Location", "Set-Cookie", "Content-Encoding", "X-Any", "Retry-After"]
        ),
        header_values,
    ),
    max_size=3,
)
replies = st.builds(
    Reply,
    st.sampled_from([200, 200, 200, 400, 400, 201, 204, 302, 404, 429, 500, 999]),
    bodies,
    st.just([("Content-Type", "application/json")]) | headers,
)


def report_of(answers: list[Reply]) -> Report:
    """Verifies a server that lets the login in, so that all steps are made, and is hostile otherwise."""
    by_step: dict[str, Reply] = dict(zip(STEPS, [documented("success"), *answers], strict=True))

    def reply(asked: Asked) -> Reply:
        return by_step[asked.step]

    return verify_server(BASE_URL, LOGIN, transport=InProcess(reply))


def leaks(report: Report) -> list[str]:
    text = json.dumps(dataclasses.asdict(report), default=str, ensure_ascii=False).casefold()
    return [form for form in FORMS if form.casefold() in text]


@pytest.fixture(autouse=True)
def fixed_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tkeel_oauth.verification.verify.new_state", lambda: STATE)


def named(name: str) -> Reply:
    body = json.dumps({"code": CODE, name: 1}).encode()
    return Reply(200, body, [("Content-Type", "application/json"), ("Content-Encoding", "identity")])


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(replies, min_size=len(STEPS) - 1, max_size=len(STEPS) - 1))
@example([named(ENCODINGS["hexadecimal"](secret)) for secret in SECRETS] + [served("success")] * 5)
@example([named(CODE)] * 9)
def test_a_hostile_answer(answers: list[Reply]) -> None:
    report = report_of(answers)
    assert leaks(report) == []
    assert [step.name for step in report.steps] == [*STEPS]


def test_the_test_sees_a_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> bool:
        return False

    monkeypatch.setattr(SecretScanner, "finds", wrong)
    assert CODE in leaks(report_of([named(CODE)] * 9))


def test_a_traceback_that_prints_variables_shows_nothing() -> None:
    class Interrupting(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        verify_server(BASE_URL, LOGIN, transport=Interrupting())
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
    ours = [frame for frame in frames if "tkeel_oauth/verification" in frame.f_code.co_filename]
    assert len(ours) >= 2
    for frame in ours:
        shown = {name: repr(value) for name, value in frame.f_locals.items()}
        assert [(name, text) for name, text in shown.items() for form in FORMS if form in text] == []


def test_no_text_form_shows_what_a_verification_holds() -> None:
    shown = repr(Quotes(SECRETS)) + repr(vars(Quotes(SECRETS)))
    assert [form for form in FORMS if form in shown] == []
