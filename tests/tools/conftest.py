"""A live server that must see no request of a test that mocks, or as many as one that does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.answers import keep_answering
from tests.faults.server import FaultServer


@pytest.fixture
def live() -> Iterator[FaultServer]:
    """What a login would reach if a tool were gone around; it answers with a code of its own."""
    with FaultServer(*[keep_answering] * 8) as server:
        yield server
