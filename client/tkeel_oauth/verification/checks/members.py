"""Are there members that no schema names, and do type URLs name a type?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth._runtime.base.json import is_array, is_object
from tkeel_oauth._runtime.contract.type_urls import names_type
from tkeel_oauth.verification.contract import child
from tkeel_oauth.verification.report import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tkeel_oauth.verification.contract import Contract
    from tkeel_oauth.verification.notes import Notes, Quotes

__all__ = ["TYPE", "note_type_urls", "note_unknown", "type_urls", "unknown_members"]

TYPE = "@type"


def unknown_members(contract: Contract, value: object, pointer: str) -> Iterator[tuple[str, str]]:
    """Yields the name of each member that a schema does not name, with the place of that schema.

    Args:
        contract: The contract.
        value: A message.
        pointer: Where its schema stands.
    """
    place, schema = contract.followed(pointer)
    if is_array(value) and "items" in schema:
        for item in value:
            yield from unknown_members(contract, item, child(place, "items"))
    elif is_object(value) and schema.get("type", "object") == "object":
        named = contract.properties(place)
        for name, member in value.items():
            if name in named:
                yield from unknown_members(contract, member, named[name])
            elif not schema.get("additionalProperties"):
                yield name, place


def note_unknown(notes: Notes, found: list[tuple[str, str]], quotes: Quotes) -> None:
    """Notes the members that nothing names, all in one finding.

    Args:
        notes: Takes the findings.
        found: Their names, each with where it would be named.
        quotes: Says the names.
    """
    if found:
        names = quotes.words(name for name, _ in found)
        notes.add(
            "unknown-member", f"The schema does not name: {names}.", found[0][1], severity=Severity.INFO
        )


def type_urls(contract: Contract, value: object, pointer: str) -> Iterator[object]:
    """Yields the type URL of each member that has one by its schema; None where it is left out.

    Args:
        contract: The contract.
        value: A message.
        pointer: Where its schema stands.
    """
    place, schema = contract.followed(pointer)
    if is_array(value) and "items" in schema:
        for item in value:
            yield from type_urls(contract, item, child(place, "items"))
    elif is_object(value):
        named = contract.properties(place)
        if TYPE in named:
            yield value.get(TYPE)
        for name, member in value.items():
            if name in named:
                yield from type_urls(contract, member, named[name])


def note_type_urls(notes: Notes, contract: Contract, urls: Iterable[object]) -> None:
    """Notes type URLs that are missing or name no type, in one finding.

    Args:
        notes: Takes the findings.
        contract: The contract.
        urls: What stands where a type URL should; None where nothing does.
    """
    found = list(urls)
    wrong = [url for url in found if url is not None and not (isinstance(url, str) and names_type(url))]
    if wrong:
        notes.add("type-url", f"{_share(wrong, found)} no type.", _place(contract))
    elif None in found:
        text = "A message says no @type."
        notes.add("type-url", text, _place(contract), severity=Severity.WARNING)


def _share(some: Sequence[object], of_all: Sequence[object]) -> str:
    return "An @type names" if len(of_all) == 1 else f"{len(some)} of {len(of_all)} messages name"


def _place(contract: Contract) -> str:
    """Gives where the contract speaks of type URLs."""
    schemas = "/components/schemas"
    named = contract.at(schemas)
    for name in named if is_object(named) else ():
        found = contract.properties(child(schemas, name))
        if TYPE in found:
            return child(found[TYPE], "description")
    return schemas
