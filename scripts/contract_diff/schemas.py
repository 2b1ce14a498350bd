"""Compares two schemas where Redocly does not, by the direction in which their values travel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_diff.verdict import Effect, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generation.document import Node

__all__ = ["compare", "meaning"]

# each format with the one whose values it holds as well; `password` says how to show a value, not what it is
_WITHIN = {"int64": "int32", "double": "float"}
_SAYS_NOTHING = {"", "password"}
_ANNOTATIONS = frozenset({"title", "description", "summary", "example", "examples", "deprecated", "default"})
_PARTS = ("items", "additionalProperties")
_CHOICES = ("oneOf", "anyOf", "allOf")


def meaning(schema: Node, within: tuple[str, ...] = ()) -> object:
    """What a schema allows, without names and words, to tell whether two allow the same.

    Args:
        schema: The schema.
        within: The places of those that it is a part of.
    """
    node = schema.resolved()
    if node.place in within:
        return ("again", len(within) - within.index(node.place))
    return _plain(node, (*within, node.place))


def _plain(node: Node, within: tuple[str, ...]) -> object:
    if isinstance(node.value, list):
        return [_plain(element, within) for element in node.elements()]
    if not isinstance(node.value, dict):
        return node.value
    if "$ref" in node.members():
        return meaning(node, within)
    plain: dict[str, object] = {}
    for name, child in node.items():
        if name == "properties":
            plain[name] = {member: meaning(value, within) for member, value in child.items()}
        elif name == "required":
            plain[name] = sorted(str(element.value) for element in child.elements())
        elif name not in _ANNOTATIONS and not name.startswith("x-"):
            plain[name] = _plain(child, within)
    return plain


def compare(
    old: Node, new: Node, *, in_request: bool, seen: frozenset[tuple[str, str]] = frozenset()
) -> Iterator[Finding]:
    """Compare two schemas and their parts.

    Args:
        old: The old schema.
        new: The new schema.
        in_request: Whether the values are sent to the server.
        seen: The places of the pairs that are being compared.
    """
    before, after = old.resolved(), new.resolved()
    pair = (before.place, after.place)
    if pair in seen or not (isinstance(before.value, dict) and isinstance(after.value, dict)):
        return
    yield from _formats(before, after, in_request=in_request)
    if in_request:
        yield from _wider(before, after)
        yield from _gone(before, after)
    for earlier, later in _parts(before, after):
        yield from compare(earlier, later, in_request=in_request, seen=seen | {pair})


def _parts(old: Node, new: Node) -> Iterator[tuple[Node, Node]]:
    members, members_now = old.get("properties"), new.get("properties")
    if members is not None and members_now is not None:
        for name, later in members_now.items():
            if (earlier := members.get(name)) is not None:
                yield earlier, later
    for name in _PARTS:
        part, part_now = old.get(name), new.get(name)
        if part is not None and part_now is not None:
            yield part, part_now
    for name in _CHOICES:
        choices, choices_now = old.get(name), new.get(name)
        if choices is not None and choices_now is not None:
            yield from zip(choices.elements(), choices_now.elements(), strict=False)


def _formats(old: Node, new: Node, *, in_request: bool) -> Iterator[Finding]:
    earlier, later = (_format(node) for node in (old, new))
    if earlier == later or _types(old) != _types(new):
        return
    told = f"The format was {earlier or 'any'} and is {later or 'any'}."
    # what was allowed must stay so in a request; in an answer, nothing that was not may come
    fits = _holds(later, earlier) if in_request else _holds(earlier, later)
    if not fits:
        yield Finding(Effect.BREAKS, "rules", "format-changed", new.place, told)
    elif in_request:
        yield Finding(Effect.ADDS, "rules", "format-widened", new.place, told)


def _format(node: Node) -> str:
    found = node.text("format")
    return "" if found in _SAYS_NOTHING else found


def _types(node: Node) -> set[str]:
    found = node.get("type")
    if found is None:
        return set()
    listed = (
        {str(each.value) for each in found.elements()}
        if isinstance(found.value, list)
        else {str(found.value)}
    )
    return listed | {"integer"} if "number" in listed else listed


def _holds(wide: str, narrow: str) -> bool:
    return wide in {"", narrow} or _WITHIN.get(wide) == narrow


def _wider(old: Node, new: Node) -> Iterator[Finding]:
    told: list[tuple[str, str]] = []
    if _types(old) and _types(new) > _types(old):
        told.append(("types-added", f"The type was {_listed(_types(old))} and is {_listed(_types(new))}."))
    values, values_now = (_allowed(node) for node in (old, new))
    if values is not None and (values_now is None or values_now > values):
        more = "any" if values_now is None else _listed(values_now - values)
        told.append(("values-added", f"More values are accepted: {more}."))
    for keyword, sign in (("minLength", -1), ("minimum", -1), ("maxLength", 1), ("maximum", 1)):
        limit, limit_now = (_number(node, keyword) for node in (old, new))
        if limit is not None and (limit_now is None or (limit_now - limit) * sign > 0):
            now = "none" if limit_now is None else limit_now
            told.append(("limit-loosened", f"`{keyword}` was {limit} and is {now}."))
    for rule, text in told:
        yield Finding(Effect.ADDS, "rules", rule, new.place, text)


def _gone(old: Node, new: Node) -> Iterator[Finding]:
    members, members_now = old.get("properties"), new.get("properties")
    if members is not None and members_now is not None:
        for name in members.members():
            if members_now.get(name) is None:
                text = f"`{name}` is no longer understood."
                yield Finding(Effect.BREAKS, "rules", "request-property-removed", new.place, text)


def _listed(values: set[str]) -> str:
    return ", ".join(sorted(values))


def _allowed(node: Node) -> set[str] | None:
    if (constant := node.get("const")) is not None:
        return {repr(constant.value)}
    if (listed := node.get("enum")) is not None:
        return {repr(element.value) for element in listed.elements()}
    return None


def _number(node: Node, keyword: str) -> int | float | None:
    found = node.get(keyword)
    return found.value if found is not None and isinstance(found.value, (int, float)) else None
