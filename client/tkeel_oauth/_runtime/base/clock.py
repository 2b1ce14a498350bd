"""Time, in one place, so that tests can replace it."""

from __future__ import annotations

import time

__all__ = ["async_sleep", "monotonic", "sleep", "wall"]

monotonic = time.monotonic
"""Seconds that only ever grow; deadlines are moments of it."""

wall = time.time
"""Seconds since the epoch; dates in ``Retry-After`` are compared with it."""

sleep = time.sleep
"""Wait, in sync code."""


async def async_sleep(seconds: float) -> None:
    """Wait, letting other tasks run."""
    import asyncio  # noqa: PLC0415 - the sync side never needs it

    await asyncio.sleep(seconds)
