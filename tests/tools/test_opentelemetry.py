"""OpenTelemetry's instrumentation of httpx: a span for each request, with no secret in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.faults.answers import refusal, respond, say
from tests.faults.server import FaultServer
from tests.tools.logins import BOTH, SECRETS
from tkeel_oauth import BadRequest, ConnectionFailed


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


@pytest.mark.parametrize("log_in", BOTH)
def test_a_login_is_a_span(
    live: FaultServer, spans: InMemorySpanExporter, log_in: Callable[[str], str]
) -> None:
    code = log_in(live.base_url)
    (span,) = spans.get_finished_spans()
    attributes = span.attributes or {}
    assert attributes.get("http.status_code", attributes.get("http.response.status_code")) == 200
    text = span.to_json()
    assert "/oauth/tenant-a/authorize?[hidden]=" in text
    assert not any(secret in text for secret in (*SECRETS, code))
    (head,) = live.requests
    assert b"\r\ntraceparent: 00-" in head  # the context goes along


@pytest.mark.parametrize("log_in", BOTH)
def test_what_fails_is_a_span(spans: InMemorySpanExporter, log_in: Callable[[str], str]) -> None:
    with FaultServer(respond(refusal(), status=400)) as server, pytest.raises(BadRequest):
        log_in(server.base_url)
    with FaultServer(say(b"HTTP/1.1 wonderland\r\n\r\n")) as server, pytest.raises(ConnectionFailed):
        log_in(server.base_url)
    refused, broken = spans.get_finished_spans()
    assert refused.status.is_ok is False
    assert broken.status.is_ok is False
    assert not any(secret in span.to_json() for span in (refused, broken) for secret in SECRETS)
