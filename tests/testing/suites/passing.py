"""Tests of an application, all of which pass. Copied to a folder of its own and run there."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.errors import BadRequest, ConnectionFailed, DeadlineExceeded, ServerError, UnexpectedResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth.testing import Credentials, Replay, ReplayServer


def log_in(client: Client, credentials: Credentials, password: str | None = None) -> str:
    return client.oauth.authorize(
        credentials.tenant_id,
        username=credentials.username,
        password=credentials.password if password is None else password,
        redirect_uri=credentials.redirect_uri,
    ).code


async def log_in_with_await(client: AsyncClient, credentials: Credentials) -> str:
    grant = await client.oauth.authorize(
        credentials.tenant_id,
        username=credentials.username,
        password=credentials.password,
        redirect_uri=credentials.redirect_uri,
    )
    return grant.code


@pytest.fixture
def client(tkeel_oauth_replay: Replay) -> Iterator[Client]:
    with Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport) as client:
        yield client


@pytest.fixture
def served(tkeel_oauth_server: ReplayServer) -> Iterator[Client]:
    with Client(tkeel_oauth_server.base_url, timeout=10) as client:
        yield client


def test_in_process(tkeel_oauth_replay: Replay, client: Client) -> None:
    assert len(log_in(client, tkeel_oauth_replay.credentials())) == 48
    assert [call.scenario for call in tkeel_oauth_replay.requests] == ["success"]


def test_in_process_with_await(tkeel_oauth_replay: Replay) -> None:
    async def main() -> str:
        transport = tkeel_oauth_replay.async_transport
        async with AsyncClient(tkeel_oauth_replay.base_url, transport=transport) as client:
            return await log_in_with_await(client, tkeel_oauth_replay.credentials("success_other_tenant"))

    assert asyncio.run(main())
    assert [call.scenario for call in tkeel_oauth_replay.requests] == ["success_other_tenant"]


def test_over_a_socket(tkeel_oauth_server: ReplayServer, served: Client) -> None:
    assert log_in(served, tkeel_oauth_server.credentials())
    with pytest.raises(BadRequest):
        log_in(served, tkeel_oauth_server.credentials(), "not-it")
    assert [call.status for call in tkeel_oauth_server.requests] == [200, 400]


def test_what_was_sent_can_be_looked_at(tkeel_oauth_replay: Replay, client: Client) -> None:
    log_in(client, tkeel_oauth_replay.credentials())
    (call,) = tkeel_oauth_replay.requests
    assert call.credentials == tkeel_oauth_replay.credentials()
    assert (call.method, call.path) == ("GET", "/apis/security/v1/oauth/{tenant_id}/authorize")
    shown = f"{call!r} {call} {tkeel_oauth_replay!r} {call.credentials!r}"
    assert not [secret for secret in ("alice", "wonderland", "tenant-a", "tkeel.io") if secret in shown]


def test_a_scenario_holds_until_it_is_reset(tkeel_oauth_replay: Replay, client: Client) -> None:
    credentials = tkeel_oauth_replay.credentials()
    assert tkeel_oauth_replay.scenario("backend_mysql_down").status == 400
    for _ in range(2):
        with pytest.raises(BadRequest):
            log_in(client, credentials)
    tkeel_oauth_replay.reset()
    assert log_in(client, credentials)


def test_a_scenario_for_one_request(tkeel_oauth_replay: Replay, client: Client) -> None:
    tkeel_oauth_replay.scenario("wrong_password", times=1)
    with pytest.raises(BadRequest):
        log_in(client, tkeel_oauth_replay.credentials())
    assert log_in(client, tkeel_oauth_replay.credentials())


@pytest.mark.tkeel_oauth(scenario="unknown_user")
def test_marker_in_process(tkeel_oauth_replay: Replay, client: Client) -> None:
    with pytest.raises(BadRequest):
        log_in(client, tkeel_oauth_replay.credentials())
    assert [call.scenario for call in tkeel_oauth_replay.requests] == ["unknown_user"]


@pytest.mark.tkeel_oauth(scenario="unknown_user")
def test_marker_over_a_socket(tkeel_oauth_server: ReplayServer, served: Client) -> None:
    with pytest.raises(BadRequest):
        log_in(served, tkeel_oauth_server.credentials())


@pytest.mark.tkeel_oauth(wire="documented", scenario="unknown_user")
class TestNearestMarkerCounts:
    @pytest.mark.tkeel_oauth(scenario="success")
    def test_it(self, tkeel_oauth_replay: Replay) -> None:
        with httpx.Client(transport=tkeel_oauth_replay.transport) as client:
            answer = client.get(f"{tkeel_oauth_replay.base_url}/oauth/t/authorize").json()
        assert list(answer) == ["code"]


def test_outage(tkeel_oauth_replay: Replay, client: Client) -> None:
    tkeel_oauth_replay.fail()
    with pytest.raises(ServerError) as caught:
        log_in(client, tkeel_oauth_replay.credentials())
    assert (caught.value.status_code, caught.value.conformant) == (503, True)
    # The SDK tries again twice, at once, since the answer says Retry-After: 0.
    assert [call.status for call in tkeel_oauth_replay.requests] == [503, 503, 503]


def test_outage_that_a_retry_outlasts(tkeel_oauth_server: ReplayServer, served: Client) -> None:
    tkeel_oauth_server.fail(502, times=2)
    assert log_in(served, tkeel_oauth_server.credentials())
    assert [call.scenario for call in tkeel_oauth_server.requests] == ["fail", "fail", "success"]


def test_hang_in_process(tkeel_oauth_replay: Replay, client: Client) -> None:
    tkeel_oauth_replay.hang()
    with pytest.raises(DeadlineExceeded):
        log_in(client, tkeel_oauth_replay.credentials())
    assert len(tkeel_oauth_replay.requests) == 1


def test_hang_in_process_with_await(tkeel_oauth_replay: Replay) -> None:
    async def main() -> None:
        transport = tkeel_oauth_replay.async_transport
        async with AsyncClient(tkeel_oauth_replay.base_url, transport=transport) as client:
            with pytest.raises(DeadlineExceeded):
                await log_in_with_await(client, tkeel_oauth_replay.credentials())

    tkeel_oauth_replay.hang()
    asyncio.run(main())


def test_hang_over_a_socket(tkeel_oauth_server: ReplayServer) -> None:
    tkeel_oauth_server.hang()
    with Client(tkeel_oauth_server.base_url, timeout=0.2) as client, pytest.raises(DeadlineExceeded):
        log_in(client, tkeel_oauth_server.credentials())


def test_html(tkeel_oauth_replay: Replay, client: Client) -> None:
    tkeel_oauth_replay.html()
    with pytest.raises(UnexpectedResponse):
        log_in(client, tkeel_oauth_replay.credentials())
    tkeel_oauth_replay.html(502, times=1)
    assert log_in(client, tkeel_oauth_replay.credentials())


def test_html_over_a_socket(tkeel_oauth_server: ReplayServer, served: Client) -> None:
    tkeel_oauth_server.html()
    with pytest.raises(UnexpectedResponse):
        log_in(served, tkeel_oauth_server.credentials())


def test_both_at_once_do_not_meet(
    tkeel_oauth_replay: Replay, tkeel_oauth_server: ReplayServer, served: Client
) -> None:
    tkeel_oauth_replay.fail()
    assert log_in(served, tkeel_oauth_server.credentials())
    assert tkeel_oauth_replay.requests == ()


def test_nothing_is_patched(tkeel_oauth_replay: Replay, tkeel_oauth_server: ReplayServer) -> None:
    tkeel_oauth_replay.fail()
    with httpx.Client(trust_env=False) as client:
        answer = client.get(f"{tkeel_oauth_server.base_url}/nothing")
    assert (answer.status_code, tkeel_oauth_replay.requests) == (404, ())


@pytest.mark.parametrize("order", ["fail", "html"])
def test_wrong_statuses_are_refused(tkeel_oauth_replay: Replay, order: str) -> None:
    with pytest.raises(ValueError, match="status must be"):
        getattr(tkeel_oauth_replay, order)(199)


@pytest.mark.parametrize("times", [0, -1])
def test_wrong_times_are_refused(tkeel_oauth_replay: Replay, times: int) -> None:
    with pytest.raises(ValueError, match="times must be"):
        tkeel_oauth_replay.hang(times=times)


def test_orders_are_counted_across_threads(tkeel_oauth_replay: Replay) -> None:
    tkeel_oauth_replay.fail(times=8)
    statuses: list[int] = []

    def ask() -> None:
        with httpx.Client(transport=tkeel_oauth_replay.transport) as client:
            statuses.append(client.get(f"{tkeel_oauth_replay.base_url}/nothing").status_code)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [404] * 8 + [503] * 8


def test_delay_beyond_the_deadline(tkeel_oauth_replay: Replay) -> None:
    tkeel_oauth_replay.delay(60)
    with (
        Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport, timeout=5) as client,
        pytest.raises(DeadlineExceeded),
    ):
        log_in(client, tkeel_oauth_replay.credentials())


def test_delay_over_a_socket(tkeel_oauth_server: ReplayServer, served: Client) -> None:
    tkeel_oauth_server.delay(0.01, times=1)
    assert log_in(served, tkeel_oauth_server.credentials())


def test_refused_connections(tkeel_oauth_replay: Replay, client: Client) -> None:
    tkeel_oauth_replay.refuse(times=1)
    # The SDK tries again.
    assert log_in(client, tkeel_oauth_replay.credentials())
    assert [call.scenario for call in tkeel_oauth_replay.requests] == ["refuse", "success"]


def test_refused_connections_over_a_socket(tkeel_oauth_server: ReplayServer) -> None:
    with Client(tkeel_oauth_server.base_url, timeout=10, retries=0) as client:
        tkeel_oauth_server.refuse()
        with pytest.raises(ConnectionFailed):
            log_in(client, tkeel_oauth_server.credentials())
        tkeel_oauth_server.reset()
        assert log_in(client, tkeel_oauth_server.credentials())
