"""Redocly's recommended lint of the contract, warnings included."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.interop.conftest import Report

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "scripts" / "npm-tools" / "redocly.yaml"


def rules(report: Report) -> list[str]:
    """The rules that the document breaks, one for each place."""
    found = cast("dict[str, list[dict[str, str]]]", report.json)
    return [problem["ruleId"] for problem in found["problems"]]


def test_contract_breaks_no_rule(run_tool: Callable[..., Report]) -> None:
    report = run_tool("redocly", "lint", "openapi.yaml", "--config", str(CONFIG), "--format", "json")
    assert rules(report) == [], report.output
    assert report.exit_code == 0, report.output


def test_a_broken_contract_is_told(run_tool: Callable[..., Report], tmp_path: Path) -> None:
    text = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "openapi.yaml"
    broken.write_text(text.replace("operationId: OauthAuthorize", "operationID: OauthAuthorize"), "utf-8")
    report = run_tool(
        "redocly", "lint", str(broken), "--config", str(CONFIG), "--format", "json", cwd=tmp_path
    )
    assert "operation-operationId" in rules(report), report.output
