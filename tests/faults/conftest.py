"""Fixtures of the faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.ways import WAYS, watching

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=WAYS)
def each_way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test twice, with the calls going either way."""
    way: str = request.param
    if way == "direct":
        yield way
        return
    with watching():
        yield way
