# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
"""pook stands in for the methods of httpx's clients that pick a transport."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pook
import pytest
from pook.exceptions import PookNoMatches

from tests.faults.server import CODE, FaultServer
from tests.tools.logins import BOTH, MOCKED, target


@pytest.fixture(autouse=True)
def _off() -> Iterator[None]:
    yield
    pook.off()  # a test that fails would leave it on


@pytest.mark.parametrize("log_in", BOTH)
def test_a_mock_answers_and_nothing_leaves(live: FaultServer, log_in: Callable[[str], str]) -> None:
    with pook.use():
        # By the path alone: pook reads the text of the URL, whose query is masked.
        mock = pook.get(target(live.base_url), reply=200, response_json={"code": MOCKED})
        assert log_in(live.base_url) == MOCKED
        assert mock.calls == 1
    assert live.requests == []
    assert log_in(live.base_url) == CODE
    assert len(live.requests) == 1


@pytest.mark.parametrize("log_in", BOTH)
def test_what_is_not_mocked_does_not_leave_either(live: FaultServer, log_in: Callable[[str], str]) -> None:
    with pook.use(), pytest.raises(PookNoMatches):
        log_in(live.base_url)
    assert live.requests == []
