"""Stand-ins for live secrets: same shape, same length, never the same for two."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tkeel_oauth.testing.invented import invented, is_invented

LIVE = "A1" * 24


def test_a_code_keeps_length_and_alphabet() -> None:
    code = invented("code", "success", LIVE)
    assert re.fullmatch(r"INVENTEDCODE[A-Z0-9]{36}", code)
    assert is_invented(code, "code")
    assert not is_invented(LIVE, "code")


def test_it_depends_on_role_and_scenario_alone() -> None:
    assert invented("code", "success", LIVE) == invented("code", "success", "B2" * 24)
    assert invented("code", "success", LIVE) != invented("code", "success_again", LIVE)
    assert invented("code", "success", LIVE)[15:] != invented("refresh_token", "success", LIVE)[15:]


@given(st.from_regex(r"[A-Za-z0-9_-]{20,40}\.[A-Za-z0-9_-]{20,90}\.[A-Za-z0-9_-]{43}", fullmatch=True))
def test_a_jwt_keeps_its_dots(live: str) -> None:
    token = invented("access_token", "token", live)
    assert [len(part) for part in token.split(".")] == [len(part) for part in live.split(".")]
    assert is_invented(token, "access_token") or not live[:14].isalnum()
