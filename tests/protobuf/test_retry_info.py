"""``google.rpc.RetryInfo`` in an error: retries wait as long as it says, as they do for ``Retry-After``."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest

from tkeel_oauth import AsyncClient, Client, ServerError
from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.call.messages import RawResponse
from tkeel_oauth._runtime.call.retry import LONGEST_WAIT, Limits, retry_after

BASE_URL = "https://tkeel.example.com/v1"
ARGUMENTS: Any = {"username": "u-1", "password": "p-1", "redirect_uri": "https://app.example.com/"}
RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17.5s"}


def body(*details: object, **members: object) -> bytes:
    return json.dumps({"code": 14, "message": "later", "details": list(details), **members}).encode()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []

    async def sleep(seconds: float) -> None:
        found.append(seconds)

    monkeypatch.setattr(clock, "sleep", found.append)
    monkeypatch.setattr(clock, "async_sleep", sleep)
    return found


def server(status: int, content: bytes, headers: dict[str, str] | None = None) -> httpx.MockTransport:
    answers = [
        httpx.Response(status, content=content, headers=headers),
        httpx.Response(200, json={"code": "ABC"}),
    ]
    return httpx.MockTransport(lambda _: answers.pop(0))


@pytest.mark.parametrize("status", [429, 502, 503])
async def test_it_is_waited_for(waits: list[float], status: int) -> None:
    with Client(BASE_URL, transport=server(status, body(RETRY_INFO))) as client:
        assert client.oauth.authorize("t", **ARGUMENTS).code == "ABC"
    async with AsyncClient(BASE_URL, transport=server(status, body(RETRY_INFO))) as client_:
        assert (await client_.oauth.authorize("t", **ARGUMENTS)).code == "ABC"
    assert waits == [17.5, 17.5]
    assert waits[0] > LONGEST_WAIT  # so it was not the client's own wait


def test_one_in_the_served_form_counts_too(waits: list[float]) -> None:
    content = json.dumps({"code": "", "msg": "later", "data": None, "details": [RETRY_INFO]}).encode()
    with Client(BASE_URL, transport=server(503, content)) as client:
        client.oauth.authorize("t", **ARGUMENTS)
    assert waits == [17.5]


def test_the_header_comes_first(waits: list[float]) -> None:
    with Client(BASE_URL, transport=server(503, body(RETRY_INFO), {"Retry-After": "3"})) as client:
        client.oauth.authorize("t", **ARGUMENTS)
    assert waits == [3.0]


def test_a_wait_beyond_the_deadline_is_not_begun(waits: list[float]) -> None:
    with (
        Client(BASE_URL, transport=server(503, body(RETRY_INFO)), timeout=10) as client,
        pytest.raises(ServerError) as caught,
    ):
        client.oauth.authorize("t", **ARGUMENTS)
    assert waits == []
    assert caught.value.status.retry_delay == 17.5


@pytest.mark.parametrize("status", [400, 404, 500, 504])
def test_it_makes_nothing_else_repeated(waits: list[float], status: int) -> None:
    limits = Limits(retries=2, idempotent=True, ends=1e9, connect_timeout=5)
    assert not limits.allow_another(RawResponse(status, [], body(RETRY_INFO)))
    assert waits == []


def test_what_may_not_be_repeated_may_where_the_server_says_when() -> None:
    limits = Limits(retries=2, idempotent=False, ends=1e9, connect_timeout=5)
    assert limits.allow_another(RawResponse(503, [], body(RETRY_INFO)))
    assert not limits.allow_another(RawResponse(503, [], body()))


NOTHING: list[Any] = [
    b"",
    b"google.rpc.RetryInfo",
    b'{"details": [{"@type": "a/google.rpc.RetryInfo", "retryDelay": "3s"',  # cut
    body(RETRY_INFO)[:-1] + b', "code": 3}',  # a name twice
    json.dumps([RETRY_INFO]).encode(),
    json.dumps({"details": RETRY_INFO}).encode(),
    json.dumps({"details": None, "message": "google.rpc.RetryInfo"}).encode(),
    json.dumps({"details": [None, 5, "google.rpc.RetryInfo", [RETRY_INFO], {"@type": 5}]}).encode(),
    json.dumps({"nested": {"details": [RETRY_INFO]}}).encode(),
    body({**RETRY_INFO, "retryDelay": "soon"}),
    body({**RETRY_INFO, "@type": "google.rpc.RetryInfo"}),
]


@pytest.mark.parametrize("content", NOTHING)
def test_what_says_no_time(content: bytes) -> None:
    assert retry_after(RawResponse(503, [], content)) is None


def test_a_success_never_pays_for_it() -> None:
    code = f"""
import sys
import httpx
from tkeel_oauth import Client
transport = httpx.MockTransport(lambda _: httpx.Response(200, json={{"code": "ABC"}}))
with Client({BASE_URL!r}, transport=transport) as client:
    client.oauth.authorize("t", **{ARGUMENTS!r})
ours = tuple("tkeel_oauth._runtime." + name for name in ("details", "codes", "lines", "protobuf"))
print([name for name in sys.modules if name.startswith(ours)])
print([name for name in sys.modules if name.startswith(("google", "tenacity"))])
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]
