"""The transports a caller may bring, by names of our own."""

from __future__ import annotations

from typing import TypeAlias

import httpx

__all__ = ["AsyncTransport", "SyncTransport"]

SyncTransport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
