"""Fixtures of the tests of the runtime, and those they share with the contract tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests._runtime.clocks import Clock
from tests.contract.conftest import recorded_server, wiretap

__all__ = ["clock", "recorded_server", "wiretap"]

# The same examples in every run. `--hypothesis-profile=search` looks for new ones.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("search", max_examples=3000, database=None, deadline=None)
settings.load_profile("same")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The runtime's time, in the hands of the test."""
    found = Clock()
    found.install(monkeypatch)
    return found
