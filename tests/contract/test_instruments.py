"""respx and OpenTelemetry, which know httpx's transports, know the client's own as well."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
import respx
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from tests.contract.support import BASE_URL, EVERY_WAY, GOOD, WAYS, Arguments, Host, name_of
from tkeel_oauth import BadRequest, ConnectionFailed, errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.contract.wiretap import Wiretap
    from tkeel_oauth.testing import RecordedServer

SECRET = Arguments(username="user-canary", password="pass-canary", state="state-canary")
TARGET = f"{BASE_URL}/oauth/tenant-a/authorize"
QUERY = {
    "response_type": "code",
    "username": "user-canary",
    "password": "pass-canary",
    "redirect_uri": "http://tkeel.io/callback",
    "state": "state-canary",
}


@pytest.mark.parametrize("way", EVERY_WAY, ids=name_of)
def test_respx_mocks_the_default_transport(way: Callable[..., Any]) -> None:
    with respx.mock as router:
        route = router.get(TARGET, params=QUERY).respond(json={"code": "ABC"})
        result = way(Host(BASE_URL), SECRET)
        assert getattr(result, "parsed", result).code == "ABC"
    assert route.call_count == 1
    sent = cast("httpx.Request", route.calls[0].request)  # pyright: ignore[reportUnknownMemberType]
    assert sent.method == "GET"
    assert sent.url.params.multi_items() == list(QUERY.items())
    assert sent.headers["host"] == "tkeel.example.com"
    assert sent.headers["accept"] == "application/json"


@pytest.mark.parametrize("way", EVERY_WAY, ids=name_of)
def test_respx_raises_through_the_default_transport(way: Callable[..., Any]) -> None:
    with respx.mock as router:
        router.get(TARGET).mock(side_effect=httpx.ReadError)
        with pytest.raises(ConnectionFailed):
            way(Host(BASE_URL), SECRET, retries=0)
        assert router.calls.call_count == 1


def test_respx_mocks_several_calls_of_one_client() -> None:
    with respx.mock as router, Host(BASE_URL).client() as client:
        router.get(TARGET).mock(
            side_effect=[httpx.Response(200, json={"code": "A"}), httpx.Response(409, json={"code": 6})]
        )
        assert client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords()).code == "A"
        with pytest.raises(errors.Conflict):
            client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())


def test_respx_mocks_several_calls_of_one_async_client() -> None:
    async def calls() -> None:
        async with Host(BASE_URL).async_client() as client:
            assert (await client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())).code == "A"
            with pytest.raises(errors.Conflict):
                await client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())

    with respx.mock as router:
        router.get(TARGET).mock(
            side_effect=[httpx.Response(200, json={"code": "A"}), httpx.Response(409, json={"code": 6})]
        )
        asyncio.run(calls())


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = HTTPXClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    try:
        yield exporter
    finally:
        instrumentor.uninstrument()
        provider.shutdown()


def everything_in(exporter: InMemorySpanExporter) -> str:
    return "".join(span.to_json() for span in exporter.get_finished_spans())


@pytest.mark.parametrize("way", EVERY_WAY, ids=name_of)
def test_a_span_is_made_without_the_query(
    spans: InMemorySpanExporter, wiretap: Wiretap, way: Callable[..., Any]
) -> None:
    way(Host(wiretap.base_url), SECRET)
    (span,) = spans.get_finished_spans()
    assert span.kind is SpanKind.CLIENT
    attributes = dict(span.attributes or {})
    urls = {str(value) for key, value in attributes.items() if "url" in key}
    assert any(f"{wiretap.base_url}/oauth/tenant-a/authorize" in url for url in urls)
    text = everything_in(spans)
    assert not re.search(r"canary|response_type|redirect_uri|tkeel\.io", text)
    # Its header reached the server, beside the others and not in their place.
    (seen,) = wiretap.requests
    assert len(seen.header("traceparent")) == 1
    assert seen.header("accept") == ["application/json"]
    assert seen.pairs == list(QUERY.items())


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_a_span_of_a_refusal_is_marked_and_silent(
    spans: InMemorySpanExporter, recorded_server: RecordedServer, way: Callable[..., Any]
) -> None:
    with pytest.raises(BadRequest):
        way(Host(recorded_server.base_url), SECRET)
    (span,) = spans.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert 400 in dict(span.attributes or {}).values()
    assert "canary" not in everything_in(spans)


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_a_span_of_a_failure_is_silent(spans: InMemorySpanExporter, way: Callable[..., Any]) -> None:
    with pytest.raises(ConnectionFailed):
        way(Host("http://127.0.0.1:1/v1"), SECRET, retries=0)
    (span,) = spans.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert "canary" not in everything_in(spans)
