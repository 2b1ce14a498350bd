"""From httpx's request and answer to an exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth._runtime.transport.body import Body
from tkeel_oauth.testing.messages import Answer, Headers, Request

from .exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

    from .base import Base

__all__ = ["exchange_of", "target_of", "whole_body"]


def target_of(request: httpx.Request) -> str:
    """Gives the target of a request as it goes out."""
    return request.url.raw_path.decode("latin-1")


def whole_body(response: httpx.Response, chunks: Iterable[bytes]) -> bytes | None:
    """Gives a body decoded, None where it is larger than 1 MiB or compressed in an unknown way.

    Args:
        response: The answer it belongs to.
        chunks: The bytes as they came.
    """
    body = Body(response.status_code, response.headers.raw)
    for chunk in chunks:
        if not body.feed(chunk):
            break
    answer = body.answer()
    return None if answer.body_error else answer.content


def exchange_of(
    base: Base, request: httpx.Request, response: httpx.Response, body: bytes, name: str = ""
) -> Exchange:
    """Puts an exchange together.

    Args:
        base: The server that answered.
        request: The request, its body read.
        response: The answer.
        body: The answer's body, decoded.
        name: The scenario, if it has a name.
    """
    reason: bytes = response.extensions.get("reason_phrase", b"")
    version: bytes = response.extensions.get("http_version", b"")
    return Exchange(
        base,
        Request(request.method, target_of(request), _plain(request.headers), body=request.content),
        Answer(
            response.status_code,
            reason.decode("latin-1") or response.reason_phrase,
            _plain(response.headers),
            body,
            version.decode("latin-1"),
        ),
        name,
    )


def _plain(headers: httpx.Headers) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
