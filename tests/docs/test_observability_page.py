"""docs/observability.md: the line of the log that it shows is what comes."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from tests.documents.blocks import ADDRESS, blocks_of
from tests.documents.running import ROOT
from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    import pytest

BLOCKS = blocks_of(ROOT / "docs" / "observability.md")
VARIABLE = re.compile(r"time=[^ ]+|request_id=[^ ]+")


def test_the_line_of_a_login(caplog: pytest.LogCaptureFixture) -> None:
    (shown,) = (block.text.splitlines()[0] for block in BLOCKS if block.language == "text")
    (block,) = (block.text for block in BLOCKS if "getLogger" in block.text)
    with RecordedServer() as server, caplog.at_level(logging.DEBUG, "tkeel_oauth"):
        exec(block.replace(ADDRESS, server.base_url), {"__name__": "docs"})  # noqa: S102 - it is ours
    assert [VARIABLE.sub("", line) for line in caplog.messages] == [VARIABLE.sub("", shown)]
