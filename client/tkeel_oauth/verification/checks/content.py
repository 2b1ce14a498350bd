"""Is what the body says right? The innermost layers: envelope, meaning, schema, members, types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth._runtime.base.codes import Code
from tkeel_oauth._runtime.base.json import is_object
from tkeel_oauth.verification.bodies import ENVELOPE, documented_names
from tkeel_oauth.verification.contract import child
from tkeel_oauth.verification.plan import Expect
from tkeel_oauth.verification.report import Severity

from . import answering, codes, forms, members, types

if TYPE_CHECKING:
    from tkeel_oauth.testing.scenario import Scenario
    from tkeel_oauth.verification.bodies import Body
    from tkeel_oauth.verification.contract import Contract, Members, Response
    from tkeel_oauth.verification.notes import Notes, Quotes
    from tkeel_oauth.verification.seen import Seen

    from .schemas import Schemas

__all__ = ["Content"]

_STAND_IN = "-"


class Content:
    """A body that is JSON, with all that it is judged by.

    Args:
        contract: The contract.
        schemas: Its schemas.
        notes: Takes the findings.
        seen: What was asked.
        status: The HTTP status.
        response: What the contract says of an answer of this status.
        body: The body.
        quotes: Says what the server chose.
        declared: Whether the body is declared to be what the contract has.
    """

    def __init__(  # noqa: PLR0913 - all that a body is judged by
        self,
        *,
        contract: Contract,
        schemas: Schemas,
        notes: Notes,
        seen: Seen,
        status: int,
        response: Response,
        body: Body,
        quotes: Quotes,
        declared: bool,
    ) -> None:
        self._contract = contract
        self._schemas = schemas
        self._notes = notes
        self._seen = seen
        self._status = status
        self._response = response
        self._body = body
        self._quotes = quotes
        self._declared = declared
        self._names = documented_names(contract, seen.operation)

    def __repr__(self) -> str:
        return "<Content>"

    def judge(self, sensitive: frozenset[str], recorded: Scenario | None, *, issued: bool) -> None:
        """Notes all that is wrong, or only known.

        Args:
            sensitive: The members that hold what only the caller may see.
            recorded: The same exchange in a recording, None for none.
            issued: Whether the answer gives out a code.
        """
        pointer = next(iter(self._response.content.values()), None)
        if pointer is None or not self._is_the_answer(sensitive, issued=issued):
            return
        value = self._body.value
        if not is_object(value):
            if self._declared:
                self._schemas.allow(self._notes, value, pointer)
            return
        if self._is_one_thing(value, pointer) and self._is_allowed(value, pointer, sensitive):
            self._note_code(value, pointer)
            if recorded is not None:
                types.as_recorded(
                    self._notes,
                    body=self._body,
                    status=self._status,
                    scenario=recorded,
                    contract=self._contract,
                    names=self._names,
                    pointer=pointer,
                    quotes=self._quotes,
                )

    @property
    def _failed(self) -> bool:
        return self._status >= answering.FIRST_ERROR

    def _is_the_answer(self, sensitive: frozenset[str], *, issued: bool) -> bool:
        """Tells whether a call that must be refused is, and whether there is more to look at."""
        if self._seen.expect is not Expect.REFUSAL:
            return True
        if issued:
            codes.issues_code(self._notes, self._seen, self._status)
            return not self._failed
        if self._failed:
            return True
        empty = codes.has_empty_code(self._body, sensitive)
        found = f"The status is {self._status}{', with an empty code' if empty else ''}."
        severity = answering.refused_with_success(self._notes, self._seen, found, as_recorded=empty)
        return severity is Severity.KNOWN

    def _is_one_thing(self, value: Members, pointer: str) -> bool:
        """Tells whether the envelope is whole, and a success is not mixed with an error."""
        place = self._response.pointer
        served = self._body.form == "served"
        if served and not forms.is_whole_envelope(self._notes, value, self._status, place):
            return False
        own = set(ENVELOPE) if served else set(self._contract.properties(pointer))
        mixed = any(name in value for name in self._names - own)
        if served and not self._failed and self._body.message is not None:
            inside = self._names - set(self._contract.properties(pointer))
            mixed = mixed or any(name in self._body.message for name in inside)
        if mixed:
            what = "an error of the other form" if self._failed else "an error"
            self._notes.add(
                "contradiction", f"The status is {self._status}, and the body holds {what}.", place
            )
        return not mixed

    def _is_allowed(self, value: Members, pointer: str, sensitive: frozenset[str]) -> bool:
        """Tells whether the schema allows the message; names members that it does not know."""
        served = self._body.form == "served"
        unknown = [(name, forms.FORMS) for name in value if served and name not in ENVELOPE]
        message = self._body.message
        urls: list[object] = []
        allowed = True
        if message is not None:
            message = dict(message)
            if served:
                urls.append(message.pop(members.TYPE, None))
            unknown += members.unknown_members(self._contract, message, pointer)
            if self._seen.expect is Expect.REFUSAL and not self._failed:
                # That it is empty, or should not be there, has been said.
                message.update(dict.fromkeys(sensitive, _STAND_IN))
            allowed = self._schemas.allow(self._notes, message, pointer)
            if allowed:
                urls += members.type_urls(self._contract, message, pointer)
        members.note_type_urls(self._notes, self._contract, urls)
        members.note_unknown(self._notes, unknown, self._quotes)
        return allowed

    def _note_code(self, value: Members, pointer: str) -> None:
        """Notes what the number of a documented error says against its status, or to nobody."""
        place = self._contract.properties(pointer).get("code")
        if not self._failed or self._body.form == "served" or place is None:
            return
        number = value.get("code", 0)
        if number == 0:
            found = f"The status is {self._status}, and code is 0 or missing, which says that all is well."
            self._notes.add("contradiction", found, place)
        elif number not in set(Code):
            place = child(place, "description")
            self._notes.add(
                "unknown-reason", "The number in code is another one.", place, severity=Severity.INFO
            )
