"""Hosts that the contract tests run against."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.support import Host, in_process, respx_mocker
from tests.contract.wiretap import Wiretap
from tkeel_oauth.testing import RecordedServer


@pytest.fixture(scope="session")
def recorded_server() -> Iterator[RecordedServer]:
    with RecordedServer() as server:
        yield server


@pytest.fixture
def wiretap() -> Iterator[Wiretap]:
    """A server that keeps what it is sent."""
    with Wiretap() as tap:
        yield tap


@pytest.fixture
def host() -> Host:
    """The recorded server, in the process of the test."""
    return in_process()


@pytest.fixture(params=["respx", "socket"])
def other_host(request: pytest.FixtureRequest, recorded_server: RecordedServer) -> Iterator[Host]:
    """The recorded server, in the other ways a caller can have it."""
    if request.param == "socket":
        yield Host(recorded_server.base_url)
    else:
        with respx_mocker() as running:
            yield running
