"""A clock that stands still until somebody waits on it."""

from __future__ import annotations

import pytest

from tkeel_oauth._runtime.base import clock


class Clock:
    """Stands in for the runtime's clock; ``waits`` are the seconds that were slept."""

    def __init__(self, *, now: float = 1000.0, wall: float = 1_800_000_000.0) -> None:
        self.now = now
        self.epoch = wall - now
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return self.epoch + self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.waits.append(seconds)
        self.now += seconds

    async def async_sleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("monotonic", "wall", "sleep", "async_sleep"):
            monkeypatch.setattr(clock, name, getattr(self, name))
