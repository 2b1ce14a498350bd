"""The transport for httpx answers as recorded, sync and async, and below respx."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
import respx

from tests.testing.exchanges import MENDED, ORIGIN, RECORDING, request_for, same
from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.errors import (
    BadRequest,
    ConfigurationError,
    DeadlineExceeded,
    TransportError,
)
from tkeel_oauth.testing import (
    AsyncReplayTransport,
    Recording,
    Replay,
    ReplayServer,
    ReplayTransport,
    mock_transport,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ANSWERED = [one for one in RECORDING if one.answer is not None and one.name not in MENDED]


async def through_async(request: httpx.Request) -> httpx.Response:
    response = await mock_transport().handle_async_request(request)
    await response.aread()
    return response


async def test_every_scenario() -> None:
    for scenario in ANSWERED:
        same(scenario, mock_transport().handle_request(request_for(scenario)))
        same(scenario, await through_async(request_for(scenario)))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("backend_mysql_frozen", httpx.ReadTimeout),
        ("shutdown_sigkill_mid_request", httpx.RemoteProtocolError),
    ],
)
def test_no_answer_is_httpx_own_error(name: str, error: type[httpx.TransportError]) -> None:
    request = request_for(RECORDING[name])
    senders: list[Callable[[httpx.Request], httpx.Response]] = [
        mock_transport().handle_request,
        lambda one: asyncio.run(through_async(one)),
    ]
    for send in senders:
        with pytest.raises(error, match=name) as caught:
            send(request)
        assert caught.value.request.url.path == "/v1/oauth/tenant-a/authorize"
        assert "wonderland" not in str(caught.value)


def test_it_logs_calls_without_queries() -> None:
    transport = mock_transport()
    with httpx.Client(transport=transport) as client:
        client.send(request_for(RECORDING["wrong_password"]))
        client.get(f"{ORIGIN}/v1/wonderland?password=wonderland")
        client.request("WONDERLAND", f"{ORIGIN}/v1")
    assert [str(call) for call in transport.requests] == [
        "GET /v1/oauth/{tenant_id}/authorize 400 wrong_password",
        "GET /v1/{other} 501 not recorded",
        "OTHER /v1 501 not recorded",
    ]


def test_strict_and_recording_reach_the_engine() -> None:
    def ask(recording: Recording | None = None, *, strict: bool = False) -> int:
        query = "response_type=code&username=carol&password=x&redirect_uri=y"
        request = httpx.Request("GET", f"{ORIGIN}/v1/oauth/tenant-a/authorize?{query}")
        return mock_transport(recording, strict=strict).handle_request(request).status_code

    assert ask() == 400
    assert ask(strict=True) == 501
    assert ask(Recording(RECORDING.provenance, (RECORDING["unknown_path_v1"],))) == 501


@pytest.mark.parametrize("name", ["tenant_encoded_slash", "tenant_raw_slash"])
def test_an_encoded_slash_is_kept(name: str) -> None:
    # Both get the same 404, so only the log tells them apart.
    transport = mock_transport()
    transport.handle_request(request_for(RECORDING[name]))
    assert transport.requests[-1].scenario == name


class TestBelowRespx:
    """The line that docs/testing.md shows."""

    def test_a_route_answers(self) -> None:
        with respx.mock as router:
            route = router.route(host="tkeel.example.com")
            route.mock(side_effect=mock_transport().handle_request)
            router.get("https://other.example.com/").respond(204)
            with Client("https://tkeel.example.com/v1") as client:
                called = RECORDING["success"].credentials
                assert called is not None
                assert client.oauth.authorize(**called.arguments()).code.startswith("INVENTED")
                with pytest.raises(BadRequest):
                    client.oauth.authorize(**replace(called, password="nope").arguments())
            assert httpx.get("https://other.example.com/").status_code == 204
            assert route.call_count == 2

    async def test_a_route_answers_with_await(self) -> None:
        with respx.mock as router:
            router.route(host="tkeel.example.com").mock(side_effect=mock_transport().handle_request)
            async with AsyncClient("https://tkeel.example.com/v1") as client:
                called = RECORDING["success"].credentials
                assert called is not None
                assert (await client.oauth.authorize(**called.arguments())).code.startswith("INVENTED")


def log_in(replay: Replay, **options: float) -> str:
    with Client(replay.base_url, transport=replay.transport, **options) as client:  # type: ignore[arg-type]
        return client.oauth.authorize(**replay.credentials().arguments()).code


class TestOrders:
    def test_a_delay_waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        waited: list[float] = []
        monkeypatch.setattr(time, "sleep", waited.append)
        replay = Replay()
        replay.delay(3, times=1)
        assert log_in(replay)
        assert log_in(replay)
        assert waited == [3]

    def test_a_delay_waits_with_await(self, monkeypatch: pytest.MonkeyPatch) -> None:
        waited: list[float] = []
        real = asyncio.sleep

        async def sleep(seconds: float) -> None:
            waited.append(seconds)
            await real(0)

        monkeypatch.setattr(asyncio, "sleep", sleep)
        replay = Replay()
        replay.delay(3)

        async def main() -> str:
            async with AsyncClient(replay.base_url, transport=replay.async_transport) as client:
                return (await client.oauth.authorize(**replay.credentials().arguments())).code

        assert asyncio.run(main())
        assert waited == [3]

    def test_a_delay_goes_with_another_order_and_ends_with_reset(self) -> None:
        replay = Replay()
        replay.delay(3600)
        replay.scenario("wrong_password")
        with pytest.raises(DeadlineExceeded):
            log_in(replay, timeout=5, retries=0)
        replay.reset()
        assert log_in(replay)

    @pytest.mark.parametrize("order", ["hang", "delay", "close", "refuse"])
    def test_the_error_says_what_it_says_over_a_socket(self, order: str) -> None:
        said: list[str] = []
        with ReplayServer() as server:
            for replay in (Replay(), server):
                if order == "delay":
                    replay.delay(60)
                elif order == "close":
                    replay.scenario("shutdown_sigkill_mid_request")
                else:
                    getattr(replay, order)()
                transport = replay.transport if isinstance(replay, Replay) else None
                base_url = "http://127.0.0.1:1/v1" if transport else replay.base_url
                with (
                    Client(base_url, transport=transport, timeout=0.3, retries=0) as client,
                    pytest.raises(TransportError) as caught,
                ):
                    client.oauth.authorize(**replay.credentials().arguments())
                said.append(re.sub(r":\d+", "", str(caught.value)))
        assert said[0] == said[1]

    @pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf")])
    def test_a_delay_must_be_one(self, seconds: float) -> None:
        with pytest.raises(ValueError, match="seconds must be"):
            Replay().delay(seconds)


@pytest.mark.parametrize(
    ("make", "wrong", "wanted"),
    [
        (Client, AsyncReplayTransport, "httpx.BaseTransport"),
        (AsyncClient, ReplayTransport, "httpx.AsyncBaseTransport"),
    ],
)
def test_the_wrong_one_is_told(make: Callable[..., object], wrong: type, wanted: str) -> None:
    replay = Replay()
    transport = replay.transport if wrong is ReplayTransport else replay.async_transport
    with pytest.raises(ConfigurationError, match=f"{wanted}, not {wrong.__name__}"):
        make(replay.base_url, transport=transport)
