"""The format for browsers, read by a parser; tests/interop looks at it in a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from tests.verification.render.reports import (
    ALL,
    BROKEN,
    KEPT,
    REFUSED,
    UNANSWERED,
    hostile,
    nasty_ones,
    tamed,
)
from tkeel_oauth.verification.render import render
from tkeel_oauth.verification.results import visible

if TYPE_CHECKING:
    from tkeel_oauth.verification import Report

VOID = {"meta", "link"}


class Reader(HTMLParser):
    """What is in a page: its tags, their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.others = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def handle_comment(self, data: str) -> None:
        del data
        self.others += 1

    def handle_pi(self, data: str) -> None:
        del data
        self.others += 1


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_it_is_whole_and_asks_for_nothing(report: Report) -> None:
    page = render(report, "html")
    reader = Reader(page)
    assert reader.open == []
    assert page.startswith('<!doctype html>\n<html lang="en">\n')
    assert {tag for tag, _ in reader.tags} & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
    } == set()
    links = [value for _, attributes in reader.tags for name, value in attributes if name in {"href", "src"}]
    assert links == ["data:,"]
    (style,) = reader.texts["style"]
    assert "url(" not in style
    assert "@import" not in style


def test_its_policy_allows_its_style_sheet_alone() -> None:
    reader = Reader(render(BROKEN, "html"))
    (policy,) = [
        dict(attributes)["content"] or ""
        for tag, attributes in reader.tags
        if tag == "meta" and ("http-equiv", "Content-Security-Policy") in attributes
    ]
    (style,) = reader.texts["style"]
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{hashed}';" in policy
    assert policy.startswith("default-src 'none'; ")


@pytest.mark.parametrize(
    ("report", "verdict", "heading"),
    [
        (BROKEN, "broken", "The contract is broken in 3 of 6 steps."),
        (KEPT, "kept", "The contract is kept."),
        (UNANSWERED, "unanswered", "No HTTP answer came at all."),
        (REFUSED, "not-logged-in", "Could not log in, so nothing else was verified."),
    ],
)
def test_its_heading_is_the_verdict(report: Report, verdict: str, heading: str) -> None:
    reader = Reader(render(report, "html"))
    assert reader.texts["h1"] == [heading]
    assert ("header", (("class", verdict),)) in reader.tags


def test_every_class_has_its_rule() -> None:
    reader = Reader(render(BROKEN, "html"))
    (style,) = reader.texts["style"]
    used = {
        name
        for _, attributes in reader.tags
        for key, value in attributes
        if key == "class"
        for name in (value or "").split()
    }
    assert used <= set(re.findall(r"\.([a-z][a-z-]*)", style))


@settings(deadline=None, max_examples=15)
@nasty_ones
@given(hostile)
def test_hostile_texts_stay_texts(report: Report) -> None:
    reader = Reader(render(report, "html"))
    reference = Reader(render(tamed(report), "html"))
    assert reader.tags == reference.tags
    assert (reader.open, reader.others) == ([], 0)
    said = "".join(text for texts in reader.texts.values() for text in texts)
    for finding in report.findings:
        assert visible(finding.found) in said
