"""The application's own tests, with the fixtures that the package brings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from sign_in import Page, Redirect, sign_in, sign_in_with_await
from tkeel_oauth import AsyncClient, Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth.testing import Replay, ReplayServer


@pytest.fixture
def client(tkeel_oauth_replay: Replay) -> Iterator[Client]:
    with Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport) as client:
        yield client


def test_a_user_is_sent_back_with_a_code(client: Client, tkeel_oauth_replay: Replay) -> None:
    result = sign_in(client, "tenant-a", "alice", "wonderland")

    assert isinstance(result, Redirect)
    sent = parse_qs(urlsplit(result.url).query)
    assert [len(code) for code in sent["code"]] == [48]
    assert sent["state"]
    assert [call.scenario for call in tkeel_oauth_replay.requests] == ["success"]


def test_a_wrong_password(client: Client, tkeel_oauth_replay: Replay) -> None:
    assert sign_in(client, "tenant-a", "alice", "not-it") == Page(401, "User name or password is wrong.")
    (call,) = tkeel_oauth_replay.requests
    assert call.credentials is not None
    assert call.credentials.tenant_id == "tenant-a"


@pytest.mark.tkeel_oauth(scenario="backend_mysql_down")
def test_a_database_that_is_down(client: Client) -> None:
    # tKeel does not tell it from a wrong password.
    assert sign_in(client, "tenant-a", "alice", "wonderland") == Page(401, "User name or password is wrong.")


def test_an_outage(client: Client, tkeel_oauth_replay: Replay) -> None:
    tkeel_oauth_replay.fail(status=503)

    result = sign_in(client, "tenant-a", "alice", "wonderland")

    assert result == Page(502, "The login service has a problem. Try again later.")
    assert [call.status for call in tkeel_oauth_replay.requests] == [503, 503, 503]


def test_an_outage_that_is_over_soon(client: Client, tkeel_oauth_replay: Replay) -> None:
    tkeel_oauth_replay.fail(status=503, times=2)
    assert isinstance(sign_in(client, "tenant-a", "alice", "wonderland"), Redirect)


def test_silence(client: Client, tkeel_oauth_replay: Replay) -> None:
    tkeel_oauth_replay.hang()
    result = sign_in(client, "tenant-a", "alice", "wonderland")
    assert result == Page(504, "The login service does not answer. Try again later.")


def test_a_portal_in_between(client: Client, tkeel_oauth_replay: Replay) -> None:
    tkeel_oauth_replay.html()
    result = sign_in(client, "tenant-a", "alice", "wonderland")
    assert result == Page(502, "The login service has a problem. Try again later.")


async def test_with_await(tkeel_oauth_replay: Replay) -> None:
    transport = tkeel_oauth_replay.async_transport
    async with AsyncClient(tkeel_oauth_replay.base_url, transport=transport) as client:
        result = await sign_in_with_await(client, "tenant-a", "alice", "wonderland")
    assert isinstance(result, Redirect)


def test_over_a_socket(tkeel_oauth_server: ReplayServer) -> None:
    with Client(tkeel_oauth_server.base_url) as client:
        assert isinstance(sign_in(client, "tenant-b", "alice", "looking-glass"), Redirect)
        assert sign_in(client, "tenant-b", "alice", "wonderland") == Page(
            401, "User name or password is wrong."
        )
    assert [call.status for call in tkeel_oauth_server.requests] == [200, 400]
