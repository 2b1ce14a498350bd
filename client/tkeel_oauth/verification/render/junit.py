"""The format `junit`: what Jenkins, GitLab and others show as test results. Each step is a test case.

Many readers show the first failure of a test case alone, so a step has one failure with all that failed in
it. What does not fail stands in `system-out`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from tkeel_oauth.verification.results import Finding, Results, Step

from .summary import answer, facts, kind_of, outcome, parts, tally

__all__ = ["render"]

_NAME = "tkeel-oauth verify"
_CLASS = "tkeel_oauth.verify"


def render(results: Results) -> str:
    """Writes what was found."""
    failed = sum(outcome(results, step) == "failure" for step in results.steps)
    counts: dict[str, str] = {
        "tests": str(len(results.steps)),
        "failures": str(failed),
        "errors": "0",
        "time": f"{results.seconds:.3f}",
    }
    suites = ET.Element("testsuites", {"name": _NAME, **counts})
    skipped = str(sum(outcome(results, step) == "skipped" for step in results.steps))
    suite = ET.SubElement(
        suites, "testsuite", {"name": _NAME, **counts, "skipped": skipped, **_timestamp(results)}
    )
    properties = ET.SubElement(suite, "properties")
    for label, text in facts(results):
        ET.SubElement(properties, "property", name=label, value=text)
    for step in results.steps:
        _add(suite, results, step)
    ET.SubElement(suite, "system-out").text = tally(results)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _add(suite: ET.Element, results: Results, step: Step) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=_CLASS, name=step.name, time=f"{step.seconds or 0.0:.3f}"
    )
    failing = [finding for finding in step.findings if results.fails(finding)]
    if failing:
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        kinds = ", ".join(dict.fromkeys(finding.check for finding in failing))
        failure = ET.SubElement(case, "failure", message=f"{failing[0].found}{more}", type=kinds)
        failure.text = _text(results, failing)
    if outcome(results, step) == "skipped":
        ET.SubElement(case, "skipped", message="; ".join(finding.found for finding in step.findings))
    others = [finding for finding in step.findings if not results.fails(finding)]
    said = "\n\n".join(
        filter(None, [": ".join(filter(None, (step.title, answer(step)))), _text(results, others)])
    )
    ET.SubElement(case, "system-out").text = said


def _text(results: Results, findings: Sequence[Finding]) -> str:
    return "\n\n".join(
        "\n".join(
            [f"{kind_of(results, one)}: {one.check}", *(f"  {label}: {text}" for label, text in parts(one))]
        )
        for one in findings
    )


def _timestamp(results: Results) -> dict[str, str]:
    """Gives the start in the only form that the strict readers take: without fraction or zone."""
    try:
        started = datetime.fromisoformat(results.started)
    except ValueError:
        return {}
    utc = started.astimezone(UTC) if started.tzinfo else started
    return {"timestamp": utc.strftime("%Y-%m-%dT%H:%M:%S")}
