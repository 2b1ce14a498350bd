"""A suite that uses the plugins that others have beside ours, all of them in one run."""

from __future__ import annotations

import random
import socket
from typing import TYPE_CHECKING, Protocol

import httpx
import pytest

from tkeel_oauth import AsyncClient, Client

if TYPE_CHECKING:
    import respx

    from tkeel_oauth.testing import Credentials, Replay, ReplayServer


class Handler(Protocol):
    def respond_with_data(self, response_data: str) -> None: ...


class HTTPServer(Protocol):
    """What is used here of pytest-httpserver's own class; not every checker of this file has it."""

    def expect_request(self, uri: str) -> Handler: ...

    def url_for(self, suffix: str) -> str: ...


def log_in(client: Client, credentials: Credentials) -> str:
    return client.oauth.authorize(
        credentials.tenant_id,
        username=credentials.username,
        password=credentials.password,
        redirect_uri=credentials.redirect_uri,
    ).code


def test_pytest_httpserver(httpserver: HTTPServer, tkeel_oauth_server: ReplayServer) -> None:
    httpserver.expect_request("/hello").respond_with_data("hello")
    with Client(tkeel_oauth_server.base_url) as client:
        assert log_in(client, tkeel_oauth_server.credentials())
    assert httpx.get(httpserver.url_for("/hello"), trust_env=False).text == "hello"


def test_respx(respx_mock: respx.MockRouter, tkeel_oauth_replay: Replay) -> None:
    route = respx_mock.get("https://elsewhere.example.com/").respond(204)
    with Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport) as client:
        assert log_in(client, tkeel_oauth_replay.credentials())
    assert httpx.get("https://elsewhere.example.com/").status_code == 204
    assert route.call_count == 1


@pytest.mark.block_network
def test_blocked_network(tkeel_oauth_replay: Replay) -> None:
    with Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport) as client:
        assert log_in(client, tkeel_oauth_replay.credentials())
    with socket.socket() as connection, pytest.raises(RuntimeError, match="Network is disabled"):
        connection.connect(("127.0.0.1", 9))


@pytest.mark.vcr
def test_pytest_recording(tkeel_oauth_replay: Replay) -> None:
    with Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport) as client:
        assert log_in(client, tkeel_oauth_replay.credentials())


@pytest.mark.asyncio
async def test_pytest_asyncio(tkeel_oauth_replay: Replay) -> None:
    transport = tkeel_oauth_replay.async_transport
    credentials = tkeel_oauth_replay.credentials()
    async with AsyncClient(tkeel_oauth_replay.base_url, transport=transport) as client:
        grant = await client.oauth.authorize(
            credentials.tenant_id,
            username=credentials.username,
            password=credentials.password,
            redirect_uri=credentials.redirect_uri,
        )
    assert grant.code


@pytest.mark.parametrize("number", range(8))
@pytest.mark.tkeel_oauth(scenario="success")
def test_each_test_has_a_server_of_its_own(number: int, tkeel_oauth_server: ReplayServer) -> None:
    with Client(tkeel_oauth_server.base_url) as client:
        for _ in range(number):
            assert log_in(client, tkeel_oauth_server.credentials())
    assert len(tkeel_oauth_server.requests) == number


def test_pytest_randomly_seeds() -> None:
    random.seed(1)
    assert random.random()  # noqa: S311 - nothing depends on it
