"""The recorded server, and the environment of a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tkeel_oauth.recordings
from tkeel_oauth.testing import ReplayServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "wonderland")
    for name in ("TKEEL_BASE_URL", "NO_COLOR", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer() as running:
        yield running


@pytest.fixture
def shipped() -> Path:
    return Path(tkeel_oauth.recordings.__file__).with_name("tkeel.har")
