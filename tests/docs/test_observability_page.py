"""docs/observability.md: its blocks run, and what it shows is what comes."""

from __future__ import annotations

import contextlib
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "observability.md").read_text(encoding="utf-8")
FENCES = [token for token in MarkdownIt().parse(TEXT) if token.type == "fence"]
BLOCKS = [token.content for token in FENCES if token.info == "python"]
LINES = [line for token in FENCES if token.info == "text" for line in token.content.splitlines()]
ADDRESS = "http://127.0.0.1:8080/v1"


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with RecordedServer() as server:
        yield server.base_url


@contextlib.contextmanager
def restored() -> Generator[None]:
    root, ours = logging.getLogger(), logging.getLogger("tkeel_oauth")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(levels[0])
        ours.setLevel(levels[1])


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_blocks_run(block: str, base_url: str, caplog: pytest.LogCaptureFixture) -> None:
    with restored():
        exec(compile(block.replace(ADDRESS, base_url), "observability.md", "exec"), {"__name__": "docs"})  # noqa: S102 - it is ours
    if "getLogger" in block:
        shown = re.sub(r"time=[^ ]+|request_id=[^ ]+", "", LINES[0])
        assert [re.sub(r"time=[^ ]+|request_id=[^ ]+", "", line) for line in caplog.messages] == [shown]
