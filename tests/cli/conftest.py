"""The recorded server, and the environment of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tkeel_oauth.testing import ReplayServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", name="running")
def _running() -> Iterator[ReplayServer]:
    with ReplayServer() as server:
        yield server


@pytest.fixture
def server(running: ReplayServer, monkeypatch: pytest.MonkeyPatch) -> ReplayServer:
    running.reset()
    monkeypatch.setenv("TKEEL_BASE_URL", running.base_url)
    monkeypatch.setenv("TKEEL_PASSWORD", "wonderland")
    return running
