"""Copies to generate in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.generation.workshop import Workshop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """A fresh copy of what scripts/generate reads and writes."""
    return Workshop.at(tmp_path / "copy")
