"""How the types of a message differ from those of a recorded one.

What a schema names is the schema's affair; compared is the rest: members that no schema names, and what
messages of any type hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tkeel_oauth._runtime.base.json import is_array, is_object
from tkeel_oauth._runtime.contract.schema import json_name

from .checks.members import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .contract import Contract, Members

__all__ = ["Difference", "differences"]

Kind: TypeAlias = Literal["changed", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Args:
        kind: What became of the member.
        path: Where it stands: names of members, and `[]` for each element of a list.
        before: The JSON type that was recorded, in words; "" where it is new.
        after: The JSON type that it has now; "" where it is gone.
    """

    kind: Kind
    path: tuple[str, ...]
    before: str = ""
    after: str = ""


def differences(
    contract: Contract,
    after: object,
    before: object,
    pointer: str | None,
    path: tuple[str, ...] = (),
) -> Iterator[Difference]:
    """Yields how a JSON value differs in its types from a recorded one.

    Args:
        contract: The contract.
        after: The value as it is.
        before: The value as it was recorded.
        pointer: Where its schema stands, None where it has none.
        path: Where the value stands.
    """
    if is_object(after) and is_object(before):
        yield from _members(contract, after, before, pointer, path)
    elif is_array(after) and is_array(before):
        items = None if pointer is None else _items(contract, pointer)
        recorded = {_type_of(item): item for item in reversed(before)}
        compared = {_type_of(item): item for item in reversed(after)}
        for kind, item in compared.items():
            if kind in recorded:
                yield from differences(contract, item, recorded[kind], items, (*path, "[]"))
    elif pointer is None and json_name(after) != json_name(before):
        yield Difference("changed", path, json_name(before), json_name(after))


def _members(
    contract: Contract, after: Members, before: Members, pointer: str | None, path: tuple[str, ...]
) -> Iterator[Difference]:
    named: Mapping[str, str] = {} if pointer is None else contract.properties(pointer)
    for name, member in before.items():
        if name == TYPE:
            continue  # another check looks at it wherever it stands
        if name in after:
            yield from differences(contract, after[name], member, named.get(name), (*path, name))
        elif name not in named:
            yield Difference("gone", (*path, name), json_name(member))
    # Where a schema allows no others, a new member is one that no schema names, which another check tells.
    if pointer is None or contract.followed(pointer)[1].get("additionalProperties"):
        for name, member in after.items():
            if name not in before and name not in named and name != TYPE:
                yield Difference("new", (*path, name), "", json_name(member))


def _items(contract: Contract, pointer: str) -> str | None:
    place, schema = contract.followed(pointer)
    return f"{place}/items" if "items" in schema else None


def _type_of(item: object) -> str:
    """Tells elements apart by the type they name, as each may have members of its own."""
    named = item.get(TYPE) if is_object(item) else None
    return named if isinstance(named, str) else ""
