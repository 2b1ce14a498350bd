"""Fixtures of the tests of the runtime, and those they share with the contract tests."""

from __future__ import annotations

import pytest

from tests._runtime.clocks import Clock
from tests.contract.conftest import recorded_server, wiretap

__all__ = ["clock", "recorded_server", "wiretap"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The runtime's time, in the hands of the test."""
    found = Clock()
    found.install(monkeypatch)
    return found
