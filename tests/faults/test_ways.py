"""Which way a call goes, and that it may change from one call to the next."""

from __future__ import annotations

import asyncio

import httpx

from tests.faults.answers import keep_answering
from tests.faults.calls import call_async, call_sync
from tests.faults.server import CODE, FaultServer
from tests.faults.ways import watching
from tkeel_oauth import AsyncClient, Client


def test_a_client_changes_its_way() -> None:
    with FaultServer(keep_answering) as server:
        with Client(server.base_url) as client:
            for _ in range(2):
                assert getattr(call_sync(client).value, "code", "") == CODE
                with watching() as seen:
                    assert getattr(call_sync(client).value, "code", "") == CODE
                assert any(isinstance(one, httpx.Request) for one in seen)
            assert server.connections == 2  # one for each way
        server.wait(lambda: server.open == 0)


def test_an_async_client_changes_its_way() -> None:
    async def main(server: FaultServer) -> None:
        async with AsyncClient(server.base_url) as client:
            for _ in range(2):
                assert getattr((await call_async(client)).value, "code", "") == CODE
                with watching() as seen:
                    assert getattr((await call_async(client)).value, "code", "") == CODE
                assert any(isinstance(one, httpx.Request) for one in seen)
            assert server.connections == 2

    with FaultServer(keep_answering) as server:
        asyncio.run(main(server))
        server.wait(lambda: server.open == 0)


def test_both_ways_say_the_same() -> None:
    with FaultServer(keep_answering) as server, Client(server.base_url, headers={"X-Tag": "a"}) as client:
        call_sync(client)
        with watching():
            call_sync(client)
        direct, through_httpx = server.requests
    assert direct == through_httpx
