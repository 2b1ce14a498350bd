"""A test that replaces methods of httpx's clients, or of ours."""

from __future__ import annotations

from unittest import mock

import httpx
import pytest

from tests.faults.calls import LOGIN, Held
from tests.faults.server import CODE, FaultServer
from tests.tools.logins import MOCKED, log_in
from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.models import V1AuthorizeResponse


def _answer() -> httpx.Response:
    return httpx.Response(200, json={"code": MOCKED})


@pytest.mark.parametrize(
    ("face", "method"), [("sync method", "Client.send"), ("async method", "AsyncClient.send")]
)
def test_send_of_a_client(live: FaultServer, face: str, method: str) -> None:
    with mock.patch(f"httpx.{method}", return_value=_answer()) as send:
        assert log_in(live.base_url, face=face) == MOCKED
    send.assert_called_once()
    assert live.requests == []
    assert log_in(live.base_url, face=face) == CODE


def test_handle_request_of_the_transports(live: FaultServer) -> None:
    with (
        mock.patch("httpx.HTTPTransport.handle_request", return_value=_answer()) as handle,
        mock.patch("httpx.AsyncHTTPTransport.handle_async_request", return_value=_answer()) as handle_async,
    ):
        assert log_in(live.base_url) == MOCKED
        assert log_in(live.base_url, face="async method") == MOCKED
    handle.assert_called_once()
    handle_async.assert_awaited_once()
    assert live.requests == []


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_an_operation_of_a_client(kind: type[Client | AsyncClient], live: FaultServer) -> None:
    with Held(kind, live.base_url) as held:
        api = held.client.oauth
        assert api is held.client.oauth
        with mock.patch.object(api, "authorize", return_value=V1AuthorizeResponse(code=MOCKED)) as authorize:
            assert held.call().code == MOCKED
        authorize.assert_called_once_with("tenant-a", **LOGIN)
        assert live.requests == []
        assert held.call().code == CODE
