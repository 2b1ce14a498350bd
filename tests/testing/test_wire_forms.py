"""Both wire forms of every scenario, through the engine and the hosts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tkeel_oauth import Client
from tkeel_oauth.api.oauth import oauth_authorize
from tkeel_oauth.testing import (
    Answer,
    Engine,
    RecordedServer,
    Recording,
    Request,
    load_recording,
    mock_transport,
)
from tkeel_oauth.testing.messages import header_values
from tkeel_oauth.testing.wire_forms import Wire, error_body

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDING = load_recording()
JSON = [one for one in RECORDING if one.wire_form == "served"]
OTHERS = [one for one in RECORDING if one.wire_form != "served"]
WIRES: tuple[Wire, ...] = ("served", "documented")
ENGINE = Engine()
ENGINES = {wire: Engine(wire=wire) for wire in WIRES}
CALLS = [one for one in RECORDING if one.reach == "sdk" and one.primary is not False]
ERROR_INFO = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "domain": "io.tkeel.security.api.oauth.v1",
}


def named(name: str) -> Request:
    return Request("GET", "/", (("Prefer", f"example={name}"),))


def answer(engine: Engine, name: str) -> Answer | None:
    return engine.reply(named(name)).answer


def body(engine: Engine, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    found = answer(engine, name)
    assert found is not None
    assert list(header_values(found.headers, "content-length")) == [str(len(found.body))]
    return json.loads(found.body)


def test_what_the_documented_form_is() -> None:
    engine, recorded = ENGINES["documented"], ENGINE
    assert body(engine, "success") == {"code": body(recorded, "success")["data"]["code"]}
    assert body(engine, "response_type_token") == {"code": ""}
    assert body(engine, "wrong_password") == {
        "code": 3,
        "message": "无效请求",
        "details": [ERROR_INFO | {"reason": "OAUTH_ERR_INVALID_REQUEST"}],
    }
    assert body(engine, "redirect_uri_bad_port")["details"] == [
        ERROR_INFO | {"reason": "OAUTH_ERR_UNAUTHORIZED_CLIENT"}
    ]
    repeated = body(engine, "repeated_state")
    assert (repeated["code"], repeated["message"]) == (13, body(recorded, "repeated_state")["msg"])
    assert repeated["details"] == [ERROR_INFO | {"domain": "io.tkeel", "reason": "INTERNAL_ERROR"}]
    assert body(engine, "token_authorization_code_replayed")["code"] == 13


def test_what_has_one_form_only_keeps_it() -> None:
    for scenario in OTHERS:
        for wire in WIRES:
            assert answer(ENGINES[wire], scenario.name) == answer(ENGINE, scenario.name)


def test_there_and_back() -> None:
    for scenario in JSON:
        documented = answer(ENGINES["documented"], scenario.name)
        assert documented is not None
        assert "data" not in json.loads(documented.body)
        only = replace(scenario, answer=documented, wire_form="documented", primary=None)
        again = Engine(Recording(RECORDING.provenance, (only,)), wire="served")
        want, got = body(ENGINE, scenario.name), body(again, scenario.name)
        if scenario.status == 200:
            # The page has no @type; authorize's is the one that its only successes have.
            want["data"]["@type"] = got["data"]["@type"]
        assert got == want
        assert answer(ENGINES["served"], scenario.name) == answer(ENGINE, scenario.name)


def test_a_client_reads_the_same_from_both() -> None:
    with (
        Client("http://tkeel.example.com/v1", transport=mock_transport(wire="served")) as served,
        Client("http://tkeel.example.com/v1", transport=mock_transport(wire="documented")) as documented,
    ):
        for scenario in CALLS:
            called = scenario.credentials
            assert called is not None
            read = [
                oauth_authorize.sync_detailed(client=client, **called.arguments()).parsed
                for client in (served, documented)
            ]
            assert read[0] == read[1], scenario.name


def through_mock_transport(wire: Wire) -> object:
    with httpx.Client(transport=mock_transport(wire=wire)) as client:
        return client.get("http://x/", headers={"Prefer": "example=success"}).json()


def through_loopback(wire: Wire) -> object:
    with RecordedServer(wire=wire) as server, httpx.Client(trust_env=False) as client:
        return client.get(server.base_url, headers={"Prefer": "example=success"}).json()


@pytest.mark.parametrize(
    "host",
    [through_mock_transport, through_loopback],
    ids=lambda one: one.__name__,
)
def test_every_host_has_both(host: Callable[[Wire], Any]) -> None:
    assert list(host("documented")) == ["code"]
    assert list(host("served")) == ["code", "msg", "data"]


@pytest.mark.parametrize(
    ("status", "number"), [(400, 3), (401, 16), (403, 7), (418, 9), (429, 8), (503, 14), (599, 13)]
)
def test_errors_of_the_gateway(status: int, number: int) -> None:
    served, documented = json.loads(error_body(status, None)), json.loads(error_body(status, "documented"))
    assert (served["code"], served["data"]) == ("", None)
    assert documented == {"code": number, "message": served["msg"], "details": []}
