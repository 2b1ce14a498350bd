"""Fixtures of the faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.ways import WAYS, going

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=WAYS)
def each_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run a test several times, with the calls going each way."""
    way: str = request.param
    with going(way, monkeypatch):
        yield way
