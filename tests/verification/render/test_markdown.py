"""The format for job summaries and merge requests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from tests.verification.render.reports import ALL, BROKEN, hostile, nasty_ones, tamed
from tkeel_oauth.verification.render import render
from tkeel_oauth.verification.results import visible

if TYPE_CHECKING:
    from markdown_it.token import Token

    from tkeel_oauth.verification import Report

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# what GitHub turns into links, people and pictures after it has read the text
_BY_ITSELF = re.compile(r"(?<!\\):|www\.|@(?!&#8288;)|(?<!\\)\$", re.IGNORECASE)


def cells(tokens: list[Token]) -> list[str]:
    found: list[str] = []
    inside = False
    for token in tokens:
        if token.type in {"th_open", "td_open"}:
            inside = True
        elif token.type == "inline" and inside:
            found.append("".join(child.content for child in token.children or ()).replace("\u2060", ""))
            inside = False
    return found


def test_it_reads_like_this() -> None:
    lines = render(BROKEN, "markdown").splitlines()
    assert lines[:5] == [
        "## The contract is broken in 3 of 6 steps.",
        "",
        "6 steps, 4 failures, 1 known deviation, 1 warning, 1 note",
        "",
        "|  | what was verified |",
    ]
    assert "| wrong-password | failure | 400 served, 93 ms | a wrong password |" in lines
    assert "#### Failure: media-type" in lines
    assert "|  | in wrong-password, missing-username |" in lines
    assert '| found | there is a member "@&#8288;trace" |' in lines


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_a_reader_finds_headings_tables_and_text(report: Report) -> None:
    text = render(report, "markdown")
    kinds = {token.type for token in READER.parse(text)}
    assert {"heading_open", "table_open"} <= kinds
    assert kinds & {"html_block", "fence", "code_block", "bullet_list_open", "blockquote_open", "hr"} == set()
    assert [token.tag for token in READER.parse(text) if token.type == "heading_open"][:2] == ["h2", "h3"]


@settings(deadline=None, max_examples=15)
@nasty_ones
@given(hostile)
def test_hostile_texts_stay_in_their_cells(report: Report) -> None:
    text = render(report, "markdown")
    tokens = READER.parse(text)
    plain = [token for token in tokens if token.type == "inline"]
    allowed = {"text", "text_special"}
    assert {child.type for token in plain for child in token.children or ()} <= allowed
    reference = READER.parse(render(tamed(report), "markdown"))
    assert [token.type for token in tokens] == [token.type for token in reference]
    # the headings have a colon of ours
    assert not _BY_ITSELF.search(re.sub(r"^#### [A-Z][a-z ]+: ", "", text, flags=re.MULTILINE))
    found = cells(tokens)
    for finding in report.findings:
        for part in (finding.expected, finding.found, finding.advice):
            assert visible(part) in found
