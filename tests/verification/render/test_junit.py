"""The format for Jenkins, GitLab and others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from junitparser import Failure, JUnitXml

from tests.verification.render.reports import (
    ALL,
    BROKEN,
    KEPT,
    STRICT,
    UNANSWERED,
    hostile,
    nasty_ones,
    tamed,
)
from tkeel_oauth.verification.render import render
from tkeel_oauth.verification.results import visible

if TYPE_CHECKING:
    from pathlib import Path

    from tkeel_oauth.verification import Report

# The elements that Jenkins' schema (junit-10.xsd of its xUnit plugin) knows, with their attributes and, of
# those, the ones that must be there; in the order in which other readers want them.
SHAPE: dict[str, tuple[list[str], set[str], set[str]]] = {
    "testsuites": (["testsuite"], {"name", "tests", "failures", "errors", "time"}, set[str]()),
    "testsuite": (
        ["properties", "testcase", "system-out"],
        {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"},
        {"name", "tests", "failures", "errors", "time"},
    ),
    "properties": (["property"], set[str](), set[str]()),
    "property": ([], {"name", "value"}, {"name", "value"}),
    "testcase": (
        ["skipped", "failure", "system-out"],
        {"name", "classname", "time"},
        {"name", "classname", "time"},
    ),
    "skipped": ([], {"message"}, set[str]()),
    "failure": ([], {"message", "type"}, {"message", "type"}),
    "system-out": ([], set[str](), set[str]()),
}
_NUMBER = re.compile(r"\d+")
_SECONDS = re.compile(r"\d+\.\d{3}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
FORMS = {
    **dict.fromkeys(("tests", "failures", "errors", "skipped"), _NUMBER),
    "time": _SECONDS,
    "timestamp": _MOMENT,
}


def parsed(text: str) -> ET.Element:
    # as bytes, which a reader gets: a lone surrogate could not be written
    return ET.fromstring(text.encode())  # noqa: S314 - it is our own


def check(element: ET.Element) -> None:
    children, known, needed = SHAPE[element.tag]
    assert needed <= set(element.attrib) <= known
    for name in FORMS.keys() & element.attrib.keys():
        assert FORMS[name].fullmatch(element.attrib[name])
    order = [children.index(child.tag) for child in element]
    assert order == sorted(order)
    single = [tag for tag in ("properties", "skipped", "failure", "system-out") if tag in children]
    assert all(len(element.findall(tag)) <= 1 for tag in single)
    for child in element:
        check(child)


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_it_has_the_shape_that_its_readers_agree_on(report: Report) -> None:
    root = parsed(render(report, "junit"))
    assert root.tag == "testsuites"
    check(root)
    assert len(root) == 1


@pytest.mark.parametrize("report", [BROKEN, STRICT, KEPT], ids=["broken", "strict", "kept"])
def test_a_kept_parser_loads_it(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    file.write_text(render(report, "junit"), encoding="utf-8")
    loaded: Any = JUnitXml.fromfile(str(file))  # pyright: ignore[reportUnknownMemberType] # half typed
    (suite,) = loaded
    cases: list[Any] = list(suite)
    assert [case.name for case in cases] == [step.name for step in report.steps]
    failed = {step.name for step in report.steps if any(map(report.fails, step.findings))}
    assert {case.name for case in cases if any(isinstance(one, Failure) for one in case.result)} == failed
    assert (suite.tests, suite.failures, suite.errors) == (len(report.steps), len(failed), 0)
    assert loaded.failures == len(failed)


def test_one_failure_of_a_case_says_all_that_failed_in_it() -> None:
    root = parsed(render(BROKEN, "junit"))
    (failure,) = root.findall(".//testcase[@name='wrong-password']/failure")
    assert failure.get("message") == "the answer came as text/plain (and 1 more)"
    assert failure.get("type") == "media-type, leak"
    assert "found: the password stands in the answer" in (failure.text or "")
    assert "unknown-member" not in (failure.text or "")


def test_what_does_not_fail_stands_in_the_output() -> None:
    root = parsed(render(BROKEN, "junit"))
    said = root.findtext(".//testcase[@name='missing-redirect-uri']/system-out") or ""
    assert said.startswith("no redirect_uri: 200 served, 81 ms\n\nknown deviation: missing-parameter\n")
    assert root.find(".//testcase[@name='missing-redirect-uri']/failure") is None
    strict = parsed(render(STRICT, "junit"))
    assert strict.find(".//testcase[@name='missing-redirect-uri']/failure") is not None


def test_a_step_that_was_not_made_is_skipped() -> None:
    root = parsed(render(UNANSWERED, "junit"))
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("2", "1", "1")
    assert [case.get("name") for case in root.iter("testcase") if case.find("skipped") is not None] == [
        "later"
    ]


def tags(element: ET.Element) -> list[object]:
    return [element.tag, sorted(element.attrib), [tags(child) for child in element]]


@settings(deadline=None, max_examples=15)
@nasty_ones
@given(hostile)
def test_hostile_texts_stay_texts(report: Report) -> None:
    root = parsed(render(report, "junit"))
    assert tags(root) == tags(parsed(render(tamed(report), "junit")))
    check(root)
    assert [case.get("name") for case in root.iter("testcase")] == [
        visible(step.name) for step in report.steps
    ]
    for step, case in zip(report.steps, root.iter("testcase"), strict=True):
        said = "".join(case.itertext())
        for finding in step.findings:
            assert visible(finding.found) in said
