"""The ways to call the SDK, each of them the same call."""

from __future__ import annotations

import asyncio
import copy
import ssl
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, NotRequired, Self, TypedDict, Unpack

import httpx

from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.api.oauth import oauth_authorize
from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse
from tkeel_oauth.types import Response


class Options(TypedDict, total=False):
    """Options of both clients."""

    timeout: float
    connect_timeout: float
    retries: int
    headers: dict[str, str] | None
    verify: bool | str | ssl.SSLContext
    cert: str
    proxy: str | None
    trust_env: bool
    max_connections: int
    allow_insecure: bool
    user_agent: str
    transport: Any
    http_client: Any


class Arguments(TypedDict):
    """What a login consists of, and what time it may take."""

    username: str
    password: str
    redirect_uri: str
    state: str | None
    timeout: NotRequired[float]
    response_type: NotRequired[Literal["code"]]


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

    @property
    def code(self) -> str:
        """The code that was granted, as it must have been."""
        assert self.error is None, self.error
        assert isinstance(self.value, V1AuthorizeResponse)
        return self.value.code


Answer = V1AuthorizeResponse | Response[V1AuthorizeResponse | RpcStatus]

SYNC: dict[str, Callable[[Client, str, Arguments], Answer]] = {
    "sync function": lambda client, tenant, login: oauth_authorize.sync(tenant, client=client, **login),
    "sync method": lambda client, tenant, login: client.oauth.authorize(tenant, **login),
    "sync detailed": lambda client, tenant, login: oauth_authorize.sync_detailed(
        tenant, client=client, **login
    ),
}
ASYNC: dict[str, Callable[[AsyncClient, str, Arguments], Awaitable[Answer]]] = {
    "async function": lambda client, tenant, login: oauth_authorize.asyncio(tenant, client=client, **login),
    "async method": lambda client, tenant, login: client.oauth.authorize(tenant, **login),
    "async detailed": lambda client, tenant, login: oauth_authorize.asyncio_detailed(
        tenant, client=client, **login
    ),
}
FACES = (*SYNC, *ASYNC)
METHODS = ("sync method", "async method")
"""One way of each client, for what the ways of one client share."""
DETAILED = ("sync detailed", "async detailed")


def call_sync(
    client: Client, login: Arguments = LOGIN, face: str = "sync method", tenant: str = "tenant-a"
) -> Result:
    began = time.monotonic()
    try:
        value = SYNC[face](client, tenant, login)
    except Exception as error:  # noqa: BLE001 - which one it is is the test
        return Result(None, error, time.monotonic() - began)
    return Result(value, None, time.monotonic() - began)


async def call_async(
    client: AsyncClient, login: Arguments = LOGIN, face: str = "async method", tenant: str = "tenant-a"
) -> Result:
    began = time.monotonic()
    try:
        value = await ASYNC[face](client, tenant, login)
    except Exception as error:  # noqa: BLE001
        return Result(None, error, time.monotonic() - began)
    return Result(value, None, time.monotonic() - began)


class Held:
    """A client of either kind, for a test that is no coroutine: an async one's loop turns in its calls alone.

    Args:
        kind: the client's class.
        base_url: where it calls.
        options: its options; an `http_client` among them is closed with it.
    """

    def __init__(self, kind: type[Client | AsyncClient], base_url: str, **options: Unpack[Options]) -> None:
        self.client = kind(base_url, **options)
        self._theirs: object = options.get("http_client")
        self._runner = asyncio.Runner()

    def call(self, login: Arguments = LOGIN, face: str = "method", tenant: str = "tenant-a") -> Result:
        """Make one call, by the function, the method or the detailed function."""
        if isinstance(self.client, AsyncClient):
            return self._runner.run(call_async(self.client, login, f"async {face}", tenant))
        return call_sync(self.client, login, f"sync {face}", tenant)

    def call_at_once(self, count: int) -> list[Result]:
        """Make some calls side by side."""
        client = self.client
        if isinstance(client, Client):
            with ThreadPoolExecutor(count) as threads:
                return list(threads.map(call_sync, [client] * count))

        async def gathered() -> list[Result]:
            return await asyncio.gather(*[call_async(client) for _ in range(count)])

        return self._runner.run(gathered())

    def describe_every_step(self) -> None:
        """Have asyncio log each step of the loop, as if it were slow."""
        loop = self._runner.get_loop()
        loop.set_debug(True)
        loop.slow_callback_duration = 0

    def turn(self) -> None:
        """Let the loop see what has come."""
        self._runner.run(asyncio.sleep(0.01))

    def with_options(self, **changes: Any) -> Held:  # noqa: ANN401 - what the clients take
        """Return the client derived from it, to be called in the same loop."""
        derived = copy.copy(self)
        derived.client = self.client.with_options(**changes)
        return derived

    def close(self) -> None:
        if isinstance(self.client, AsyncClient):
            self._runner.run(self.client.close())
        else:
            self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        if isinstance(self._theirs, httpx.AsyncClient):
            self._runner.run(self._theirs.aclose())
        elif isinstance(self._theirs, httpx.Client):
            self._theirs.close()
        self._runner.close()


def call(face: str, base_url: str, login: Arguments = LOGIN, **options: Unpack[Options]) -> Result:
    """Make one call with a client of its own."""
    kind, _, way = face.partition(" ")
    with Held(Client if kind == "sync" else AsyncClient, base_url, **options) as client:
        return client.call(login, way)
