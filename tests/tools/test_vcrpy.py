# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
"""vcrpy records and replays: never the code of one login for another, and never a secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import vcr
from vcr.errors import CannotOverwriteExistingCassetteException

from tests.faults.server import CODE, FaultServer
from tests.fresh import run_fresh
from tests.tools.logins import BOTH, SECRETS, login_with


@pytest.mark.parametrize("log_in", BOTH)
def test_a_cassette_answers_the_login_it_has_recorded_and_no_other(
    live: FaultServer, tmp_path: Path, log_in: Callable[..., str]
) -> None:
    cassette = tmp_path / "login.yaml"
    with vcr.use_cassette(str(cassette), record_mode="once"):
        assert log_in(live.base_url) == CODE
    assert len(live.requests) == 1
    text = cassette.read_text("utf-8")
    assert "[hidden]=" in text
    assert not any(secret in text for secret in SECRETS)
    with vcr.use_cassette(str(cassette), record_mode="none"):
        assert log_in(live.base_url) == CODE
        with pytest.raises(CannotOverwriteExistingCassetteException) as caught:
            log_in(live.base_url, login_with("a-wrong-password"))
    assert "a-wrong-password" not in str(caught.value)
    assert len(live.requests) == 1


def test_a_cassette_of_another_process_fails_loudly(live: FaultServer, tmp_path: Path) -> None:
    cassette = tmp_path / "login.yaml"
    code = (
        "import vcr\nfrom tests.tools.logins import log_in\n"
        f"with vcr.use_cassette({str(cassette)!r}, record_mode='once'): log_in({live.base_url!r})"
    )
    run_fresh(code)
    assert len(live.requests) == 1
    from tests.tools.logins import log_in  # noqa: PLC0415 - as in the other process

    with (
        vcr.use_cassette(str(cassette), record_mode="none"),
        pytest.raises(CannotOverwriteExistingCassetteException),
    ):
        log_in(live.base_url)
    assert len(live.requests) == 1
