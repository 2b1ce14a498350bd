"""The format for GitHub Actions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from tests.verification.formats.reports import ALL, BROKEN, STRICT, finding, hostile, nasty_ones, tamed
from tests.verification.formats.services import github_command, other_command
from tkeel_oauth.verification.formats import render
from tkeel_oauth.verification.formats.cleaning import cleaned, in_log, visible
from tkeel_oauth.verification.formats.words import grouped, kind_of
from tkeel_oauth.verification.report import Report, Severity, Step

if TYPE_CHECKING:
    from tests.verification.formats.services import Command


def commands(report: Report) -> list[Command]:
    *lines, last = render("github", report).splitlines()
    assert github_command(last) is None
    found = [github_command(line) for line in lines]
    return [command for command in found if command is not None]


def test_each_group_of_findings_is_an_annotation() -> None:
    found = commands(BROKEN)
    assert [command.name for command in found] == ["error", "error", "error", "warning", "notice", "notice"]
    assert found[0].properties == {"title": "tKeel contract, failure: media-type"}
    assert found[0].data.splitlines() == [
        "in: wrong-password, missing-username",
        "expected: an answer of the type application/json",
        "contract: openapi.yaml#/paths/~1oauth~1{tenant_id}~1authorize/get/responses/200/content",
        "found: the answer came as text/plain",
        "advice: let the gateway pass the service's Content-Type on",
    ]
    assert [command.name for command in commands(STRICT)].count("error") == 4


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_the_last_line_is_the_verdict(report: Report) -> None:
    assert render("github", report).splitlines()[-1].startswith("tkeel-oauth verify: ")


@pytest.mark.parametrize(("number", "shown"), [(10, 10), (11, 10)])
def test_github_shows_ten_of_a_level(number: int, shown: int) -> None:
    many = tuple(finding("type", Severity.ERROR, "login", f"number {one}") for one in range(number))
    report = replace(BROKEN, steps=(Step("login", "a login", 200, None, None, many),))
    found = commands(report)
    assert len(found) == shown
    assert (found[-1].data == "2 more; the other formats list them all") == (number > shown)


@settings(deadline=None)
@nasty_ones
@given(hostile)
def test_hostile_texts_make_no_command(report: Report) -> None:
    lines = render("github", report).splitlines()
    assert [len(line) > 0 for line in lines]
    found = commands(report)
    assert len(found) == len(lines) - 1 == len(commands(tamed(cleaned(report))))
    assert {command.name for command in found} <= {"error", "warning", "notice"}
    assert all(set(command.properties) == {"title"} for command in found)
    assert not any(other_command(line) for line in lines)
    assert all(character.isprintable() for line in lines for character in line)
    if len(grouped(cleaned(report))) <= 10:
        titles = {command.properties["title"] for command in found}
        said = {line for command in found for line in command.data.splitlines()}
        for one in filter(lambda one: visible(one.found), report.findings):
            assert f"found: {in_log(visible(one.found))}" in said
            kind = kind_of(report, one)
            assert f"tKeel contract, {kind}: {in_log(visible(one.check))}".rstrip() in titles
