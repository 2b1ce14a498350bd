"""Watching what goes through httpx, as a tool does."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import httpx


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

    httpx.HTTPTransport.handle_request = handle_request  # type: ignore[method-assign]
    httpx.AsyncHTTPTransport.handle_async_request = handle_async_request  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        httpx.HTTPTransport.handle_request = sync  # type: ignore[method-assign]
        httpx.AsyncHTTPTransport.handle_async_request = asynchronous  # type: ignore[method-assign]
