"""The tools that people watch or mock httpx with are not gone around, whatever reads the answers."""

from __future__ import annotations

import asyncio
from functools import wraps
from typing import TYPE_CHECKING
from unittest import mock

import httpcore
import httpx
import pytest
import respx
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor

from tests.contract.support import GOOD
from tests.contract.wiretap import Wiretap
from tkeel_oauth import AsyncClient, Client
from tkeel_oauth._runtime.transport.watched import async_watched, sync_watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLACES: list[tuple[type, str, Callable[[], bool]]] = [
    (httpx.HTTPTransport, "handle_request", sync_watched),
    (httpcore.HTTPConnection, "handle_request", sync_watched),
    (httpx.AsyncHTTPTransport, "handle_async_request", async_watched),
    (httpcore.AsyncHTTPConnection, "handle_async_request", async_watched),
]
each_place = pytest.mark.parametrize(("kind", "method", "is_watched"), PLACES)


@pytest.fixture
def tap() -> Iterator[Wiretap]:
    with Wiretap() as tap:
        yield tap


def _wrapped(found: Callable[..., object]) -> object:
    @wraps(found)
    def wrapper(*arguments: object, **options: object) -> object:
        return found(*arguments, **options)

    return wrapper


@each_place
def test_respx_is_seen(kind: type, method: str, is_watched: Callable[[], bool]) -> None:
    del kind, method
    with respx.mock(assert_all_called=False):
        assert is_watched()
    assert not is_watched()


@each_place
def test_opentelemetry_is_seen(kind: type, method: str, is_watched: Callable[[], bool]) -> None:
    del kind, method
    instrumentor = HTTPXClientInstrumentor()
    instrumentor.instrument()
    try:
        assert is_watched()
    finally:
        instrumentor.uninstrument()
    assert not is_watched()


def test_a_client_follows_from_call_to_call(tap: Wiretap) -> None:
    with Client(tap.base_url) as client:

        def code() -> str:
            return client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords()).code

        real = code()
        with respx.mock as router:
            router.get(url__startswith=tap.base_url).respond(json={"code": "MOCKED"})
            assert code() == "MOCKED"
        assert code() == real
        assert len(tap.requests) == 2
        assert tap.connections == 1


def test_an_async_client_follows_from_call_to_call(tap: Wiretap) -> None:
    async def main() -> None:
        async with AsyncClient(tap.base_url) as client:

            async def code() -> str:
                return (await client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())).code

            real = await code()
            with respx.mock as router:
                router.get(url__startswith=tap.base_url).respond(json={"code": "MOCKED"})
                assert await code() == "MOCKED"
            assert await code() == real
            assert len(tap.requests) == 2
            assert tap.connections == 1

    asyncio.run(main())


def test_connections_of_both_ways_are_closed(tap: Wiretap) -> None:
    with Client(tap.base_url) as client:
        client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())
        with mock.patch.object(
            httpx.HTTPTransport, "handle_request", _wrapped(httpx.HTTPTransport.handle_request)
        ):
            client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())
    assert tap.connections == 2
    for thread in tap.connection_threads:
        thread.join(10)
        assert not thread.is_alive()


def test_connections_of_both_ways_are_closed_async(tap: Wiretap) -> None:
    async def main() -> None:
        async with AsyncClient(tap.base_url) as client:
            await client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())
            kind = httpx.AsyncHTTPTransport
            with mock.patch.object(kind, "handle_async_request", _wrapped(kind.handle_async_request)):
                await client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())
        # Within the loop, whose end would close them, too.
        for thread in tap.connection_threads:
            await asyncio.to_thread(thread.join, 10)
            assert not thread.is_alive()

    asyncio.run(main())
    assert tap.connections == 2
