"""The format for people at a terminal, and for build logs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from tests.verification.render.reports import (
    ALL,
    BROKEN,
    CLEAN,
    KEPT,
    STRICT,
    UNANSWERED,
    hostile,
    nasty_ones,
)
from tkeel_oauth.verification.render import render

if TYPE_CHECKING:
    from tkeel_oauth.verification import Report

_COLOR = re.compile(r"\x1b\[\d+(;\d+)*m")
# What runners read as a command: ::name …:: where a line begins (GitHub), and anywhere in it ##[name],
# ##vso[name] (GitHub, Azure) and ##teamcity[.
_COMMAND = re.compile(r"\s*::[^ ].*?::|.*##\w*\[")


def test_it_reads_like_this() -> None:
    assert render(KEPT, "text", width=80).splitlines() == [
        "The contract is kept.",
        "",
        "server     https://iot.example.com/apis/security/v1",
        "wire form  served",
        "verified   2026-11-22T14:50:51Z, in 1.4 s, by tkeel-oauth 1.2.3",
        "",
        "ok    login                 200 served, 87 ms  a login that works",
        "warn  wrong-password        400 served, 93 ms  a wrong password",
        "ok    unknown-user          400 served, 90 ms  a user that there is not",
        "ok*   missing-redirect-uri  200 served, 81 ms  no redirect_uri",
        "ok    missing-username      400, 4 ms          no username",
        "",
        "warning  unknown-member",
        "  in        wrong-password",
        "  expected  an answer of the type application/json",
        "  rule      openapi.yaml#/paths/~1oauth~1{tenant_id}~1authorize/get/responses/200/content",
        '  found     there is a member "@trace"',
        "  advice    let the gateway pass the service's Content-Type on",
        "",
        "ok*   known deviations: missing-parameter (--verbose says more)",
        "note  wire-form in login: all answers have the served form",
        "",
        "5 steps, 1 known deviation, 1 warning, 1 note",
    ]


def test_all_there_is_to_say() -> None:
    lines = render(KEPT, "text", width=80, verbose=True).splitlines()
    assert "known deviation  missing-parameter" in lines
    assert "note  wire-form" in lines
    assert "  found     a code was given" in lines
    assert "verbose" not in "".join(lines)


def test_what_was_not_verified_is_named() -> None:
    report = replace(KEPT, not_verified=("OauthToken", "OauthUserinfo"))
    assert "not verified  OauthToken, OauthUserinfo" in render(report, "text").splitlines()


def test_nothing_found() -> None:
    assert render(CLEAN, "text").endswith("\n\n1 step, nothing found\n")


def test_a_step_that_was_not_made_is_no_success() -> None:
    lines = render(UNANSWERED, "text").splitlines()
    assert "FAIL  silent  no answer, 30.0 s  a server that is silent" in lines
    assert "skip  1 further step was not made" in lines
    assert "later" not in " ".join(lines)
    assert lines[-1] == "2 steps, 1 failure, 1 skipped"
    # A short report says it once.
    assert (lines[0], lines.count(lines[0])) == ("No HTTP answer came at all.", 1)


def test_the_verdict_of_a_long_report_stands_last_as_well() -> None:
    lines = render(BROKEN, "text", color=True).splitlines()
    said = "\x1b[31m\x1b[1mThe contract is broken in 3 of 6 steps.\x1b[0m"
    assert (lines[0], lines[-2]) == (said, said)
    assert render(KEPT, "text", color=True).startswith("\x1b[32m\x1b[1mThe contract is kept.\x1b[0m\n")


def test_where_known_deviations_fail_none_is_marked() -> None:
    text = render(STRICT, "text")
    assert "ok*" not in text
    assert "\nstrict     known deviations fail\n" in text


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_colour_changes_no_word(report: Report) -> None:
    colored = render(report, "text", color=True)
    assert "\x1b[" in colored
    assert _COLOR.sub("", colored) == render(report, "text")


@pytest.mark.parametrize("width", [1, 40, 72, 200])
def test_no_line_is_longer_than_the_terminal_but_for_what_cannot_be_broken(width: int) -> None:
    for line in render(BROKEN, "text", width=width).splitlines():
        if len(line) > max(width, 40) and line.startswith("  "):
            assert len(line.split()) <= 2


def test_a_narrow_terminal_does_without_the_titles_that_do_not_fit() -> None:
    lines = render(KEPT, "text", width=60).splitlines()
    assert "ok    login                 200 served, 87 ms" in lines
    assert "ok    missing-username      400, 4 ms          no username" in lines
    assert [line for line in lines if len(line) > 60 and len(line.split()) > 2] == []


@settings(deadline=None, max_examples=15)
@nasty_ones
@given(hostile)
def test_hostile_texts_reach_neither_the_terminal_nor_a_build_service(report: Report) -> None:
    for width in (40, 100):
        text = render(report, "text", width=width)
        assert all(character == "\n" or character.isprintable() for character in text)
        assert _COLOR.sub("", render(report, "text", width=width, color=True)) == text
        for line in text.splitlines():
            assert not _COMMAND.match(line)
