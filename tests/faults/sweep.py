"""Makes every kind of call meet every fault, and watches all the ways in which secrets get out."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from typing import Protocol

import httpx
import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.faults.calls import Held, Options, Result
from tests.faults.canary import CODE, LOGIN, Sighting, Watch, reachable
from tests.faults.fault import QUICK, Expected, Fault
from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.models import V1AuthorizeResponse
from tkeel_oauth.types import Response

CHANNELS = (
    "attributes",
    "locals",
    "log",
    "pickle",
    "repr",
    "span",
    "stderr",
    "stdout",
    "text",
    "traceback",
    "warning",
)

FACES = ("sync method", "sync detailed", "async method")
"""The detailed functions differ in what they return; sync, that is the same."""

_LATE = 0.1
"""Seconds for calls that only the deadline ends: here nobody measures them."""


class Capture(Protocol):
    """What pytest's `capfd` gives."""

    def readouterr(self) -> tuple[str, str]: ...


def sweep(faults: Iterable[Fault], capture: Capture, monkeypatch: pytest.MonkeyPatch) -> Generator[Sighting]:
    """Yield where a secret is seen, call by call.

    Args:
        faults: what the server does.
        capture: reads what was printed.
        monkeypatch: to be rid of waiting.
    """
    watch = Watch()
    # Retries run, as they log and chain on their own, but do not wait.
    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.sleep", _no_wait)
    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.async_sleep", _no_wait_async)
    capture.readouterr()
    with ExitStack() as stack:
        spans = stack.enter_context(_spans())
        objects = stack.enter_context(_objects())
        records = stack.enter_context(_records())
        caught = stack.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("always")
        seen: set[Expected] = set()
        for number, fault in enumerate(faults):
            watch.fault = fault.name
            # One fault of each outcome by every face, and all that a server echoes; the others in turn.
            told = fault.expected in seen and not fault.name.startswith("echo")
            faces = FACES[number % len(FACES) :][:1] if told else FACES
            seen.add(fault.expected)
            for face in faces:
                with fault.server(CODE) as server:
                    _call(watch, fault, fault.base_url(server), face)
                for one in objects:
                    watch.look("repr", _texts(one))
                for record in records:
                    watch.look("log", record)
                for warning in caught:
                    watch.look("warning", f"{warning.message!r} {warning.filename} {warning.line}")
                for span in spans.get_finished_spans():
                    watch.look("span", span.to_json())
                out, err = capture.readouterr()
                watch.look("stdout", out)
                watch.look("stderr", err)
                yield from watch.sightings
                for emptied in (objects, records, caught, watch.sightings):
                    emptied.clear()
                spans.clear()


def _no_wait(_: float) -> None:
    pass


async def _no_wait_async(_: float) -> None:
    pass


def exchange_of(client: Client | AsyncClient) -> object:
    """What sends a client's requests."""
    return client._session.shared  # pyright: ignore[reportPrivateUsage]


def _call(watch: Watch, fault: Fault, base_url: str, face: str) -> None:
    options: Options = {**fault.options(), "retries": 1}
    if fault.timeout < QUICK:
        options["timeout"] = _LATE
    kind, _, way = face.partition(" ")
    with Held(Client if kind == "sync" else AsyncClient, base_url, **options) as held:
        held.describe_every_step()
        result = held.call(LOGIN, way)
        client = held.client
        watch.look("repr", f"{client!r} {client!s} {client.oauth!r} {exchange_of(client)!r}")
        _examine(watch, result)
    watch.look("repr", repr(client))


def _examine(watch: Watch, result: Result) -> None:
    if result.error is not None:
        watch.look_at_error(result.error)
        return
    watch.look("repr", f"{result.value!r} {result.value!s}")
    if isinstance(result.value, Response):
        for one in reachable(result.value.headers):
            watch.look("attributes", f"{one!s} {one!r}")
        if not isinstance(result.value.parsed, V1AuthorizeResponse):
            for one in reachable(result.value):
                watch.look("attributes", f"{one!s} {one!r}")


def _texts(one: object) -> str:
    shown = [one]
    if isinstance(one, httpx.Request):
        # What tools do with the URL of a request they see.
        url = one.url
        shown += [url, url.copy_with(fragment="x"), url.join("?more"), url.__reduce__(), one.extensions]
    return "\n".join(f"{item!s} {item!r}" for item in shown)


@contextmanager
def _objects() -> Generator[list[object]]:
    """Wrap the methods of httpx's transports, as a tool does; yield what goes through them."""
    seen: list[object] = []
    sync, asynchronous = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def handle_request(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        seen.extend([self, request])
        response = sync(self, request)
        seen.append(response)
        return response

    async def handle_async_request(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        seen.extend([self, request])
        response = await asynchronous(self, request)
        seen.append(response)
        return response

    httpx.HTTPTransport.handle_request = handle_request  # type: ignore[method-assign]
    httpx.AsyncHTTPTransport.handle_async_request = handle_async_request  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        httpx.HTTPTransport.handle_request = sync  # type: ignore[method-assign]
        httpx.AsyncHTTPTransport.handle_async_request = asynchronous  # type: ignore[method-assign]


@contextmanager
def _records() -> Generator[list[str]]:
    """Everything logged, as text and with all that a record carries."""
    texts: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            texts.append(f"{self.format(record)}\n{vars(record)!r}")

    root = logging.getLogger()
    level, handlers = root.level, root.handlers
    # This one alone: pytest's would write each of them down as well.
    root.handlers = [Handler()]
    root.setLevel(logging.DEBUG)
    try:
        yield texts
    finally:
        root.setLevel(level)
        root.handlers = handlers


@contextmanager
def _spans() -> Generator[InMemorySpanExporter]:
    """What OpenTelemetry's instrumentation of httpx writes down."""
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
