"""The ways to call the SDK, each of them the same call."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NotRequired, TypedDict, Unpack

from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.api.oauth import oauth_authorize
from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse
from tkeel_oauth.types import Response


class Options(TypedDict, total=False):
    """Options of both clients."""

    timeout: float
    connect_timeout: float
    retries: int
    headers: dict[str, str]
    verify: bool | str | ssl.SSLContext
    cert: str
    proxy: str | None
    trust_env: bool
    max_connections: int
    allow_insecure: bool


class Arguments(TypedDict):
    """What a login consists of, and what time it may take."""

    username: str
    password: str
    redirect_uri: str
    state: str | None
    timeout: NotRequired[float]


LOGIN: Arguments = {
    "username": "alice",
    "password": "wonderland",
    "redirect_uri": "https://app.example.com/callback",
    "state": "some-state",
}


def login(state: str) -> Arguments:
    """A login that can be told from others by its state."""
    return {**LOGIN, "state": state}


@dataclass
class Result:
    """How a call ended, and after how many seconds."""

    value: V1AuthorizeResponse | Response[V1AuthorizeResponse | RpcStatus] | None
    error: BaseException | None
    elapsed: float


def _sync_function(client: Client, login: Arguments) -> V1AuthorizeResponse:
    return oauth_authorize.sync("tenant-a", client=client, **login)


def _sync_method(client: Client, login: Arguments) -> V1AuthorizeResponse:
    return client.oauth.authorize("tenant-a", **login)


def _sync_detailed(client: Client, login: Arguments) -> Response[V1AuthorizeResponse | RpcStatus]:
    return oauth_authorize.sync_detailed("tenant-a", client=client, **login)


async def _async_function(client: AsyncClient, login: Arguments) -> V1AuthorizeResponse:
    return await oauth_authorize.asyncio("tenant-a", client=client, **login)


async def _async_method(client: AsyncClient, login: Arguments) -> V1AuthorizeResponse:
    return await client.oauth.authorize("tenant-a", **login)


async def _async_detailed(client: AsyncClient, login: Arguments) -> Response[V1AuthorizeResponse | RpcStatus]:
    return await oauth_authorize.asyncio_detailed("tenant-a", client=client, **login)


SYNC: dict[
    str,
    Callable[[Client, Arguments], V1AuthorizeResponse | Response[V1AuthorizeResponse | RpcStatus]],
] = {
    "sync function": _sync_function,
    "sync method": _sync_method,
    "sync detailed": _sync_detailed,
}
ASYNC: dict[
    str,
    Callable[
        [AsyncClient, Arguments],
        Awaitable[V1AuthorizeResponse | Response[V1AuthorizeResponse | RpcStatus]],
    ],
] = {
    "async function": _async_function,
    "async method": _async_method,
    "async detailed": _async_detailed,
}
FACES = (*SYNC, *ASYNC)
DETAILED = ("sync detailed", "async detailed")


def call(
    face: str,
    base_url: str,
    login: Arguments = LOGIN,
    *,
    debug: bool = False,
    **options: Unpack[Options],
) -> Result:
    """Make one call with a client of its own."""
    if face in ASYNC:

        async def main() -> Result:
            async with AsyncClient(base_url, **options) as client:
                return await call_async(client, login, face)

        return asyncio.run(main(), debug=debug)
    with Client(base_url, **options) as client:
        return call_sync(client, login, face)


def call_sync(client: Client, login: Arguments = LOGIN, face: str = "sync method") -> Result:
    began = time.monotonic()
    try:
        value = SYNC[face](client, login)
    except Exception as error:  # noqa: BLE001 - which one it is is the test
        return Result(None, error, time.monotonic() - began)
    return Result(value, None, time.monotonic() - began)


async def call_async(client: AsyncClient, login: Arguments = LOGIN, face: str = "async method") -> Result:
    began = time.monotonic()
    try:
        value = await ASYNC[face](client, login)
    except Exception as error:  # noqa: BLE001
        return Result(None, error, time.monotonic() - began)
    return Result(value, None, time.monotonic() - began)
