"""The ways a call may go: past httpx, with either reader, or through it because somebody watches it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from tests.transports import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Generator

    import pytest

__all__ = ["WAYS", "going", "watching"]

WAYS = ("h11", "llhttp", "through httpx")

_TRANSPORTS = {"h11": "default", "llhttp": "fast", "through httpx": "default"}


@contextmanager
def going(way: str, monkeypatch: pytest.MonkeyPatch) -> Generator[list[object]]:
    """Make calls go a way; yield what goes through httpx."""
    monkeypatch.setenv(VARIABLE, _TRANSPORTS[way])
    if way != "through httpx":
        yield []
        return
    with watching() as seen:
        yield seen


@contextmanager
def watching() -> Generator[list[object]]:
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

    # Under the same names, as the SDK looks whose method it is.
    httpx.HTTPTransport.handle_request = handle_request  # type: ignore[method-assign]
    httpx.AsyncHTTPTransport.handle_async_request = handle_async_request  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        httpx.HTTPTransport.handle_request = sync  # type: ignore[method-assign]
        httpx.AsyncHTTPTransport.handle_async_request = asynchronous  # type: ignore[method-assign]
