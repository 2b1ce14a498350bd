"""Hosts that the contract tests run against."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.contract.support import Host, respx_mocker, respx_transport
from tests.contract.wiretap import Wiretap
from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from contextlib import AbstractContextManager


@pytest.fixture(scope="session")
def recorded_server() -> Iterator[RecordedServer]:
    with RecordedServer() as server:
        yield server


@pytest.fixture
def wiretap() -> Iterator[Wiretap]:
    """A server that keeps what it is sent."""
    with Wiretap() as tap:
        yield tap


@pytest.fixture(params=["respx-transport", "respx-mocker", "socket"])
def host(request: pytest.FixtureRequest, recorded_server: RecordedServer) -> Iterator[Host]:
    """The recorded server, in each of the ways a caller can have it."""

    @contextmanager
    def socket() -> Generator[Host, None, None]:
        yield Host(recorded_server.base_url)

    kinds: dict[str, Callable[[], AbstractContextManager[Host]]] = {
        "respx-transport": respx_transport,
        "respx-mocker": respx_mocker,
        "socket": socket,
    }
    with kinds[request.param]() as running:
        yield running
