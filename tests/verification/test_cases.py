"""The steps are those that the contract asks for, and few."""

from __future__ import annotations

import copy
import itertools
from dataclasses import replace
from typing import Any

import pytest

from tests.verification.documents import document, openapi_of
from tests.verification.reference import LOGIN, STEPS
from tkeel_oauth.testing import load_recording
from tkeel_oauth.verification import openapi
from tkeel_oauth.verification.cases import Expect, Values, cases, not_verified, planned_steps

SENT = {
    "success": ["tenant_id", "response_type", "username", "password", "redirect_uri"],
    "success-with-state": ["tenant_id", "response_type", "username", "password", "redirect_uri", "state"],
    "missing-response-type": ["tenant_id", "username", "password", "redirect_uri"],
    "missing-username": ["tenant_id", "response_type", "password", "redirect_uri"],
    "missing-password": ["tenant_id", "response_type", "username", "redirect_uri"],
    "missing-redirect-uri": ["tenant_id", "response_type", "username", "password"],
}


def login() -> Values:
    return Values({name: str(value) for name, value in LOGIN.arguments().items()} | {"state": "a-state"})


def test_steps_in_their_order() -> None:
    assert tuple(step.name for step in planned_steps()) == STEPS


def test_each_step_says_what_it_asks() -> None:
    titles = [step.title for step in planned_steps()]
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_failed_logins_are_few_and_apart() -> None:
    failed = [step.failed_login for step in planned_steps()]
    assert sum(failed) == 3
    assert not any(one and next_one for one, next_one in itertools.pairwise(failed))
    # The first is a login that works: without one nothing else is asked.
    assert not failed[0]


@pytest.mark.parametrize("name", STEPS)
def test_what_a_step_sends(name: str) -> None:
    call = next(call for call in cases(openapi.load()) if call.step.name == name)
    sent = call.arguments(login())
    assert list(sent) == SENT.get(name, SENT["success"])
    changed = {key for key, value in sent.items() if value != {**login(), "response_type": "code"}[key]}
    assert changed == {
        "wrong-password": {"password"},
        "empty-password": {"password"},
        "response-type-token": {"response_type"},
        "tenant-encoded-slash": {"tenant_id"},
    }.get(name, set())
    assert (call.expect is Expect.SUCCESS) == name.startswith("success")


def test_a_wrong_password_is_never_used_twice_nor_the_right_one() -> None:
    call = next(call for call in cases(openapi.load()) if call.step.name == "wrong-password")
    sent = {call.arguments(login())["password"] for _ in range(5)}
    assert len(sent) == 5
    assert LOGIN.password not in sent


def test_every_step_is_a_recorded_scenario() -> None:
    assert {call.scenario for call in cases(openapi.load())} <= set(load_recording().names)


def test_steps_of_a_further_operation_have_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    further = replace(load_recording()["success"], name="userinfo", operation_id="OauthUserinfo")
    recording = replace(load_recording(), scenarios=(*load_recording(), further))
    monkeypatch.setattr("tkeel_oauth.verification.cases.load_recording", lambda: recording)
    changed = document()
    other = copy.deepcopy(changed["paths"]["/oauth/{tenant_id}/authorize"])
    other["get"] |= {"operationId": "OauthUserinfo", "parameters": other["get"]["parameters"][:1]}
    other["get"]["parameters"].append({"name": "X-Lang", "in": "header", "schema": {"type": "string"}})
    changed["paths"]["/oauth/{tenant_id}/userinfo"] = other
    planned = cases(openapi_of(changed))
    assert tuple(case.step.name for case in planned) == (
        *STEPS,
        "oauth-userinfo-success",
        "oauth-userinfo-success-with-x-lang",
        "oauth-userinfo-tenant-encoded-slash",
    )
    with_header = planned[len(STEPS) + 1].arguments(login())
    assert with_header.pop("X-Lang")
    assert with_header == planned[len(STEPS)].arguments(login()) == {"tenant_id": LOGIN.tenant_id}


UNKNOWN: dict[str, Any] = {"name": "secret", "in": "query", "required": True, "schema": {}}
SESSION: dict[str, Any] = {"name": "session", "in": "cookie", "required": True, "schema": {}}


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("post", {}),
        ("get", {"requestBody": {"content": {}}}),
        ("get", {"parameters": [UNKNOWN]}),
        ("get", {"parameters": [SESSION]}),
    ],
)
def test_an_operation_that_cannot_be_called_is_named(method: str, more: dict[str, Any]) -> None:
    changed = document()
    (item,) = changed["paths"].values()
    operation = item.pop("get")
    parameters = [*operation["parameters"], *more.get("parameters", ())]
    item[method] = {**operation, **more, "parameters": parameters}
    assert not_verified(openapi_of(changed)) == ("OauthAuthorize",)
    assert cases(openapi_of(changed)) == ()


def test_what_is_recorded_is_called() -> None:
    recorded = {scenario.operation_id for scenario in load_recording()}
    assert recorded.isdisjoint(not_verified(openapi.load()))
