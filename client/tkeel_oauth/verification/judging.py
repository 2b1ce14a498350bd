"""Judges one exchange: runs the checks from the outside of the answer to its inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tkeel_oauth.testing.unmatched import PROBLEM, is_unmatched

from .bodies import body_of, documented_names
from .checks import answering, arriving, codes, forms, secrets
from .checks.content import Content
from .checks.schemas import Schemas
from .contract import child
from .notes import Notes, Quotes
from .report import Severity, Step
from .seen import Silence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tkeel_oauth.testing.scenario import Scenario
    from tkeel_oauth.testing.wire_forms import Wire

    from .bodies import Body
    from .contract import Contract
    from .seen import Received, Seen

__all__ = ["Judge", "Judged", "hidden_in"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One exchange with the verdict on it.

    Args:
        step: For the report.
        shape: The wire form of its answer.
        went_in: Whether the call succeeded, and gave what it is made for: a code that can be used.
    """

    step: Step
    shape: forms.Shape
    went_in: bool


class Judge:
    """Judges exchanges by a contract.

    Args:
        contract: The contract.
        hidden: What no report may hold, besides what each call sends.
        passwords: The passwords that answers are searched for, besides those that calls send.

    Raises:
        MissingExtraError: When jsonschema is not installed.
    """

    def __init__(
        self, contract: Contract, *, hidden: Iterable[str] = (), passwords: Iterable[str] = ()
    ) -> None:
        self._contract = contract
        self._schemas = Schemas(contract)
        self._hidden = set(hidden)
        self._passwords = tuple(passwords)
        self._distinct: dict[str, bool] = {}

    def __repr__(self) -> str:
        return "<Judge>"

    def is_distinct(self, password: str) -> bool:
        """Tells whether answers can be searched for a password.

        Args:
            password: What was sent.
        """
        if password not in self._distinct:
            self._distinct[password] = secrets.is_distinct(password)
        return self._distinct[password]

    def judge(self, seen: Seen, recorded: Scenario | None = None) -> Judged:
        """Gives the verdict on an exchange.

        Args:
            seen: The exchange.
            recorded: The same exchange in a recording, to compare types with; None for none.
        """
        notes = Notes(seen.step.name)
        outcome = seen.outcome
        if isinstance(outcome, Silence):
            arriving.came(notes, outcome)
            return self._judged(seen, notes)
        body = body_of(outcome.body, documented_names(self._contract, seen.operation))
        sensitive = codes.sensitive_names(self._contract, seen.operation)
        issued = list(codes.issued(body, sensitive, outcome.status))
        self._judge_answer(notes, seen, outcome, body, recorded)
        form = None if outcome.media_type == PROBLEM else body.told
        succeeded = outcome.status // 100 == 2  # noqa: PLR2004 - the class of successes
        gave = body.fault is None and (bool(issued) or not sensitive)
        return self._judged(seen, notes, outcome.status, form, went_in=succeeded and gave)

    def _judged(
        self,
        seen: Seen,
        notes: Notes,
        status: int | None = None,
        form: Wire | None = None,
        *,
        went_in: bool = False,
    ) -> Judged:
        findings = notes.findings
        broken = any(finding.severity is Severity.ERROR for finding in findings)
        return Judged(
            Step(seen.step.name, seen.step.title, status, form, seen.seconds, findings),
            forms.Shape(seen.step.name, form, clean=not broken),
            went_in=went_in,
        )

    def _judge_answer(
        self, notes: Notes, seen: Seen, received: Received, body: Body, recorded: Scenario | None
    ) -> None:
        operation = seen.operation
        sensitive = codes.sensitive_names(self._contract, operation)
        issued = list(codes.issued(body, sensitive, received.status))
        # What was given out once may be repeated later.
        self._hidden.update(hidden_in(seen), codes.given_out(received))
        quotes = Quotes(self._hidden)
        sent = [seen.sent.get(one.name, "") for one in operation.parameters if one.is_password]
        passwords = dict.fromkeys(one for one in (*self._passwords, *sent) if self.is_distinct(one))
        secrets.keeps_secrets(notes, seen, received, passwords)
        answering.cookies(notes, received)
        if is_unmatched(received.status, received.media_type, body.value):
            answering.not_recorded(notes, seen)
            return
        if not answering.has_right_status(notes, seen, received.status):
            return
        response = operation.response(received.status)
        if response is None or not arriving.is_whole(notes, received):
            return
        # What is JSON under another name is no page.
        page = received.media_type == "text/html" and body.fault is not None
        declared = answering.has_media_type(notes, seen, received, response, quotes, page=page)
        if body.fault is not None:
            if declared:
                notes.add("json", f"The body is not: {body.fault}.", child(response.pointer, "content"))
            return
        content = Content(
            contract=self._contract,
            schemas=self._schemas,
            notes=notes,
            seen=seen,
            status=received.status,
            response=response,
            body=body,
            quotes=quotes,
            declared=declared,
        )
        content.judge(sensitive, recorded, issued=bool(issued))


def hidden_in(seen: Seen) -> set[str]:
    """Gives what was sent in a call and no report may hold.

    Args:
        seen: The exchange.
    """
    named = {parameter.name for parameter in seen.operation.parameters if not parameter.sensitive}
    return {value for name, value in seen.sent.items() if name not in named}
