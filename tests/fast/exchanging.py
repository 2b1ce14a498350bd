"""Single attempts with either reader, below the clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.transports import VARIABLE
from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.base.secrets import Secrets
from tkeel_oauth._runtime.call.encode import Request
from tkeel_oauth._runtime.call.exchange import Attempt
from tkeel_oauth._runtime.transport.opening import Route, open_async, open_sync

if TYPE_CHECKING:
    import pytest

    from tkeel_oauth._runtime.call.exchange import Answer, AsyncExchanger, Failure, SyncExchanger

__all__ = ["HEADERS", "async_exchange", "attempt", "request", "route", "sync_exchange"]

HEADERS = [(b"Accept", b"application/json"), (b"Accept-Encoding", b"identity"), (b"User-Agent", b"tests/1")]


def route(base_url: str, *, size: int = 10) -> Route:
    return Route(
        base_url,
        verify=True,
        cert=None,
        proxy=None,
        trust_env=False,
        max_connections=size,
        own_transport=False,
        allow_insecure=False,
    )


def request(target: bytes = b"/x", *, method: str = "GET", content: bytes = b"") -> Request:
    return Request(method, target, [], content, Secrets(()))


def sync_exchange(
    monkeypatch: pytest.MonkeyPatch, name: str, base_url: str, *, size: int = 10
) -> SyncExchanger:
    """What sends requests, with the reader that this name asks for."""
    monkeypatch.setenv(VARIABLE, name)
    return open_sync(route(base_url, size=size), None)


def async_exchange(monkeypatch: pytest.MonkeyPatch, name: str, base_url: str) -> AsyncExchanger:
    monkeypatch.setenv(VARIABLE, name)
    return open_async(route(base_url), None)


def attempt(
    exchange: SyncExchanger, *, timeout: float = 5.0, asked: Request | None = None, fresh: bool = False
) -> Answer | Failure:
    limits = Attempt(clock.monotonic() + timeout, timeout, fresh=fresh)
    return exchange.attempt(asked or request(), HEADERS, limits, timeout)
