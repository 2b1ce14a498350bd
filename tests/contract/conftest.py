"""Hosts that the contract tests run against."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.contract.support import Host, respx_mocker, respx_transport
from tests.contract.wiretap import Wiretap
from tests.transports import BOTH, VARIABLE
from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from contextlib import AbstractContextManager


@pytest.fixture(scope="session")
def recorded_server() -> Iterator[RecordedServer]:
    with RecordedServer() as server:
        yield server


@pytest.fixture(params=BOTH)
def wiretap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wiretap]:
    """A server that keeps what it is sent, by each of the clients' own transports."""
    monkeypatch.setenv(VARIABLE, request.param)
    with Wiretap() as tap:
        yield tap


@pytest.fixture(params=["respx-transport", "respx-mocker", "respx-mocker, fast", "socket", "socket, fast"])
def host(
    request: pytest.FixtureRequest, recorded_server: RecordedServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Host]:
    """The recorded server, in each of the ways a caller can have it."""

    @contextmanager
    def socket() -> Generator[Host, None, None]:
        yield Host(recorded_server.base_url)

    kinds: dict[str, Callable[[], AbstractContextManager[Host]]] = {
        "respx-transport": respx_transport,
        "respx-mocker": respx_mocker,
        "socket": socket,
    }
    kind, _, transport = request.param.partition(", ")
    monkeypatch.setenv(VARIABLE, transport or "default")
    with kinds[kind]() as running:
        yield running
