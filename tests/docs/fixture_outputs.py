"""What docs/testing.md shows of a failing test's report, compared with a report."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ["shown_section"]

_TEST = """
import pytest
from tkeel_oauth import Client


def test_it(tkeel_oauth_replay):
    with Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport) as client:
        client.oauth.authorize(
            "tenant-a", username="me", password="mine", redirect_uri="https://app.example.com/callback"
        )
"""


def shown_section(text: str) -> None:
    """Each line that the page shows stands in the report, in this order."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test_it.py").write_text(_TEST, encoding="utf-8")
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:asyncio"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert "1 failed" in done.stdout, done.stdout
    lines = iter(done.stdout.splitlines())
    for line in text.splitlines():
        assert line.strip() == "…" or line in lines, (line, done.stdout)
