"""The format for people at a terminal, and for build logs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from tests.verification.formats.reports import (
    ALL,
    BROKEN,
    CLEAN,
    KEPT,
    STRICT,
    UNANSWERED,
    hostile,
    nasty_ones,
)
from tests.verification.formats.services import github_command, other_command
from tkeel_oauth.verification.formats import render

if TYPE_CHECKING:
    from tkeel_oauth.verification.report import Report

_COLOR = re.compile(r"\x1b\[\d+(;\d+)*m")


def test_it_reads_like_this() -> None:
    assert render("text", KEPT, width=80).splitlines() == [
        "The contract is kept.",
        "",
        "server            https://iot.example.com/apis/security/v1",
        "wire form         served",
        "verified          2026-11-22T14:50:51Z, in 1.4 s",
        "compared with     the recording of 2026-11-22T00:00:00Z",
        "contract          openapi.yaml, SHA-256",
        "                  9c1f9c1f9c1f9c1f9c1f9c1f9c1f9c1f9c1f9c1f9c1f9c1f9c1f9c1f9c1f9c1f",
        "known deviations  are marked ok*, listed, and do not fail",
        "",
        "ok    login                 200 served, 87 ms  a login that works",
        "warn  wrong-password        400 served, 93 ms  a wrong password",
        "ok    unknown-user          400 served, 90 ms  a user that there is not",
        "ok*   missing-redirect-uri  200 served, 81 ms  no redirect_uri",
        "ok    missing-username      400, 4 ms          no username",
        "",
        "known deviation  missing-parameter",
        "  in        missing-redirect-uri",
        "  expected  an answer of the type application/json",
        "  contract  openapi.yaml#/paths/~1oauth~1{tenant_id}~1authorize/get/responses/200/content",
        "  found     a code was given",
        "  advice    let the gateway pass the service's Content-Type on",
        "",
        "warning  unknown-member",
        "  in        wrong-password",
        "  expected  an answer of the type application/json",
        "  contract  openapi.yaml#/paths/~1oauth~1{tenant_id}~1authorize/get/responses/200/content",
        '  found     there is a member "@trace"',
        "  advice    let the gateway pass the service's Content-Type on",
        "",
        "note  wire-form",
        "  in        login first",
        "  expected  an answer of the type application/json",
        "  contract  openapi.yaml#/paths/~1oauth~1{tenant_id}~1authorize/get/responses/200/content",
        "  found     all answers have the served form",
        "  advice    let the gateway pass the service's Content-Type on",
        "",
        "The contract is kept.",
        "5 steps, 1 known deviation, 1 warning, 1 note",
    ]


def test_nothing_found() -> None:
    assert render("text", CLEAN).endswith("\n\nThe contract is kept.\n1 step, nothing found\n")


def test_a_step_that_was_not_made_is_no_success() -> None:
    lines = render("text", UNANSWERED).splitlines()
    assert "FAIL  silent     no answer, 30.0 s  a server that is silent" in lines
    assert "skip  later                         a step that is not made" in lines
    assert "ok    recording                     the recording itself" in lines
    assert lines[-2:] == ["No HTTP answer came at all.", "3 steps, 1 failure, 1 skipped"]


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (BROKEN, "\x1b[31m\x1b[1mThe contract is broken in 3 of 6 steps.\x1b[0m"),
        (KEPT, "\x1b[32m\x1b[1mThe contract is kept.\x1b[0m"),
    ],
)
def test_the_verdict_stands_first_and_last_in_its_colour(report: Report, said: str) -> None:
    lines = render("text", report, color=True).splitlines()
    assert (lines[0], lines[-2]) == (said, said)


def test_where_known_deviations_fail_none_is_marked() -> None:
    text = render("text", STRICT)
    assert "ok*" not in text
    assert "known deviations  fail (strict)\n" in text


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_colour_changes_no_word(report: Report) -> None:
    colored = render("text", report, color=True)
    assert "\x1b[" in colored
    assert _COLOR.sub("", colored) == render("text", report)


@pytest.mark.parametrize("width", [1, 40, 72, 200])
def test_no_line_is_longer_than_the_terminal_but_for_what_cannot_be_broken(width: int) -> None:
    for line in render("text", BROKEN, width=width).splitlines():
        if len(line) > max(width, 40) and line.startswith("  "):
            assert len(line.split()) <= 2


@settings(deadline=None)
@nasty_ones
@given(hostile)
def test_hostile_texts_reach_neither_the_terminal_nor_a_build_service(report: Report) -> None:
    for width in (40, 100):
        text = render("text", report, width=width)
        assert all(character == "\n" or character.isprintable() for character in text)
        assert _COLOR.sub("", render("text", report, width=width, color=True)) == text
        for line in text.splitlines():
            assert github_command(line) is None
            assert not other_command(line)
