"""Under trio, AsyncClient says that asyncio is its home; nothing is sent, nothing hangs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest
import trio

from tests.contract.support import BASE_URL, GOOD, Canned
from tkeel_oauth import AsyncClient, Client, ConfigurationError
from tkeel_oauth.api.oauth import oauth_authorize


@pytest.mark.parametrize("function", [oauth_authorize.asyncio, oauth_authorize.asyncio_detailed])
def test_a_function_says_so(function: Callable[..., Awaitable[object]]) -> None:
    canned = Canned()

    async def main() -> None:
        client = canned.host.async_client()
        with pytest.raises(ConfigurationError, match="AsyncClient runs on asyncio"):
            await function("tenant-a", client=client, **GOOD.keywords())

    trio.run(main)
    assert canned.requests == []


@pytest.mark.parametrize(
    "transport", [None, httpx.MockTransport(lambda _: httpx.Response(200))], ids=["default", "own"]
)
def test_a_with_block_ends_with_that_error(transport: httpx.AsyncBaseTransport | None) -> None:
    async def main() -> None:
        async with AsyncClient(BASE_URL, transport=transport) as client:
            await client.oauth.authorize("tenant-a", **GOOD.keywords())

    with pytest.raises(ConfigurationError, match="AsyncClient runs on asyncio"):
        trio.run(main)


def test_without_any_loop() -> None:
    coroutine = AsyncClient(BASE_URL).oauth.authorize("tenant-a", **GOOD.keywords())
    with pytest.raises(ConfigurationError, match="AsyncClient runs on asyncio"):
        coroutine.send(None)


def test_the_sync_client_works_there() -> None:
    canned = Canned()

    async def main() -> str:
        with Client(BASE_URL, transport=canned.host.transport) as client:
            grant = await trio.to_thread.run_sync(
                lambda: client.oauth.authorize("tenant-a", **GOOD.keywords())
            )
        return grant.code

    assert trio.run(main)
    assert len(canned.requests) == 1
