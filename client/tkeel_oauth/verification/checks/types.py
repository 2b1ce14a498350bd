"""Does an answer have the types that were recorded?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth._runtime.base.json import is_object
from tkeel_oauth.verification.bodies import ENVELOPE, body_of
from tkeel_oauth.verification.comparing import Difference, differences
from tkeel_oauth.verification.report import Severity
from tkeel_oauth.verification.texts import promise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth.testing.scenario import Scenario
    from tkeel_oauth.verification.bodies import Body
    from tkeel_oauth.verification.contract import Contract
    from tkeel_oauth.verification.notes import Notes, Quotes

__all__ = ["as_recorded"]

_CLASS = 100
_MOST = 5


def as_recorded(  # noqa: PLR0913 - what came, and all that it is compared by
    notes: Notes,
    *,
    body: Body,
    status: int,
    scenario: Scenario,
    contract: Contract,
    names: frozenset[str],
    pointer: str,
    quotes: Quotes,
) -> None:
    """Compares the types in an answer with those of the same recorded one.

    Args:
        notes: Takes the findings.
        body: What came.
        status: The HTTP status.
        scenario: The recorded exchange; one whose status is of another class is another answer.
        contract: The contract.
        names: The members of all messages that the operation documents.
        pointer: Where the message's schema stands.
        quotes: Says the names of members.
    """
    recorded = _recorded(scenario, status, body, names)
    if recorded is None:
        return
    found = list(_differences(contract, body, recorded, pointer))
    for difference in [one for one in found if one.kind == "changed"][:_MOST]:
        text = f"{_path(difference, quotes)} was {difference.before} and is {difference.after}."
        notes.add("type-changed", text, promise("recording"))
    for kind, key, severity in (
        ("gone", "member-gone", Severity.WARNING),
        ("new", "new-member", Severity.INFO),
    ):
        paths = [_path(one, quotes) for one in found if one.kind == kind]
        if paths:
            more = f" and {len(paths) - _MOST} more" if len(paths) > _MOST else ""
            text = f"{', '.join(paths[:_MOST])}{more}: {kind}."
            notes.add(key, text, promise("recording"), severity=severity)


def _recorded(scenario: Scenario, status: int, body: Body, names: frozenset[str]) -> Body | None:
    """Gives the recorded body in the form of the one that came, None where they are not comparable."""
    # Heavy, and only needed with a recording at hand.
    from tkeel_oauth.testing.wire_forms import in_form  # noqa: PLC0415

    answer = scenario.answer
    if answer is None or answer.status // _CLASS != status // _CLASS:
        return None
    before = body_of(answer.body, names)
    if before.form is None or body.form is None:
        return None
    if before.form != body.form:
        converted = in_form(scenario, body.form) or answer
        before = body_of(converted.body, names)
    return before if before.form == body.form else None


def _differences(contract: Contract, body: Body, recorded: Body, pointer: str) -> Iterator[Difference]:
    yield from differences(contract, body.message, recorded.message, pointer)
    if body.form == "served" and is_object(body.value) and is_object(recorded.value):
        # What else stands in the envelope; a new member there is one that no schema names.
        for one in differences(contract, _others(body.value), _others(recorded.value), None):
            if one.kind != "new" or len(one.path) > 1:
                yield one


def _others(envelope: dict[str, object]) -> dict[str, object]:
    return {name: member for name, member in envelope.items() if name not in ENVELOPE}


def _path(difference: Difference, quotes: Quotes) -> str:
    said = ""
    for part in difference.path:
        said += part if part == "[]" else f".{quotes.word(part)}"
    return said.removeprefix(".")
