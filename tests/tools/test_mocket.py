# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
"""Mocket stands in for the sockets themselves."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from mocket import Mocket, Mocketizer
from mocket.mocks.mockhttp import Entry

from tests.faults.server import FaultServer
from tests.tools.logins import BOTH, MOCKED, target


@pytest.mark.parametrize("log_in", BOTH)
def test_a_mock_answers_and_nothing_leaves(live: FaultServer, log_in: Callable[[str], str]) -> None:
    with Mocketizer(strict_mode=True):
        Entry.single_register(
            Entry.GET,
            target(live.base_url),
            body=json.dumps({"code": MOCKED}),
            headers={"Content-Type": "application/json"},
            match_querystring=False,
        )
        assert log_in(live.base_url) == MOCKED
        assert len(Mocket.request_list()) == 1
    assert live.requests == []
