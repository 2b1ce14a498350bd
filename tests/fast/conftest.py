"""Fixtures of the tests of what the extra [fast] brings, and of the two readers side by side."""

from __future__ import annotations

from tests.runtime.conftest import clock

__all__ = ["clock"]
