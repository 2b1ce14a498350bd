"""The life of a client: made, shared, derived, closed."""

from __future__ import annotations

import asyncio
import builtins
import collections.abc
import inspect
import pickle
import pydoc
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import httpx
import pytest

import tkeel_oauth.types
from tests.contract.support import BASE_URL, BOTH, GOOD, WAYS, Canned, Way, name_of
from tests.contract.wiretap import Wiretap
from tkeel_oauth import AsyncClient, Client, ConfigurationError
from tkeel_oauth.api.oauth import oauth_authorize

CLOSED = "the client is closed"


class Closing(httpx.BaseTransport):
    """A transport that counts what is done to it."""

    def __init__(self) -> None:
        self.sent = self.closed = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        return httpx.Response(200, json={"code": "X"}, request=request)

    def close(self) -> None:
        self.closed += 1


class AsyncClosing(httpx.AsyncBaseTransport):
    def __init__(self) -> None:
        self.sent = self.closed = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        return httpx.Response(200, json={"code": "X"}, request=request)

    async def aclose(self) -> None:
        self.closed += 1


def call(client: Client) -> str:
    return client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords()).code


async def acall(client: AsyncClient) -> str:
    return (await client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())).code


def test_after_close_nothing_is_sent() -> None:
    transport = Closing()
    client = Client(BASE_URL, transport=transport)
    assert call(client) == "X"
    client.close()
    client.close()
    with pytest.raises(ConfigurationError, match=CLOSED):
        call(client)
    with pytest.raises(ConfigurationError, match=CLOSED):
        oauth_authorize.sync_detailed("t", client=client, **GOOD.keywords())
    assert (transport.sent, transport.closed) == (1, 1)
    assert "closed" in repr(client)


async def test_after_close_nothing_is_sent_async() -> None:
    transport = AsyncClosing()
    client = AsyncClient(BASE_URL, transport=transport)
    assert await acall(client) == "X"
    await client.close()
    await client.close()
    with pytest.raises(ConfigurationError, match=CLOSED):
        await acall(client)
    assert (transport.sent, transport.closed) == (1, 1)
    assert "closed" in repr(client)


def test_a_with_block_closes_also_on_an_error() -> None:
    transport = Closing()
    with pytest.raises(ZeroDivisionError), Client(BASE_URL, transport=transport) as client:
        raise ZeroDivisionError
    assert transport.closed == 1
    with pytest.raises(ConfigurationError, match=CLOSED):
        call(client)


async def test_a_with_block_closes_also_on_an_error_async() -> None:
    transport = AsyncClosing()
    with pytest.raises(ZeroDivisionError):
        async with AsyncClient(BASE_URL, transport=transport):
            raise ZeroDivisionError
    assert transport.closed == 1


def test_a_derived_client_shares_the_connections_and_cannot_close_them(wiretap: Wiretap) -> None:
    with Client(wiretap.base_url, headers={"X-A": "1"}, user_agent="a/1") as client:
        derived = client.with_options(headers={"X-B": "2"})
        further = derived.with_options(user_agent="b/2", timeout=5)
        for one in (client, derived, further, client):
            call(one)
        derived.close()
        with pytest.raises(ConfigurationError, match=CLOSED):
            call(derived)
        call(client)
        call(further)
    assert wiretap.connections == 1
    agents = [seen.header("user-agent")[0].split()[0] for seen in wiretap.requests]
    assert agents == ["a/1", "a/1", "b/2", "a/1", "a/1", "b/2"]
    own = [[header for header in seen.headers if header[0].startswith("X-")] for seen in wiretap.requests]
    first, second = [("X-A", "1")], [("X-B", "2")]
    assert own == [first, second, second, first, first, second]
    for closed in (derived, further, client):
        with pytest.raises(ConfigurationError, match=CLOSED):
            call(closed)


async def test_a_derived_client_shares_the_connections_async(wiretap: Wiretap) -> None:
    async with AsyncClient(wiretap.base_url) as client:
        derived = client.with_options(retries=0)
        await acall(client)
        await acall(derived)
        await derived.close()
        await acall(client)
        assert type(derived) is AsyncClient
    assert wiretap.connections == 1
    with pytest.raises(ConfigurationError, match=CLOSED):
        await acall(derived)


@pytest.mark.parametrize(
    "change",
    [
        {"timeout": 0},
        {"connect_timeout": -1},
        {"retries": 99},
        {"headers": {"Host": "x"}},
        {"user_agent": ""},
    ],
)
def test_a_derived_clients_options_are_checked(change: dict[str, Any]) -> None:
    for client in (Client(BASE_URL), AsyncClient(BASE_URL)):
        with pytest.raises(ConfigurationError, match=next(iter(change))):
            client.with_options(**change)


def test_what_belongs_to_the_connections_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match="verify"):
        Client(BASE_URL).with_options(verify=False)  # type: ignore[call-arg]


