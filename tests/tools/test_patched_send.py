"""A test that replaces methods of httpx's clients, or of ours."""

from __future__ import annotations

import asyncio
from unittest import mock

import httpx

from tests.faults.calls import LOGIN
from tests.faults.server import CODE, FaultServer
from tests.tools.logins import MOCKED, log_in, log_in_async
from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.models import V1AuthorizeResponse


def _answer() -> httpx.Response:
    return httpx.Response(200, json={"code": MOCKED})


def test_send_of_the_client(live: FaultServer) -> None:
    with mock.patch("httpx.Client.send", return_value=_answer()) as send:
        assert log_in(live.base_url) == MOCKED
    send.assert_called_once()
    assert live.requests == []
    assert log_in(live.base_url) == CODE


def test_send_of_the_async_client(live: FaultServer) -> None:
    with mock.patch("httpx.AsyncClient.send", return_value=_answer()) as send:
        assert log_in_async(live.base_url) == MOCKED
    send.assert_awaited_once()
    assert live.requests == []
    assert log_in_async(live.base_url) == CODE


def test_handle_request_of_the_transports(live: FaultServer) -> None:
    with (
        mock.patch("httpx.HTTPTransport.handle_request", return_value=_answer()) as handle,
        mock.patch("httpx.AsyncHTTPTransport.handle_async_request", return_value=_answer()) as handle_async,
    ):
        assert log_in(live.base_url) == MOCKED
        assert log_in_async(live.base_url) == MOCKED
    handle.assert_called_once()
    handle_async.assert_awaited_once()
    assert live.requests == []


def test_an_operation_of_a_client(live: FaultServer) -> None:
    granted = V1AuthorizeResponse(code=MOCKED)
    with Client(live.base_url) as client:
        assert client.oauth is client.oauth
        with mock.patch.object(client.oauth, "authorize", return_value=granted) as authorize:
            assert client.oauth.authorize("tenant-a", **LOGIN).code == MOCKED
        authorize.assert_called_once_with("tenant-a", **LOGIN)
        assert live.requests == []
        assert client.oauth.authorize("tenant-a", **LOGIN).code == CODE


def test_an_operation_of_an_async_client(live: FaultServer) -> None:
    async def main() -> None:
        async with AsyncClient(live.base_url) as client:
            assert client.oauth is client.oauth
            with mock.patch.object(client.oauth, "authorize", return_value=V1AuthorizeResponse(code=MOCKED)):
                assert (await client.oauth.authorize("tenant-a", **LOGIN)).code == MOCKED
            assert live.requests == []
            assert (await client.oauth.authorize("tenant-a", **LOGIN)).code == CODE

    asyncio.run(main())
