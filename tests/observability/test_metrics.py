"""The duration of requests, as the HTTP semantic conventions want it measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.observability.telemetry import BASE_URL, granted, log_in, refused
from tkeel_oauth import Client, ServerError

if TYPE_CHECKING:
    from tests.observability.telemetry import Serve, Telemetry

KNOWN = {
    "http.request.method": "GET",
    "server.address": "iot.example.com",
    "server.port": 443,
    "url.template": "/oauth/{tenant_id}/authorize",
}


def test_every_attempt_is_measured(serve: Serve, telemetry: Telemetry) -> None:
    server = serve(granted(), granted(), httpx.ConnectError("no"), refused(503), refused(500))
    with server.client() as client:
        log_in(client)
        log_in(client)
        with pytest.raises(ServerError):
            log_in(client)
    counts = {tuple(sorted((point.attributes or {}).items())): point.count for point in telemetry.durations}
    expected: list[tuple[dict[str, str | int], int]] = [
        ({"http.response.status_code": 200}, 2),
        ({"error.type": "tkeel_oauth.errors.ConnectionFailed"}, 1),
        ({"http.response.status_code": 503, "error.type": "503"}, 1),
        ({"http.response.status_code": 500, "error.type": "500"}, 1),
    ]
    assert counts == {tuple(sorted({**KNOWN, **more}.items())): count for more, count in expected}


def test_the_time_is_in_seconds_from_sending_to_the_end_of_the_body(
    telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]

    def answer(_: httpx.Request) -> httpx.Response:
        now[0] += 0.06
        return granted()

    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.monotonic", lambda: now[0])
    with Client(BASE_URL, transport=httpx.MockTransport(answer)) as client:
        log_in(client)
    (point,) = telemetry.durations
    assert point.sum == pytest.approx(0.06)


def test_the_buckets_are_those_of_the_conventions(serve: Serve, telemetry: Telemetry) -> None:
    with serve(granted()).client() as client:
        log_in(client)
    (point,) = telemetry.durations
    assert tuple(point.explicit_bounds) == (
        *(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25),
        *(0.5, 0.75, 1, 2.5, 5, 7.5, 10),
    )


def test_the_unit_is_told(serve: Serve, telemetry: Telemetry) -> None:
    with serve(granted()).client() as client:
        log_in(client)
    assert [(metric.name, metric.unit) for metric in telemetry.metrics] == [
        ("http.client.request.duration", "s")
    ]