def test_the_timeout_shown_is_the_derived_clients() -> None:
    client = Client(BASE_URL, timeout=7.5)
    assert repr(client) == f"<Client {BASE_URL} timeout=7.5>"
    assert repr(client.with_options(timeout=3)) == f"<Client {BASE_URL} timeout=3>"
    assert repr(AsyncClient(f"{BASE_URL}/")) == f"<AsyncClient {BASE_URL} timeout=30>"


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_the_base_url_may_come_from_the_environment(
    kind: type[Client | AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TKEEL_BASE_URL", BASE_URL)
    assert BASE_URL in repr(kind())
    assert BASE_URL in repr(kind(None, timeout=3))
    assert "other.example" in repr(kind("https://other.example"))
    monkeypatch.setenv("TKEEL_BASE_URL", "")
    with pytest.raises(ConfigurationError, match="base_url is empty"):
        kind()
    monkeypatch.setenv("TKEEL_BASE_URL", "https://user:canary@x.example")
    with pytest.raises(ConfigurationError, match="holds credentials") as caught:
        kind()
    assert "canary" not in str(caught.value)
    monkeypatch.delenv("TKEEL_BASE_URL")
    with pytest.raises(ConfigurationError, match=r"no base_url.*TKEEL_BASE_URL"):
        kind()


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_client_is_neither_pickled_nor_written_to(kind: type[Client | AsyncClient]) -> None:
    client = kind(BASE_URL, headers={"X-A": "canary"}, proxy="http://u:canary@p.example")
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(client)
    with pytest.raises(AttributeError):
        client.timeout = 5  # type: ignore[union-attr]
    assert "canary" not in repr(client) + repr(client.oauth)


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize("timeout", [0, -1, float("nan"), "5", True, 1e9])
def test_a_calls_own_timeout_is_checked(way: Way, timeout: float) -> None:
    canned = Canned()

    def run() -> None:
        with canned.host.client() as client:
            client.oauth.authorize("t", **GOOD.keywords(), timeout=timeout)

    async def arun() -> None:
        async with canned.host.async_client() as client:
            await client.oauth.authorize("t", **GOOD.keywords(), timeout=timeout)

    with pytest.raises(ConfigurationError, match=r"^timeout must be a number of seconds"):
        asyncio.run(arun()) if way is WAYS[3] else run()
    assert canned.requests == []


def test_a_call_may_have_more_time_than_the_client() -> None:
    canned = Canned()
    with canned.host.client(timeout=1e-6) as client:
        client.oauth.authorize("t", **GOOD.keywords(), timeout=30)
    assert 29 < canned.requests[0].extensions["timeout"]["read"] <= 30


def test_threads_share_a_client(wiretap: Wiretap) -> None:
    barrier = threading.Barrier(8)

    def work(n: int) -> str:
        barrier.wait()
        grants = [client.oauth.authorize(f"t{n}", **GOOD.keywords()) for _ in range(10)]
        return grants[-1].code

    with Client(wiretap.base_url, max_connections=3) as client, ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(work, range(8)))) == 1
    assert wiretap.connections <= 3
    assert sorted(seen.segments[2] for seen in wiretap.requests) == sorted(
        f"t{n}" for n in range(8) for _ in range(10)
    )


def test_a_function_sends_nothing_with_an_async_client() -> None:
    client: Any = AsyncClient(BASE_URL, transport=AsyncClosing())

    def use() -> None:
        found: Any = oauth_authorize.sync("t", client=client, **GOOD.keywords())
        found.close()  # the coroutine that nobody would await

    with pytest.raises(ConfigurationError):
        use()


async def test_an_async_function_sends_nothing_with_a_sync_client() -> None:
    transport = Closing()
    with Client(BASE_URL, transport=transport) as client, pytest.raises(ConfigurationError):
        await oauth_authorize.asyncio("t", client=client, **GOOD.keywords())  # type: ignore[arg-type]
    assert transport.sent == 0


DEFAULTS = {
    "base_url": None,
    "timeout": 30.0,
    "connect_timeout": 5.0,
    "retries": 2,
    "headers": None,
    "token": None,
    "verify": True,
    "cert": None,
    "proxy": None,
    "trust_env": True,
    "max_connections": 100,
    "transport": None,
    "http_client": None,
    "allow_insecure": False,
    "user_agent": None,
}


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_arguments_and_their_defaults(kind: type[Client | AsyncClient]) -> None:
    """What is not said is the safe choice, and both clients take the same."""
    parameters = inspect.signature(kind).parameters
    assert {name: parameter.default for name, parameter in parameters.items()} == DEFAULTS
    assert [name for name, one in parameters.items() if one.kind is not one.KEYWORD_ONLY] == ["base_url"]


@pytest.mark.parametrize("wrong", [None, "https://iot.example.com"])
async def test_what_is_no_client_is_refused(wrong: object) -> None:
    for function in (oauth_authorize.sync, oauth_authorize.sync_detailed):
        with pytest.raises(ConfigurationError, match="client must be a Client, not") as caught:
            function(GOOD.tenant_id, client=cast("Client", wrong), **GOOD.keywords())
        assert "iot.example.com" not in str(caught.value)
    for afunction in (oauth_authorize.asyncio, oauth_authorize.asyncio_detailed):
        with pytest.raises(ConfigurationError, match="client must be an AsyncClient, not") as caught:
            await afunction(GOOD.tenant_id, client=cast("AsyncClient", wrong), **GOOD.keywords())
        assert caught.value.__suppress_context__


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_what_a_reader_is_shown_of_a_client_has_public_names(kind: type) -> None:
    public = {*vars(builtins), *vars(collections.abc), *tkeel_oauth.types.__all__, "PathLike", "SSLContext"}
    shown = re.sub(r"httpx\.\w+", "", str(inspect.signature(kind)))
    named = set(re.findall(r"[A-Z]\w+", shown))
    assert named <= public
    assert "APIClient" not in pydoc.render_doc(kind)
