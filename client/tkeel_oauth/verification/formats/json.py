"""The format `json`: everything a report holds, for programs, as `report.schema.json` describes it.

Members may be added under the same version; none is renamed, removed or given another meaning.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from tkeel_oauth.verification.report import Finding, Report, Severity, Step

from .words import verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["NAME", "VERSION", "document", "render", "restored"]

NAME = "tkeel-oauth-verify"
VERSION = 1


def render(report: Report) -> str:
    """Writes a cleaned report.

    Args:
        report: What was verified.
    """
    return f"{json.dumps(document(report), ensure_ascii=False, indent=2, allow_nan=False)}\n"


def document(report: Report) -> dict[str, object]:
    """Gives a report as what JSON can hold.

    Args:
        report: What was verified.
    """
    severities = [finding.severity for finding in report.findings]
    return {
        "format": NAME,
        "version": VERSION,
        "verdict": verdict(report),
        "target": report.target,
        "live": report.live,
        "contract": report.contract,
        "started": report.started,
        "seconds": report.seconds,
        "strict": report.strict,
        "form": report.form,
        "recorded_at": report.recorded_at,
        "summary": {
            "steps": len(report.steps),
            "failures": len(report.failures),
            **{severity.value: severities.count(severity) for severity in Severity},
        },
        "steps": [_step(report, step) for step in report.steps],
    }


def restored(given: Mapping[str, object]) -> Report:
    """Makes a report again of what `document` gave.

    Args:
        given: The document, as JSON was read; it is trusted to be one of ours.
    """
    return Report(
        target=cast("str", given["target"]),
        live=cast("bool", given["live"]),
        contract=cast("str", given["contract"]),
        started=cast("str", given["started"]),
        seconds=cast("float", given["seconds"]),
        strict=cast("bool", given["strict"]),
        form=cast("str | None", given["form"]),
        recorded_at=cast("str | None", given["recorded_at"]),
        steps=tuple(_restored_step(step) for step in cast("Sequence[Mapping[str, object]]", given["steps"])),
    )


def _step(report: Report, step: Step) -> dict[str, object]:
    return {
        "name": step.name,
        "title": step.title,
        "status_code": step.status_code,
        "form": step.form,
        "seconds": step.seconds,
        "findings": [_finding(report, finding) for finding in step.findings],
    }


def _finding(report: Report, finding: Finding) -> dict[str, object]:
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "fails": report.fails(finding),
        "expected": finding.expected,
        "contract": finding.contract,
        "found": finding.found,
        "advice": finding.advice,
    }


def _restored_step(given: Mapping[str, object]) -> Step:
    name = cast("str", given["name"])
    return Step(
        name=name,
        title=cast("str", given["title"]),
        status_code=cast("int | None", given["status_code"]),
        form=cast("str | None", given["form"]),
        seconds=cast("float | None", given["seconds"]),
        findings=tuple(
            Finding(
                check=finding["check"],
                severity=Severity(finding["severity"]),
                step=name,
                expected=finding["expected"],
                contract=finding["contract"],
                found=finding["found"],
                advice=finding["advice"],
            )
            for finding in cast("Sequence[Mapping[str, str]]", given["findings"])
        ),
    )
