"""Broken rules of a schema are told without the value that breaks them, and with the rule's own place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.verification.documents import document, openapi_of
from tkeel_oauth.verification.checks.schema import Schemas
from tkeel_oauth.verification.findings import Findings

CANARY = "canary-7Qx2"
CODE: dict[str, Any] = {"type": "object", "properties": {"level": {"$ref": "#/components/schemas/level"}}}


def noted(level: dict[str, Any], value: object) -> list[tuple[str, str, str]]:
    """Judges `{"level": value}` where `level` has a schema of its own."""
    changed = document()
    changed["components"]["schemas"] |= {"level": level, "owner": CODE}
    contract = openapi_of(changed)
    findings = Findings("a-step")
    allowed = Schemas(contract).allow(findings, {"level": value}, "/components/schemas/owner")
    assert allowed == (not findings.broken)
    for finding in findings.all:
        contract.at(finding.rule)
        assert CANARY not in str(finding)
    return [(finding.found, finding.expected.partition(": ")[2], finding.rule) for finding in findings.all]


PLACE = "/components/schemas/level"


@pytest.mark.parametrize(
    ("schema", "value", "found", "expected", "rule"),
    [
        ({"type": "string"}, 5, "level is a number.", "level has the type string.", "type"),
        ({"type": ["string", "null"]}, [], "level is a list.", "level has the type string or null.", "type"),
        ({"minLength": 3}, "", "level is empty.", "level has a length of 3 or more.", "minLength"),
        (
            {"minLength": 99},
            CANARY,
            "level breaks the rule minLength.",
            "level has a length of 99 or more.",
            "minLength",
        ),
        ({"enum": ["a", "b"]}, CANARY, "level breaks the rule enum.", "level keeps to enum.", "enum"),
        ({"pattern": "^x"}, CANARY, "level breaks the rule pattern.", "level keeps to pattern.", "pattern"),
        ({"const": "code"}, CANARY, "level breaks the rule const.", "level keeps to const.", "const"),
        (
            {"type": "integer", "format": "int32"},
            -(2**31) - 1,
            "level does not fit the format int32.",
            "level keeps to format.",
            "format",
        ),
        (
            {"type": "integer", "format": "int32"},
            2**40,
            "level does not fit the format int32.",
            "level keeps to format.",
            "format",
        ),
        (
            {"type": "integer", "format": "int64"},
            2**63,
            "level does not fit the format int64.",
            "level keeps to format.",
            "format",
        ),
        (
            {"type": "object", "required": ["a", "b"]},
            {"a": CANARY},
            "level lacks b.",
            "level holds a, b.",
            "required",
        ),
    ],
)
def test_broken_rule(schema: dict[str, Any], value: object, found: str, expected: str, rule: str) -> None:
    said = noted(schema, value)
    assert said[:1] == [(found, expected, f"{PLACE}/{rule}")]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "format": "int32"}, 2**31 - 1),
        ({"type": "integer", "format": "int32"}, -(2**31)),
        ({"type": "integer", "format": "int32"}, 3.0),
        ({"type": "integer", "format": "int64"}, 2**63 - 1),
        ({"format": "int32"}, "no number"),
        ({"type": "string", "format": "password"}, CANARY),
        ({}, None),
    ],
)
def test_what_is_allowed(schema: dict[str, Any], value: object) -> None:
    assert noted(schema, value) == []


def test_a_place_in_a_list_is_named() -> None:
    (said,) = noted(
        {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "string"}}}},
        [{}, {"n": 1}],
    )
    assert said == (
        "level[1].n is a number.",
        "level[1].n has the type string.",
        f"{PLACE}/items/properties/n/type",
    )
