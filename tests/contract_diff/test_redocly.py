"""What is made of Redocly's report."""

from __future__ import annotations

import pytest

from contract_diff import redocly
from contract_diff.verdict import ComparisonError, Effect, Finding
from tooling.environment import SetupError


def test_a_judgement_is_taken_over() -> None:
    change: redocly.Change = {
        "path": "#/paths/~1login",
        "typeName": "PathItem",
        "kind": "modified",
        "impact": "major",
        "property": "key",
        "verdicts": [{"ruleId": "path-removed", "message": "Path `/login` was renamed."}],
    }
    assert redocly.findings({"reportVersion": "1", "changes": [change]}) == [
        Finding(Effect.BREAKS, "redocly", "path-removed", "#/paths/~1login", "Path `/login` was renamed.")
    ]


def test_a_change_without_one_is_told() -> None:
    changes: list[redocly.Change] = [
        {"path": "#/a", "typeName": "Parameter", "kind": "added", "impact": "minor"},
        {"path": "#/b", "typeName": "Schema", "kind": "modified", "impact": "patch", "property": "maxLength"},
    ]
    assert redocly.findings({"reportVersion": "1", "changes": changes}) == [
        Finding(Effect.ADDS, "redocly", "change", "#/a", "Parameter added."),
        Finding(Effect.SAME, "redocly", "change", "#/b", "`maxLength` of the Schema modified."),
    ]


def test_formats_are_left_to_the_rules() -> None:
    change: redocly.Change = {
        "path": "#/b",
        "typeName": "Schema",
        "kind": "modified",
        "impact": "major",
        "property": "format",
        "verdicts": [{"ruleId": "schema-constraint-changed", "message": "`format` changed."}],
    }
    assert redocly.findings({"reportVersion": "1", "changes": [change]}) == []


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> list[str]:
        raise SetupError(f"{name} is not installed; run scripts/interop")

    monkeypatch.setattr(redocly, "tool", missing)
    with pytest.raises(ComparisonError, match=r"^redocly is not installed; run scripts/interop$"):
        redocly.command()
