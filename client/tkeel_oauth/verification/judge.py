"""Judges one exchange: runs the checks from the outside of the answer to its inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tkeel_oauth.testing.unmatched import PROBLEM, is_unmatched
from tkeel_oauth.testing.wire_forms import Wire

from .checks import body as body_checks
from .checks import response as response_checks
from .checks import secrets
from .checks.examination import Examination
from .checks.schema import Schemas
from .envelope import Shape, body_of
from .exchange import Exchange, Received
from .findings import Findings, Quotes
from .openapi import OpenAPI, child
from .results import Step

__all__ = ["Judge", "Judged"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One exchange with the verdict on it.

    Args:
        step: For the report.
        shape: The wire form of its answer.
        login_succeeded: Whether the call succeeded, and gave what it is made for: a code that can be used.
    """

    step: Step
    shape: Shape
    login_succeeded: bool


class Judge:
    """Judges exchanges by a contract.

    Args:
        document: The contract.
        hidden: What no report may hold, besides what each call sends.
        passwords: The passwords that answers are searched for, besides those that calls send.
    """

    def __init__(
        self, document: OpenAPI, *, hidden: Iterable[str] = (), passwords: Iterable[str] = ()
    ) -> None:
        self._document = document
        self._schemas = Schemas(document)
        self._hidden = set(hidden)
        self._passwords = tuple(passwords)
        self._distinct: dict[str, bool] = {}

    def is_distinct(self, password: str) -> bool:
        """Tells whether answers can be searched for a password."""
        if password not in self._distinct:
            self._distinct[password] = secrets.is_distinct(password)
        return self._distinct[password]

    def judge(self, exchange: Exchange) -> Judged:
        """Gives the verdict on an exchange."""
        findings = Findings(exchange.step.name)
        received = exchange.outcome
        status: int | None = None
        form: Wire | None = None
        succeeded = False
        if isinstance(received, Received):
            status = received.status
            body = body_of(received.body, self._document.documented_names(exchange.operation))
            sensitive = self._document.sensitive_names(exchange.operation)
            # What was given out once may be repeated later.
            self._hidden.update(exchange.hidden, secrets.given_out(received))
            examined = Examination(self._document, exchange, received, body, findings, Quotes(self._hidden))
            self._examine(examined)
            form = None if received.media_type == PROBLEM else body.recognised
            gave = not sensitive or any(body_checks.issued(body, sensitive, status))
            succeeded = status // 100 == 2 and body.fault is None and gave  # noqa: PLR2004 - the successes
        else:
            response_checks.came(findings, received)
        step = exchange.step
        return Judged(
            Step(step.name, step.title, status, form, exchange.seconds, findings.all),
            Shape(step.name, form, clean=not findings.broken),
            succeeded,
        )

    def _examine(self, examined: Examination) -> None:
        exchange, received, findings = examined.exchange, examined.received, examined.findings
        sent = [exchange.sent.get(one.name, "") for one in exchange.operation.parameters if one.is_password]
        passwords = dict.fromkeys(one for one in (*self._passwords, *sent) if self.is_distinct(one))
        secrets.keeps_secrets(examined, passwords)
        response_checks.sets_cookie(findings, received)
        if is_unmatched(received.status, received.media_type, examined.body.value):
            response_checks.not_recorded(examined)
            return
        if not response_checks.has_right_status(examined):
            return
        response = exchange.operation.response(received.status)
        if response is None or not response_checks.is_whole(findings, received):
            return
        declared = response_checks.has_media_type(examined, response)
        fault = examined.body.fault
        if fault is None:
            body_checks.judge(examined, response, self._schemas, declared=declared)
        elif declared:
            findings.add("json", f"The body is not: {fault}.", child(response.pointer, "content"))
