"""The transports a caller may bring, by names of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

__all__ = ["AsyncTransport", "SyncTransport"]

if TYPE_CHECKING:
    import httpx

    SyncTransport: TypeAlias = httpx.BaseTransport
    AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
else:
    # A client need not send through httpx, so the names alone do not load it.
    SyncTransport = "httpx.BaseTransport"
    AsyncTransport = "httpx.AsyncBaseTransport"
