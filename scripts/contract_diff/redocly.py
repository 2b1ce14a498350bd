"""Redocly's `diff` of two documents.

It is experimental, and says so; its version is pinned in scripts/interop-tools, and tests/interop holds it
against a table of changes. Two of its judgements are not taken over: of an `operationId`, which is not on the
wire (switched off in its configuration), and of a `format`, where it counts a narrower one in an answer, and
`password`, as breaks (`rules` judges formats).
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, NotRequired, TypedDict, cast

from contract_diff.verdict import ComparisonError, Effect, Finding
from tooling.environment import ROOT, SetupError
from tooling.interop import tool

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Change", "Report", "command", "compare", "findings"]

_CONFIG = ROOT / "scripts" / "interop-tools" / "redocly-diff.yaml"
_REPORT_VERSION = "1"
_TAKES_AT_MOST = 120.0
_EFFECTS = {"major": Effect.BREAKS, "minor": Effect.ADDS, "patch": Effect.SAME}
_NO_CALLS_HOME = {
    "REDOCLY_TELEMETRY": "off",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_SUPPRESS_NOTIFICATIONS": "true",
}


class _Judgement(TypedDict):
    ruleId: str
    message: str


class Change(TypedDict):
    """What is read of one change in the report."""

    path: str
    typeName: str
    kind: str
    impact: str
    property: NotRequired[str]
    verdicts: NotRequired[list[_Judgement]]


class Report(TypedDict):
    """What is read of the report that Redocly prints."""

    reportVersion: str
    changes: list[Change]


def command() -> list[str]:
    """The start of its command line.

    Raises:
        ComparisonError: It is not installed.
    """
    try:
        return tool("redocly")
    except SetupError as error:
        raise ComparisonError(str(error)) from error


def compare(old: Path, new: Path) -> list[Finding]:
    """Compare two documents.

    Args:
        old: The old document's file.
        new: The new document's file.

    Raises:
        ComparisonError: Redocly is not installed, or cannot read one of them.
    """
    try:
        done = subprocess.run(
            [
                *command(),
                "diff",
                str(old),
                str(new),
                "--config",
                str(_CONFIG),
                "--format=json",
                "--fail-on=none",
            ],
            env={**os.environ, **_NO_CALLS_HOME},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=_TAKES_AT_MOST,
        )
    except subprocess.TimeoutExpired as error:
        raise ComparisonError(f"Redocly did not end within {_TAKES_AT_MOST:g} s") from error
    said = " ".join((done.stderr or done.stdout).split())
    if done.returncode:
        raise ComparisonError(f"Redocly cannot compare the documents: {said}")
    try:
        report = cast("Report", json.loads(done.stdout))
        version = report["reportVersion"]
    except (ValueError, LookupError, TypeError) as error:
        raise ComparisonError(f"Redocly printed no report in JSON: {said}") from error
    if version != _REPORT_VERSION:
        raise ComparisonError(f"Redocly's report is not of version {_REPORT_VERSION}; port redocly.py to it")
    return findings(report)


def findings(report: Report) -> list[Finding]:
    """Turn Redocly's report into findings.

    Args:
        report: The report, as it is printed with `--format=json`.
    """
    found: list[Finding] = []
    for change in report["changes"]:
        if change.get("property") == "format":
            continue
        judged = change.get("verdicts", [])
        if judged:
            text = " ".join(judgement["message"] for judgement in judged)
        else:
            what = f"`{change['property']}` of the " if "property" in change else ""
            text = f"{what}{change['typeName']} {change['kind']}."
        found.append(
            Finding(
                effect=_EFFECTS[change["impact"]],
                seen_by="redocly",
                rule=judged[0]["ruleId"] if judged else "change",
                place=change["path"],
                text=text,
            )
        )
    return found
