"""Fixtures of the tests of the runtime, which tests/_runtime has."""

from __future__ import annotations

from tests._runtime.conftest import clock, recorded_server, wiretap

__all__ = ["clock", "recorded_server", "wiretap"]
