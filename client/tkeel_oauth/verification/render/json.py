"""The format `json`: everything that was found, for programs, as `report.schema.json` describes it.

Members may be added under the same version; none is renamed, removed or given another meaning.
"""

from __future__ import annotations

import json

from tkeel_oauth.verification.results import Finding, Results, Severity, Step

__all__ = ["NAME", "VERSION", "document", "render"]

NAME = "tkeel-oauth-verify"
VERSION = 1


def render(results: Results) -> str:
    """Writes what was found."""
    return f"{json.dumps(document(results), indent=2, allow_nan=False)}\n"


def document(results: Results) -> dict[str, object]:
    """Gives results as what JSON can hold."""
    severities = [finding.severity for finding in results.findings]
    return {
        "format": NAME,
        "version": VERSION,
        "verdict": results.verdict,
        "target": results.target,
        "live": results.live,
        "release": results.release,
        "started": results.started,
        "seconds": results.seconds,
        "strict": results.strict,
        "form": results.form,
        "recorded_at": results.recorded_at,
        "summary": {
            "steps": len(results.steps),
            "failures": len(results.failures),
            **{severity.value: severities.count(severity) for severity in Severity},
        },
        "steps": [_step(results, step) for step in results.steps],
        "not_verified": list(results.not_verified),
    }


def _step(results: Results, step: Step) -> dict[str, object]:
    return {
        "name": step.name,
        "title": step.title,
        "status_code": step.status_code,
        "form": step.form,
        "seconds": step.seconds,
        "findings": [_finding(results, finding) for finding in step.findings],
    }


def _finding(results: Results, finding: Finding) -> dict[str, object]:
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "fails": results.fails(finding),
        "expected": finding.expected,
        "rule": finding.rule,
        "found": finding.found,
        "advice": finding.advice,
    }
