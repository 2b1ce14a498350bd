"""Spans by the HTTP semantic conventions: one for each attempt, and nothing secret in any."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.instrumentation.utils import suppress_http_instrumentation
from opentelemetry.trace import INVALID_SPAN, SpanKind, StatusCode

from tests.faults.calls import call
from tests.faults.catalog import FAULTS
from tests.faults.fault import QUICK
from tests.observability.telemetry import BASE_URL, SECRETS, granted, log_in, log_in_async, refused
from tkeel_oauth import (
    APIStatusError,
    AsyncClient,
    BadRequest,
    Client,
    ConfigurationError,
    ConnectionFailed,
    ServerError,
    TkeelOAuthError,
    UnexpectedResponse,
)
from tkeel_oauth._runtime.contract.operation import Operation, Parameter
from tkeel_oauth._runtime.contract.schema import Text
from tkeel_oauth.otel import TkeelOAuthInstrumentor
from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

    from tests.observability.telemetry import Said, Serve, Telemetry

KNOWN = {
    "http.request.method": "GET",
    "server.address": "iot.example.com",
    "server.port": 443,
    "url.full": f"{BASE_URL}/oauth/tenant-a/authorize",
    "url.template": "/oauth/{tenant_id}/authorize",
}


def attributes(span: ReadableSpan) -> dict[str, object]:
    return dict(span.attributes or {})


def test_a_success_is_a_span(serve: Serve, telemetry: Telemetry) -> None:
    with serve(granted()).client() as client:
        log_in(client)
    span = telemetry.span
    assert (span.name, span.kind) == ("GET /oauth/{tenant_id}/authorize", SpanKind.CLIENT)
    assert attributes(span) == {**KNOWN, "http.response.status_code": 200}
    assert (span.status.status_code, span.status.description) == (StatusCode.UNSET, None)
    scope = span.instrumentation_scope
    assert scope is not None
    assert scope.name == "tkeel_oauth"
    assert scope.schema_url is not None


async def test_async_calls_have_the_same_spans(serve: Serve, telemetry: Telemetry) -> None:
    async with serve(refused(503), granted()).async_client() as client:
        await log_in_async(client)
    failed, done = telemetry.spans
    assert attributes(failed) == {**KNOWN, "http.response.status_code": 503, "error.type": "503"}
    assert attributes(done) == {**KNOWN, "http.response.status_code": 200, "http.request.resend_count": 1}


def test_every_attempt_is_a_span_of_the_same_parent(serve: Serve, telemetry: Telemetry) -> None:
    server = serve(httpx.ConnectError("no"), refused(503), refused(503))
    tracer = telemetry.tracers.get_tracer("application")
    with server.client() as client, tracer.start_as_current_span("sign in"), pytest.raises(ServerError):
        log_in(client)
    *attempts, parent = telemetry.spans
    assert [attributes(span).get("http.request.resend_count") for span in attempts] == [None, 1, 2]
    assert parent.context is not None
    assert [span.parent.span_id if span.parent else None for span in attempts] == [parent.context.span_id] * 3


@pytest.mark.parametrize(
    ("says", "kind", "description"),
    [
        (refused(400), "400", None),
        (refused(504), "504", None),
        (
            httpx.ReadTimeout("after wonderland"),
            "tkeel_oauth.errors.DeadlineExceeded",
            "no whole answer within 30 s",
        ),
        (httpx.ReadError("wonderland"), "tkeel_oauth.errors.ConnectionFailed", "ended the connection"),
    ],
    ids=["400", "504", "late", "broken"],
)
def test_a_failure_is_marked(
    serve: Serve, telemetry: Telemetry, says: Said, kind: str, description: str | None
) -> None:
    with serve(says).client() as client, pytest.raises(TkeelOAuthError):
        log_in(client)
    span = telemetry.span
    assert attributes(span)["error.type"] == kind
    assert span.status.status_code is StatusCode.ERROR
    assert (description or "") in (span.status.description or "")
    assert description is None or span.status.description
    assert not any(secret in span.to_json() for secret in SECRETS)


@pytest.mark.parametrize("error", [RuntimeError("for wonderland"), KeyboardInterrupt("wonderland")], ids=repr)
def test_what_passes_through_is_marked_and_not_quoted(
    serve: Serve, telemetry: Telemetry, error: BaseException
) -> None:
    with serve(error).client() as client, pytest.raises(type(error)):
        log_in(client)
    span = telemetry.span
    assert attributes(span)["error.type"] == type(error).__name__
    assert span.status.status_code is StatusCode.ERROR
    assert span.events == ()
    assert "wonderland" not in span.to_json()


async def test_a_cancelled_call_ends_its_span(telemetry: Telemetry) -> None:
    under_way = asyncio.Event()

    async def hang(_: httpx.Request) -> httpx.Response:
        under_way.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with AsyncClient(BASE_URL, transport=httpx.MockTransport(hang)) as client:
        task = asyncio.create_task(log_in_async(client))
        await under_way.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert attributes(telemetry.span)["error.type"] == "asyncio.exceptions.CancelledError"


_FAULTS = [fault for fault in FAULTS if fault.timeout == QUICK]


@pytest.mark.parametrize("face", ["sync method", "async method"])
def test_the_kind_of_an_error_is_what_is_raised(telemetry: Telemetry, face: str) -> None:
    for fault in _FAULTS:
        with fault.server() as server:
            error = call(face, fault.base_url(server), **fault.options()).error
        found = attributes(telemetry.span).get("error.type")
        telemetry.exporter.clear()
        if isinstance(error, APIStatusError):
            assert found == str(error.status_code), fault.name
        elif isinstance(error, UnexpectedResponse):
            # Either HTTP went wrong, or the body alone is of no use, which HTTP does not know of.
            assert found in (None, "tkeel_oauth.errors.UnexpectedResponse"), fault.name
        else:
            expected = None if error is None else f"tkeel_oauth.errors.{type(error).__name__}"
            assert found == expected, fault.name


def test_an_attempt_is_current_while_it_lasts(telemetry: Telemetry) -> None:
    current: list[trace.Span] = []

    def answer(_: httpx.Request) -> httpx.Response:
        current.append(trace.get_current_span())
        return granted()

    with Client(BASE_URL, transport=httpx.MockTransport(answer)) as client:
        log_in(client)
    assert current[0].get_span_context() == telemetry.span.context
    assert trace.get_current_span() is INVALID_SPAN


def test_the_context_goes_along(serve: Serve, telemetry: Telemetry) -> None:
    server = serve(refused(503), granted())
    with server.client(headers={"TraceParent": "of the caller's", "X-Mine": "kept"}) as client:
        log_in(client)
    for request, span in zip(server.requests, telemetry.spans, strict=True):
        assert span.context is not None
        (sent,) = request.headers.get_list("traceparent")
        assert sent.startswith(f"00-{span.context.trace_id:032x}-{span.context.span_id:016x}-")
        assert request.headers["x-mine"] == "kept"


def test_what_no_header_can_hold_is_left_out(
    serve: Serve, telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def inject(carrier: dict[str, str]) -> None:
        carrier.update({"x-good": "1", "x-bad": "a\r\nX-Worse: 1", "x-far": "密"})

    monkeypatch.setattr("tkeel_oauth.otel.inject", inject)
    server = serve(granted())
    with server.client() as client:
        log_in(client)
    assert {name for name in server.requests[0].headers if name.startswith("x-")} == {"x-good"}
    assert len(telemetry.spans) == 1


def test_the_servers_id_is_noted(serve: Serve, telemetry: Telemetry) -> None:
    server = serve(granted({"X-Request-Id": "r-1"}), granted({"X-Request-Id": "SECRET-CODE"}))
    with server.client() as client:
        log_in(client)
        log_in(client)
    named, unnamed = telemetry.spans
    assert attributes(named)["http.response.header.x-request-id"] == ("r-1",)
    assert "http.response.header.x-request-id" not in attributes(unnamed)


def test_a_path_with_a_secret_in_it_is_its_template(
    serve: Serve, telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tkeel_oauth._generated.api.oauth.oauth_authorize import OPERATION  # noqa: PLC0415

    parameters = (Parameter("tenant_id", "tenant_id", "path", Text()), *OPERATION.parameters[1:])
    assert isinstance(OPERATION, Operation)
    monkeypatch.setattr(OPERATION, "parameters", parameters)
    with serve(granted()).client() as client:
        log_in(client)
    assert attributes(telemetry.span)["url.full"] == f"{BASE_URL}/oauth/{{tenant_id}}/authorize"


def test_a_call_that_sends_nothing_is_no_span(serve: Serve, telemetry: Telemetry) -> None:
    with serve().client() as client, pytest.raises(ConfigurationError):
        client.oauth.authorize("..", username="u", password="p", redirect_uri="r")
    assert telemetry.spans == ()


def test_the_client_below_is_not_told_of_twice(telemetry: Telemetry) -> None:
    below = HTTPXClientInstrumentor()
    below.instrument(tracer_provider=telemetry.tracers)
    try:
        with RecordedServer() as server, Client(server.base_url) as client:
            log_in(client)
            assert [span.name for span in telemetry.spans] == ["GET /oauth/{tenant_id}/authorize"]
            TkeelOAuthInstrumentor().uninstrument()
            log_in(client)
    finally:
        below.uninstrument()
    assert [span.name for span in telemetry.spans] == ["GET /oauth/{tenant_id}/authorize", "GET"]


def test_a_port_is_noted(telemetry: Telemetry) -> None:
    with RecordedServer() as server, Client(server.base_url) as client:
        log_in(client)
        port = httpx.URL(server.base_url).port
    found = attributes(telemetry.span)
    assert (found["server.address"], found["server.port"]) == ("127.0.0.1", port)


def test_who_wants_silence_has_it(serve: Serve, telemetry: Telemetry) -> None:
    server = serve(granted())
    with server.client() as client, suppress_http_instrumentation():
        log_in(client)
    assert telemetry.spans == ()
    assert telemetry.durations == []
    assert "traceparent" not in server.requests[0].headers


def test_uninstrumented_there_are_no_spans(serve: Serve, telemetry: Telemetry) -> None:
    TkeelOAuthInstrumentor().uninstrument()
    server = serve(granted())
    with server.client() as client:
        log_in(client)
    assert telemetry.spans == ()
    assert "traceparent" not in server.requests[0].headers


def test_without_an_sdk_calls_are_as_ever(serve: Serve) -> None:
    instrumentor = TkeelOAuthInstrumentor()
    instrumentor.instrument()
    try:
        server = serve(granted(), refused())
        with server.client() as client:
            log_in(client)
            with pytest.raises(BadRequest):
                log_in(client)
    finally:
        instrumentor.uninstrument()
    assert "traceparent" not in server.requests[0].headers


def test_a_request_that_no_transport_takes_is_marked(telemetry: Telemetry) -> None:
    class Foreign(httpx.BaseTransport):
        """Is given the plain URL, whose length httpx bounds."""

    with Client(BASE_URL, transport=Foreign()) as client, pytest.raises(ConfigurationError):
        client.oauth.authorize("t", username="u", password="p" * 70_000, redirect_uri="r")
    assert attributes(telemetry.span)["error.type"] == "tkeel_oauth.errors.ConfigurationError"


def test_an_outage_is_a_span(telemetry: Telemetry) -> None:
    with Client("http://127.0.0.1:1", retries=0) as client, pytest.raises(ConnectionFailed) as caught:
        log_in(client)
    assert telemetry.span.status.description == str(caught.value)
