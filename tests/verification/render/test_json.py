"""The format for programs."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.verification.render.reports import ALL, BROKEN, REFUSED, STRICT, UNANSWERED, hostile, nasty_ones
from tkeel_oauth.verification import Finding, Report, Results, Severity, Step
from tkeel_oauth.verification.render import render
from tkeel_oauth.verification.render.json import document

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = json.loads(
    resources.files("tkeel_oauth.verification.render").joinpath("report.schema.json").read_text("utf-8")
)
VALIDATOR: Any = Draft202012Validator(SCHEMA)


def validate(document: object) -> None:
    VALIDATOR.validate(document)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", ALL.values(), ids=ALL)
def test_it_keeps_to_its_schema(report: Report) -> None:
    validate(json.loads(render(report, "json")))


def objects(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        found = cast("dict[str, Any]", schema)
        if found.get("type") == "object":
            yield found
        for value in found.values():
            yield from objects(value)


def test_the_schema_names_every_member_and_requires_it() -> None:
    written = json.loads(render(BROKEN, "json"))
    step = written["steps"][1]
    samples = [written, written["summary"], step, step["findings"][0]]
    described = list(objects(SCHEMA))
    assert len(described) == len(samples)
    for schema, sample in zip(described, samples, strict=True):
        assert list(schema["properties"]) == list(sample)
        assert schema["required"] == list(sample)


@pytest.mark.parametrize(
    ("kind", "member", "apart"),
    [
        (Results, (), {"format", "version", "verdict", "summary"}),
        (Step, ("steps", 1), set[str]()),
        (Finding, ("steps", 1, "findings", 0), {"fails"}),
    ],
)
def test_every_value_of_a_report_is_in_it(
    kind: type[object], member: tuple[str | int, ...], apart: set[str]
) -> None:
    written = json.loads(render(BROKEN, "json"))
    for key in member:
        written = written[key]
    # the step of a finding is the one it stands in
    assert {*written, *({"step"} if kind is Finding else ())} == {*kind.__annotations__, *apart}


@settings(deadline=None, max_examples=15)
@nasty_ones
@given(hostile)
def test_hostile_texts_change_nothing(report: Report) -> None:
    text = render(report, "json")
    assert all(character == "\n" or character.isprintable() for character in text)
    written = json.loads(text)
    validate(written)
    assert written == document(report)


def test_the_verdict_and_the_counts() -> None:
    assert document(UNANSWERED)["verdict"] == "unanswered"
    assert document(REFUSED)["verdict"] == "not-logged-in"
    assert document(BROKEN)["verdict"] == "broken"
    counts = {"steps": 6, "failures": 4, "error": 4, "known": 1, "warning": 1, "info": 1}
    assert document(BROKEN)["summary"] == counts
    assert document(STRICT)["summary"] == {**counts, "failures": 5}
    assert {severity.value for severity in Severity} < counts.keys()
