"""The same login by both clients, for tools that stand in the way of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

import httpx

from tests.faults.calls import LOGIN, Arguments
from tkeel_oauth import AsyncClient, Client

MOCKED = "code-of-a-mock"
SECRETS = (LOGIN["username"], LOGIN["password"], LOGIN["state"] or "")


def log_in(
    base_url: str, login: Arguments = LOGIN, *, http_client: httpx.Client | None = None, timeout: float = 20.0
) -> str:
    with Client(base_url, http_client=http_client, timeout=timeout, retries=0) as client:
        return client.oauth.authorize("tenant-a", **login).code


def log_in_async(
    base_url: str,
    login: Arguments = LOGIN,
    *,
    http_client: Callable[[], httpx.AsyncClient] | None = None,
    timeout: float = 20.0,
) -> str:
    async def main() -> str:
        async with AsyncExitStack() as stack:
            theirs = None if http_client is None else await stack.enter_async_context(http_client())
            client = AsyncClient(base_url, http_client=theirs, timeout=timeout, retries=0)
            await stack.enter_async_context(client)
            return (await client.oauth.authorize("tenant-a", **login)).code

    return asyncio.run(main())


BOTH = (log_in, log_in_async)


def login_with(password: str) -> Arguments:
    return {**LOGIN, "password": password}


def target(base_url: str) -> str:
    return f"{base_url}/oauth/tenant-a/authorize"
