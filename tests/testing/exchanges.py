"""Recorded exchanges as httpx knows them."""

from __future__ import annotations

import httpx

from tkeel_oauth.testing import Scenario, load_recording

RECORDING = load_recording()
ORIGIN = "http://tkeel.example.com"
# httpx mends these targets before anything is sent: dots are resolved, a stray % and a space are encoded.
MENDED = {"tenant_bad_percent", "tenant_dot", "tenant_dotdot", "target_with_space"}


def request_for(scenario: Scenario, origin: str = ORIGIN) -> httpx.Request:
    recorded = scenario.request
    headers = [(name, value) for name, value in recorded.headers if name != "Host"]
    headers += [("Prefer", f"example={scenario.name}")] if scenario.primary is False else []
    request = httpx.Request(recorded.method, origin + recorded.target, headers=headers, content=recorded.body)
    assert request.url.raw_path.decode() == recorded.target
    return request


def same(scenario: Scenario, response: httpx.Response) -> None:
    recorded = scenario.answer
    assert recorded is not None
    response.read()
    assert (response.status_code, response.reason_phrase) == (recorded.status, recorded.reason), scenario.name
    assert response.http_version == recorded.http_version
    assert response.content == recorded.body, scenario.name
    assert [(name.decode(), value.decode()) for name, value in response.headers.raw] == list(recorded.headers)
