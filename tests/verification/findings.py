"""What every report must be like, whatever was verified."""

from __future__ import annotations

import base64
import dataclasses
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.verification.reference import CODE, LOGIN
from tkeel_oauth.verification import openapi
from tkeel_oauth.verification.finding_texts import PROMISES, promise

if TYPE_CHECKING:
    from tkeel_oauth.verification.report import Report

PROMISED = {promise(name) for name in PROMISES}
HIDDEN = (LOGIN.tenant_id, LOGIN.username, LOGIN.password, CODE)


def found(report: Report) -> list[str]:
    """Gives the findings as the table of mutants writes them."""
    return sorted(f"{one.severity.value} {one.check} @ {one.step}" for one in report.findings)


def assert_well_said(report: Report) -> None:
    """Every finding says all that a reader needs, and where the contract says so."""
    steps = {step.name: step for step in report.steps}
    assert len(steps) == len(report.steps)
    for finding in report.findings:
        assert finding in steps[finding.step].findings
        for text in (finding.expected, finding.found, finding.advice):
            assert text.endswith(".")
            assert " " in text
            assert "{" not in text
            assert ".." not in text
            assert text.strip() == text
        if finding.rule not in PROMISED:
            openapi.load().at(finding.rule)


def assert_silent(report: Report, *more: str) -> None:
    """No text of a report holds what nobody may see, in no encoding."""
    text = json.dumps(dataclasses.asdict(report), default=str, ensure_ascii=False)
    folded = text.casefold()
    for secret in (*HIDDEN, *more):
        forms = {
            secret,
            quote(secret, safe=""),
            json.dumps(secret)[1:-1],
            secret.encode().hex(),
            base64.b64encode(secret.encode()).decode().rstrip("="),
        }
        assert [form for form in forms if form.casefold() in folded] == []
