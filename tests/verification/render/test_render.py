"""What every format says and keeps to."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from html import unescape
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings

from tests.verification.render.reports import ALL, BROKEN, KEPT, STRICT, hostile, nasty_ones
from tkeel_oauth.verification.render import FORMATS, render
from tkeel_oauth.verification.render.summary import grouped, tally
from tkeel_oauth.verification.render.text import in_log
from tkeel_oauth.verification.results import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth.verification import Report


def plain(name: str, report: Report) -> str:
    """A format's text without what it escapes or breaks lines for."""
    text = render(report, name, width=10_000, verbose=True)
    match name:
        case "html" | "junit":
            return unescape(text)
        case "json":
            return text.replace('\\"', '"')
        case "markdown":
            return text.replace("&#8288;", "").replace("\\", "")
        case _:
            return text


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", [BROKEN, STRICT], ids=["broken", "strict"])
def test_every_failure_says_what_where_and_what_to_do(name: str, report: Report) -> None:
    text = plain(name, report)
    assert report.failures
    for failure in report.failures:
        for part in (failure.check, failure.step, failure.expected, failure.rule, failure.found):
            assert part in text
        assert failure.advice in text


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_text_that_ends_in_a_line_feed(name: str) -> None:
    for report in ALL.values():
        text = render(report, name)
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert text.encode() == render(report, name).encode()


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no format is called 'pdf'; there are text, json, "):
        render(BROKEN, "pdf")


def test_findings_that_say_the_same_stand_together_and_the_gravest_first() -> None:
    groups = grouped(BROKEN)
    assert [(group.kind, group.finding.check, group.steps) for group in groups] == [
        ("failure", "media-type", ("wrong-password", "missing-username")),
        ("failure", "leak", ("wrong-password",)),
        ("failure", "reachable", ("silent",)),
        ("known deviation", "missing-parameter", ("missing-redirect-uri",)),
        ("warning", "unknown-member", ("wrong-password",)),
        ("note", "wire-form", ("login",)),
    ]


def test_a_known_deviation_is_a_failure_where_it_fails() -> None:
    assert tally(KEPT) == "5 steps, 1 known deviation, 1 warning, 1 note"
    assert [group.kind for group in grouped(STRICT)].count("failure") == 4
    assert tally(BROKEN) == "6 steps, 4 failures, 1 known deviation, 1 warning, 1 note"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain 密码", "plain 密码"),
        ("two\r\nlines\tand \u2028 more", "two lines and more"),
        ("\x1b[31m\x00\x7f\x9b", r"\x1b[31m\x00\x7f\x9b"),
        ("\u202e\ufffe\ud800", r"\u202e\ufffe\ud800"),
        ("\U0010ffff", r"\U0010ffff"),
    ],
)
def test_what_is_not_printable_becomes_visible(text: str, seen: str) -> None:
    assert visible(text) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("::error::x", ": :error::x"),
        ("a ::error::x", "a : :error::x"),
        ("a##[error]x ##vso[x] ##", "a# #[error]x # #vso[x] ##"),
    ],
)
def test_no_build_service_finds_a_command(text: str, seen: str) -> None:
    assert in_log(text) == seen


@settings(deadline=None, max_examples=15)
@nasty_ones
@given(hostile)
def test_no_text_of_a_report_moves_a_cursor(report: Report) -> None:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            for one in cast("tuple[object, ...]", value):
                yield from texts(one)
        elif is_dataclass(value):
            for field in fields(value):
                yield from texts(getattr(value, field.name))

    assert [text for text in texts(report) if not text.isprintable()] == []
