"""Which request gets which answer."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest

from tkeel_oauth.testing import Engine, Reply, Request, load_recording

RECORDING = load_recording()
ENGINE, STRICT = Engine(), Engine(strict=True)
ALICE = {"username": "alice", "password": "wonderland"}


def call(tenant: str = "tenant-a", **query: str) -> Request:
    full = {"response_type": "code", "redirect_uri": "https://app.example.com/cb", **ALICE, **query}
    return Request("GET", f"/v1/oauth/{quote(tenant, safe='')}/authorize?{urlencode(full)}")


def without(name: str, tenant: str = "tenant-a", **query: str) -> Request:
    path, _, sent = call(tenant, **query).target.partition("?")
    kept = [pair for pair in sent.split("&") if not pair.startswith(f"{name}=")]
    return Request("GET", f"{path}?{'&'.join(kept)}")


def with_headers(request: Request, **headers: str) -> Request:
    return replace(request, headers=tuple(headers.items()))


def problem(reply: Reply) -> dict[str, object]:
    assert reply.scenario is None
    assert reply.answer is not None
    assert reply.answer.status == 501
    assert dict(reply.answer.headers)["Content-Type"] == "application/problem+json"
    body: dict[str, object] = json.loads(reply.answer.body)
    return body


def test_recorded_request_gets_its_scenario_or_the_primary_one() -> None:
    for scenario in RECORDING:
        reply = ENGINE.reply(scenario.request)
        if scenario.primary is False:
            assert reply.scenario is not None
            assert RECORDING[reply.scenario].primary
            assert RECORDING[reply.scenario].canonical == scenario.canonical
        else:
            assert reply.scenario == scenario.name
        assert STRICT.reply(scenario.request) == reply


def test_preference_reaches_every_scenario_whose_answer_is_as_recorded() -> None:
    for scenario in RECORDING:
        head = scenario.request.method == "HEAD"
        request = Request("HEAD" if head else "GET", "/any", (("Prefer", f"example={scenario.name}"),))
        reply = ENGINE.reply(request)
        assert (reply.scenario, reply.status) == (scenario.name, scenario.status)
        assert (reply.outcome, reply.answer) == (scenario.outcome, scenario.answer)


@pytest.mark.parametrize(
    "prefer",
    ["example=success_again", 'respond-async, Example = "success_again"; x=1', "example=success_again;y"],
)
def test_forms_of_a_preference(prefer: str) -> None:
    assert ENGINE.reply(with_headers(call(), prefer=prefer)).scenario == "success_again"


def test_other_preferences_are_ignored() -> None:
    assert ENGINE.reply(with_headers(call(), Prefer="return=minimal")).scenario == "success"


def test_unknown_example_is_said() -> None:
    body = problem(ENGINE.reply(with_headers(call(), Prefer="example=wonderland")))
    assert "Prefer" in str(body["detail"])
    assert "wonderland" not in str(body)


@pytest.mark.parametrize(
    ("request_", "scenario"),
    [
        # tKeel looks at neither redirect_uri nor state.
        (call(), "success"),
        (call(state="mine"), "success"),
        (call(redirect_uri=""), "success"),
        (call("tenant-b", password="looking-glass"), "success_other_tenant"),
        (call("租户", state="s"), "unicode_tenant"),
        (call(password="nope"), "wrong_password"),
        (call(username="mallory"), "unknown_user"),
        (call("no-such-tenant"), "unknown_tenant"),
        # A redirect_uri that does not parse is refused, once the login is good.
        (call(redirect_uri="http://a:b/"), "redirect_uri_bad_port"),
        (call("tenant-b", password="looking-glass", redirect_uri="http://[::1"), "redirect_uri_bad_port"),
        (call(password="nope", redirect_uri="http://a:b/"), "wrong_password"),
        (call(username="carol", redirect_uri="http://a:b/"), "wrong_password"),
        # The router asks for JSON by name before it looks at anything else.
        (with_headers(call(username="carol"), Accept="application/*"), "accept_xml"),
        (with_headers(Request("GET", "/v1/oauth/t/authorize"), Accept="text/html"), "accept_xml"),
        # The paths of other services' routers.
        (with_headers(Request("GET", "/v1/nothing"), Accept="text/html"), "unknown_path_v1"),
        (replace(call(), target="/apis/security" + call().target), "success"),
    ],
)
def test_rule(request_: Request, scenario: str) -> None:
    assert ENGINE.reply(request_).scenario == scenario
    assert (STRICT.reply(request_).scenario == scenario) is (
        "carol" not in request_.target or bool(request_.headers)
    )


@pytest.mark.parametrize(
    ("request_", "scenario"),
    [
        (call(username="carol"), "wrong_password"),
        (call(password="other"), "wrong_password"),
        (call(username="", password=""), "wrong_password"),
        (call("tenant-c"), "wrong_password"),
        (call("tenant-b"), "wrong_password"),
        # No tenant whose name holds a slash is ever found.
        (call("x/y"), "tenant_encoded_slash"),
    ],
)
def test_unknown_credentials_are_refused_unless_strict(request_: Request, scenario: str) -> None:
    assert ENGINE.reply(request_).scenario == scenario
    assert problem(STRICT.reply(request_))["status"] == 501


@pytest.mark.parametrize(
    ("request_", "nearest", "differs"),
    [
        # Which of the two tKeel looks at first was not recorded.
        (
            call(response_type="token", redirect_uri="http://a:b/"),
            "response_type_token",
            ["query parameter redirect_uri"],
        ),
        (replace(call(), method="DELETE"), "success", ["method", "query parameter redirect_uri"]),
        (
            call(wonderland="1"),
            "success",
            ["query parameter redirect_uri", "a query parameter that no scenario has"],
        ),
        (Request("GET", "/v1/wonderland"), "unknown_path_v1", ["path"]),
        (Request("GET", "/v1/oauth/wonderland/authorize"), "missing_all", ["path parameter tenant_id"]),
    ],
)
def test_unmatched_names_the_nearest_and_what_differs(
    request_: Request, nearest: str, differs: list[str]
) -> None:
    reply = ENGINE.reply(request_)
    body = problem(reply)
    assert (body["nearest"], body["differs"]) == (nearest, differs)
    assert reply.answer is not None
    for value in (b"wonderland", b"alice", b"app.example.com"):
        assert value not in reply.answer.body


BOB = {"username": "bob@example.com", "password": "p@ss w+rd&=%/?#;"}


@pytest.mark.parametrize(
    ("request_", "scenario"),
    [
        (without("password"), "missing_password"),
        (without("password", **BOB), "missing_password"),
        (without("username"), "missing_username"),
        (without("response_type"), "missing_response_type"),
        (without("response_type", **BOB), "missing_response_type"),
        (call(response_type="token", state="mine"), "response_type_token"),
        (call("tenant-b", password="looking-glass", response_type="token"), "response_type_token"),
        (call(response_type="banana"), "response_type_unknown"),
        (call(response_type="CODE"), "response_type_token"),
        (without("redirect_uri", **BOB), "missing_redirect_uri"),
        # The login comes first.
        (without("password", redirect_uri="http://a:b/"), "missing_password"),
        (without("redirect_uri", password="nope"), "wrong_password"),
        (without("redirect_uri", username="mallory"), "unknown_user"),
    ],
)
def test_one_parameter_that_is_wrong_is_answered_whatever_the_others(
    request_: Request, scenario: str
) -> None:
    assert ENGINE.reply(request_).scenario == scenario
    assert STRICT.reply(request_).scenario == scenario


@pytest.mark.parametrize(
    ("request_", "scenario"),
    [
        (without("password", username="carol"), "missing_password"),
        (without("username", password="other"), "missing_username"),
        (without("redirect_uri", username="carol"), "wrong_password"),
        (without("password", "x/y"), "tenant_encoded_slash"),
        (without("redirect_uri", "x/y"), "tenant_encoded_slash"),
    ],
)
def test_of_a_login_that_was_not_recorded_unless_strict(request_: Request, scenario: str) -> None:
    assert ENGINE.reply(request_).scenario == scenario
    assert problem(STRICT.reply(request_))["status"] == 501


@pytest.mark.parametrize(
    "request_",
    [
        without("response_type", username="carol"),
        without("response_type", password="nope"),
        without("password", response_type="token"),
        without("password", wonderland="1"),
    ],
)
def test_nothing_is_made_up_where_the_order_of_the_checks_is_not_known(request_: Request) -> None:
    assert problem(ENGINE.reply(request_))["status"] == 501


def test_a_deviation_that_was_not_recorded_is_not_made_up() -> None:
    left = [one for one in RECORDING if one.name not in {"missing_password", "missing_redirect_uri"}]
    engine = Engine(replace(RECORDING, scenarios=tuple(left)))
    assert problem(engine.reply(without("password")))["status"] == 501
    # The other recorded request without a redirect_uri was refused for something else.
    assert problem(engine.reply(without("redirect_uri")))["status"] == 501


def test_an_empty_recording_matches_nothing() -> None:
    assert problem(Engine(replace(RECORDING, scenarios=())).reply(call()))["nearest"] is None


def test_a_recording_without_the_refusal_does_not_invent_one() -> None:
    only = replace(RECORDING, scenarios=(replace(RECORDING["success"], primary=None),))
    assert Engine(only).reply(call()).scenario == "success"
    assert problem(Engine(only).reply(call(username="carol")))["nearest"] == "success"


def test_a_length_stands_where_chunks_were_announced() -> None:
    answer = RECORDING["success"].answer
    assert answer is not None
    chunked = replace(
        answer, headers=(("Transfer-Encoding", "chunked"), ("Content-Type", "application/json"))
    )
    only = replace(RECORDING["success"], answer=chunked, primary=None)
    reply = Engine(replace(RECORDING, scenarios=(only,))).reply(only.request)
    assert reply.answer is not None
    assert reply.answer.headers == (("Content-Type", "application/json"), ("Content-Length", "185"))


@pytest.mark.parametrize(
    ("request_", "differs"),
    [
        (call("tenant-c"), "tenant_id"),
        (call(username="carol"), "username"),
        (call("tenant-b"), "password"),
        (call(password="other"), "password"),
    ],
)
def test_a_refused_stranger_comes_with_who_is_known(request_: Request, differs: str) -> None:
    reply = ENGINE.reply(request_)
    assert (reply.scenario, reply.unmatched) == ("wrong_password", None)
    assert reply.unknown_login is not None
    assert reply.unknown_login.differs == differs
    said = str(reply.unknown_login)
    assert f"the recording does not know this {differs}" in said
    assert "\n  alice of tenant-a\n" in said
    assert "carol" not in said
    assert "other" not in said


@pytest.mark.parametrize(
    "request_", [call(), call(password="nope"), call(username="mallory"), without("username")]
)
def test_what_was_recorded_comes_without(request_: Request) -> None:
    assert ENGINE.reply(request_).unknown_login is None


def test_who_can_log_in() -> None:
    known = [(one.tenant_id, one.username, one.password) for one in ENGINE.logins]
    assert ("tenant-a", "alice", "wonderland") in known
    assert ("tenant-b", "alice", "looking-glass") in known
    assert len(set(known)) == len(known) == 6


def test_the_answer_to_a_head_has_a_length_only_where_it_is_one() -> None:
    head = ENGINE.reply(RECORDING["method_head"].request).answer
    assert head is not None
    assert dict(head.headers)["Content-Length"] == "23"
    for method in ("GET", "POST"):
        request = Request(method, "/", (("Prefer", "example=method_head"),))
        other = ENGINE.reply(request).answer
        assert other is not None
        assert dict(other.headers)["Content-Length"] == "0"


def test_text_forms_show_no_secret() -> None:
    shown = f"{call()!r} {ENGINE!r} {ENGINE.reply(call())!r}"
    for secret in ("alice", "wonderland", "INVENTED", "tenant-a"):
        assert secret not in shown
