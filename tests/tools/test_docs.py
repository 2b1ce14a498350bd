"""docs/mocks-and-monitoring.md: its blocks run, and nothing leaves where a mock stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mocks-and-monitoring.md"
FENCES = MarkdownIt().parse(PAGE.read_text(encoding="utf-8"))
BLOCKS = [token.content for token in FENCES if token.type == "fence" and token.info == "python"]


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with RecordedServer() as server:
        yield server.base_url


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_blocks_run(block: str, base_url: str) -> None:
    text = block.replace("http://127.0.0.1:8080/v1", base_url)
    exec(compile(text, PAGE.name, "exec"), {"__name__": "docs"})  # noqa: S102 - it is ours


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 2
