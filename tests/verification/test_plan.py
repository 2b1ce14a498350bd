"""The steps are those that the contract asks for, and few."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.verification.documents import contract_of, document, with_userinfo
from tests.verification.reference import LOGIN, STEPS
from tkeel_oauth.testing import load_recording
from tkeel_oauth.verification.contract import load_contract
from tkeel_oauth.verification.plan import RECORDING, Expect, not_callable, planned_calls, planned_steps
from tkeel_oauth.verification.values import Values

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
    assert tuple(step.name for step in planned_steps()) == (*STEPS, RECORDING.name)


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
    call = next(call for call in planned_calls() if call.step.name == name)
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
    call = next(call for call in planned_calls() if call.step.name == "wrong-password")
    sent = {call.arguments(login())["password"] for _ in range(5)}
    assert len(sent) == 5
    assert LOGIN.password not in sent


def test_every_step_is_a_recorded_scenario() -> None:
    assert {call.scenario for call in planned_calls()} <= set(load_recording().names)


def test_a_further_operation_is_verified_as_it_stands() -> None:
    calls = planned_calls(with_userinfo())
    assert [call.step.name for call in calls][: len(STEPS)] == list(STEPS)
    assert [call.step.name for call in calls][len(STEPS) :] == [
        "oauth-userinfo-success",
        "oauth-userinfo-success-with-x-lang",
        "oauth-userinfo-tenant-encoded-slash",
        "oauth-userinfo-missing-client-id",
    ]
    assert calls[len(STEPS)].arguments(login()) == {"tenant_id": LOGIN.tenant_id, "clientId": "app-1"}
    with_header = calls[len(STEPS) + 1].arguments(login())
    assert with_header.pop("X-Lang")
    assert with_header == calls[len(STEPS)].arguments(login())


UNKNOWN: dict[str, Any] = {"name": "secret", "in": "query", "required": True, "schema": {}}
NOT_CALLABLE: list[tuple[str, dict[str, Any]]] = [
    ("post", {}),
    ("get", {"requestBody": {"content": {}}}),
    ("get", {"parameters": [UNKNOWN]}),
    ("get", {"parameters": [{"name": "session", "in": "cookie", "schema": {}}]}),
]


@pytest.mark.parametrize(("method", "more"), NOT_CALLABLE)
def test_an_operation_that_cannot_be_called_is_named(method: str, more: dict[str, Any]) -> None:
    changed = document()
    changed["paths"]["/oauth/other"] = {method: {"operationId": "Other", "responses": {}, **more}}
    contract = contract_of(changed)
    assert [operation.id for operation in not_callable(contract)] == ["Other"]
    assert [call.step.name for call in planned_calls(contract)] == list(STEPS)


def test_every_operation_of_this_release_is_called() -> None:
    assert not_callable(load_contract()) == ()


def test_references_and_parameters_of_a_path_are_followed() -> None:
    changed = document()
    (item,) = changed["paths"].values()
    parameters: list[Any] = item["get"]["parameters"]
    item["parameters"] = [parameters.pop(0)]
    changed["components"]["parameters"] = {"name": parameters.pop(1)}
    parameters.insert(1, {"$ref": "#/components/parameters/name"})
    changed["components"]["responses"] = {"error": item["get"]["responses"].pop("default")}
    item["get"]["responses"]["default"] = {"$ref": "#/components/responses/error"}
    (before,), (after,) = load_contract().operations, contract_of(changed).operations
    assert [one.name for one in after.parameters] == [one.name for one in before.parameters]
    assert [one.is_password for one in after.parameters] == [one.is_password for one in before.parameters]
    response = after.response(500)
    assert response is not None
    assert response.pointer == "/components/responses/error"
    assert list(response.content) == ["application/json"]


def test_a_reference_in_a_circle_is_refused() -> None:
    changed = document()
    changed["components"]["responses"] = {"a": {"$ref": "#/components/responses/a"}}
    (item,) = changed["paths"].values()
    item["get"]["responses"]["default"] = {"$ref": "#/components/responses/a"}
    with pytest.raises(LookupError):
        contract_of(changed)


def test_default_speaks_of_errors_alone() -> None:
    (operation,) = load_contract().operations
    assert operation.response(200) is operation.responses["200"]
    assert operation.response(201) is None
    assert operation.response(418) is operation.responses["default"]
    assert operation.successes == ("200",)
