"""Sentry: a breadcrumb and a span for each request, with no secret in either."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.integrations.httpx import HttpxIntegration
from sentry_sdk.transport import Transport

from tests.faults.server import FaultServer
from tests.tools.logins import BOTH, SECRETS


class Kept(Transport):
    """Keeps what would be sent to Sentry."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.events += [item.payload.json for item in envelope.items if item.payload.json]


@pytest.fixture
def kept() -> Iterator[Kept]:
    transport = Kept()
    sentry_sdk.init(
        dsn="http://key@127.0.0.1:9/1",
        transport=transport,
        traces_sample_rate=1.0,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[HttpxIntegration()],
    )
    try:
        yield transport
    finally:
        sentry_sdk.get_client().close(timeout=0)
        sentry_sdk.get_global_scope().set_client(None)


@pytest.mark.parametrize("log_in", BOTH)
def test_a_login_is_seen_without_its_secrets(
    live: FaultServer, kept: Kept, log_in: Callable[[str], str]
) -> None:
    with sentry_sdk.isolation_scope(), sentry_sdk.start_transaction(name="a test"):
        code = log_in(live.base_url)
        sentry_sdk.capture_message("a message")
    sentry_sdk.flush()
    message = next(event for event in kept.events if event.get("message") == "a message")
    transaction = next(event for event in kept.events if event.get("type") == "transaction")
    crumbs = [one for one in message["breadcrumbs"]["values"] if one.get("type") == "http"]
    assert [crumb["data"]["http.response.status_code"] for crumb in crumbs] == [200]
    assert [span["op"] for span in transaction["spans"]] == ["http.client"]
    text = json.dumps(kept.events)
    assert "/oauth/tenant-a/authorize" in text
    assert not any(secret in text for secret in (*SECRETS, code))
    assert len(live.requests) == 1
