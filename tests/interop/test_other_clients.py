"""The loopback server, used for real by HTTP clients that know nothing of it, and by ours."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import aiohttp
import pytest
import requests
from yarl import URL

from tkeel_oauth import AsyncClient, BadRequest, Client
from tkeel_oauth.testing import RecordedServer, load_recording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth.testing import Scenario

RECORDING = load_recording()
# It resolves dots and mends targets that are no URIs before it sends anything; HTTP/1.0 it does not speak.
MENDED = {
    "tenant_dot",
    "tenant_dotdot",
    "tenant_bad_percent",
    "target_with_space",
    "http10",
    "http10_keepalive",
}
PLAYED = [one for one in RECORDING if one.answer is not None and one.name not in MENDED]
NAMES = [one.name for one in PLAYED]


@pytest.fixture(scope="module")
def server() -> Iterator[RecordedServer]:
    with RecordedServer() as running:
        yield running


def url(server: RecordedServer, scenario: Scenario) -> str:
    return server.base_url.removesuffix("/v1") + scenario.request.target


def headers(scenario: Scenario) -> dict[str, str]:
    kept = {name: value for name, value in scenario.request.headers if name.lower() != "host"}
    return kept | ({"Prefer": f"example={scenario.name}"} if scenario.primary is False else {})


def check(
    scenario: Scenario, server: RecordedServer, status: int, content: bytes, media_type: str | None
) -> None:
    assert server.requests[-1].scenario == scenario.name
    recorded = scenario.answer
    assert recorded is not None
    assert (status, content) == (recorded.status, recorded.body)
    assert media_type == next((v for n, v in recorded.headers if n.lower() == "content-type"), None)


@pytest.mark.parametrize("scenario", PLAYED, ids=NAMES)
def test_requests(server: RecordedServer, scenario: Scenario) -> None:
    with requests.Session() as session:
        session.trust_env = False
        prepared = session.prepare_request(
            requests.Request(scenario.request.method, url(server, scenario), headers(scenario))
        )
        prepared.body = scenario.request.body
        answer = session.send(prepared, allow_redirects=False, timeout=10)
    check(scenario, server, answer.status_code, answer.content, answer.headers.get("Content-Type"))


async def test_aiohttp_many_at_once(server: RecordedServer) -> None:
    scenario = RECORDING["success"]
    async with aiohttp.ClientSession() as session:

        async def ask() -> int:
            async with session.get(URL(url(server, scenario), encoded=True)) as answer:
                await answer.read()
                return int(answer.status)

        assert await asyncio.gather(*(ask() for _ in range(200))) == [200] * 200


def test_our_own_in_threads(server: RecordedServer) -> None:
    with Client(server.base_url) as client, ThreadPoolExecutor(8) as pool:

        def log_in(password: str) -> int:
            try:
                return len(
                    client.oauth.authorize(
                        "tenant-a", username="alice", password=password, redirect_uri="https://x.example/"
                    ).code
                )
            except BadRequest as error:
                return error.status_code

        lengths = list(pool.map(log_in, ["wonderland", "not-it"] * 40))
    assert lengths == [48, 400] * 40


async def test_our_own_with_await(server: RecordedServer) -> None:
    async with AsyncClient(server.base_url) as client:
        grants = await asyncio.gather(
            *(
                client.oauth.authorize(
                    "tenant-a", username="alice", password="wonderland", redirect_uri="https://x.example/"
                )
                for _ in range(50)
            )
        )
    assert {len(grant.code) for grant in grants} == {48}
