"""Providers that keep what they are given, and a server that says what a test wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.observability.telemetry import Server, Telemetry
from tkeel_oauth.otel import TkeelOAuthInstrumentor

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.observability.telemetry import Said, Serve


@pytest.fixture
def telemetry() -> Generator[Telemetry]:
    """Instrumented, and what comes of it."""
    telemetry = Telemetry()
    instrumentor = TkeelOAuthInstrumentor()
    instrumentor.instrument(tracer_provider=telemetry.tracers, meter_provider=telemetry.meters)
    try:
        yield telemetry
    finally:
        if instrumentor.is_instrumented_by_opentelemetry:
            instrumentor.uninstrument()
        telemetry.tracers.shutdown()
        telemetry.meters.shutdown()


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Make a server; retries do not wait for it."""

    def at_once(_: float) -> None:
        pass

    async def at_once_async(_: float) -> None:
        pass

    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.sleep", at_once)
    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.async_sleep", at_once_async)

    def make(*says: Said) -> Server:
        return Server(list(says))

    return make
