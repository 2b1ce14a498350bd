"""An answer under examination, with all that it is judged by."""

from __future__ import annotations

from dataclasses import dataclass

from tkeel_oauth._runtime.base.codes import FIRST_ERROR
from tkeel_oauth.verification.cases import Expect
from tkeel_oauth.verification.envelope import Body
from tkeel_oauth.verification.exchange import Exchange, Received
from tkeel_oauth.verification.findings import Findings, Quotes
from tkeel_oauth.verification.openapi import OpenAPI, child
from tkeel_oauth.verification.results import Severity

__all__ = ["KNOWN", "Examination"]

KNOWN = frozenset(
    {
        # The page calls redirect_uri required; tKeel gives a code without it.
        ("OauthAuthorize", "missing-redirect-uri", "accepted"),
        # tKeel answers 200 with an empty code to every response_type but the one it knows.
        ("OauthAuthorize", "missing-response-type", "status"),
        ("OauthAuthorize", "response-type-token", "status"),
        # Its router says in plain text that it has no such page.
        ("OauthAuthorize", "tenant-encoded-slash", "media-type"),
    }
)
"""Where a real tKeel deviates from its page, as recorded: operation, step, and what one check notices."""


@dataclass(frozen=True, slots=True)
class Examination:
    """An answer with all that it is judged by.

    Args:
        document: The contract.
        exchange: What was asked.
        received: What came.
        body: Its body.
        findings: Takes what is found.
        quotes: Says what the server chose.
    """

    document: OpenAPI
    exchange: Exchange
    received: Received
    body: Body
    findings: Findings
    quotes: Quotes

    @property
    def failed(self) -> bool:
        """Whether the HTTP status is an error's."""
        return self.received.status >= FIRST_ERROR

    @property
    def must_fail(self) -> bool:
        """Whether the call is one that must be refused."""
        return self.exchange.expect is Expect.REFUSAL

    @property
    def errors(self) -> str:
        """Where the contract speaks of errors."""
        operation = self.exchange.operation
        return child(
            operation.pointer, "responses", *(["default"] if "default" in operation.responses else [])
        )

    def deviates(self, key: str, found: str, rule: str, *, as_recorded: bool, wanted: str = "") -> bool:
        """Adds a finding that may be a known deviation, and tells whether it is.

        Args:
            key: One of the texts.
            found: What came.
            rule: Where the contract speaks of it.
            as_recorded: Whether this is just what the real tKeel does, and not merely the same check.
            wanted: What the text fills in.
        """
        step = (self.exchange.operation.id, self.exchange.step.name, key.partition("/")[0])
        known = as_recorded and step in KNOWN
        severity = Severity.KNOWN if known else Severity.ERROR
        self.findings.add(key, found, rule, severity=severity, wanted=wanted)
        return known
