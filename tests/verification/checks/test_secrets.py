"""What an answer repeats or gives out, and what is too short to tell."""

from __future__ import annotations

import pytest

from tkeel_oauth.verification.checks.secrets import given_out, is_distinct, repeats
from tkeel_oauth.verification.exchange import Received


@pytest.mark.parametrize(
    ("value", "distinct"),
    [("Qz9", False), ("Qz9x", True), ("json", False), ("code", False), ("io.tkeel", False)],
)
def test_what_every_answer_holds_cannot_be_told_apart(value: str, *, distinct: bool) -> None:
    assert is_distinct(value) is distinct


@pytest.mark.parametrize(
    ("body", "given"),
    [
        ('{"code": "C0DE-78"}', set[str]()),
        ('{"code": "C0DE-789"}', {"C0DE-789"}),
        ('{"code": "io.tkeel.SUCCESS"}', set[str]()),
        ('{"CODE": "C0DE-789", "code": 5}', {"C0DE-789"}),
        ('{"code": "C0DE-789", "code": "C0DE-987"}', {"C0DE-789", "C0DE-987"}),
        (r"text {\"access_token\": \"T0KEN-789\"}", {"T0KEN-789"}),
        ("<a href='/cb?x=1&amp;id_token=T0KEN%2D789'>", {"T0KEN-789"}),
    ],
)
def test_what_looks_like_a_code_or_a_token_is_found(body: str, given: set[str]) -> None:
    assert given_out(Received(200, (), body.encode())) == given


def test_so_it_is_in_a_location_and_nothing_else_of_the_headers() -> None:
    headers = (
        ("Location", "https://x/cb?code=C0DE%2D789#refresh_token=T0KEN-789"),
        ("Link", "?code=C0DE-987"),
    )
    assert given_out(Received(302, headers, b"")) == {"C0DE-789", "T0KEN-789"}


def test_where_it_is_repeated_is_said() -> None:
    received = Received(200, (("X-A", "Qz9x"),), b"and Qz9x")
    assert repeats(received, ["Qz9x"]) == "the headers and in the body"
    assert repeats(received, ["Qz9y"]) == ""
