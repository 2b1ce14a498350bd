"""What a change does on the wire where Redocly does not say it.

A request must stay one that the new contract allows, an answer one that the old one allowed. Looked at here:

* the default of a parameter that may be left out, which is a value the server takes
* a status that had the default answer and gets one of its own
* how wide a `format` is
* a member that is gone from a body
* what a request may hold from now on, and what is deprecated: additions, which ask for a minor version
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract_diff import schemas
from contract_diff.verdict import Effect, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generation.document import Node

__all__ = ["compare"]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def compare(old: Node, new: Node) -> list[Finding]:
    """Compare two documents.

    Args:
        old: The old document.
        new: The new document.

    Returns:
        What was found, without repetition.
    """
    earlier = dict(_operations(old))
    found: dict[Finding, None] = {}
    for name, operation in _operations(new):
        if name in earlier:
            found.update(dict.fromkeys(_operation(earlier[name], operation)))
    return list(found)


def _operations(document: Node) -> Iterator[tuple[tuple[str, str], tuple[Node, Node]]]:
    for path, item in document.need("paths").items():
        for method in _METHODS:
            if (operation := item.get(method)) is not None:
                yield (path, method), (item, operation)


def _operation(old: tuple[Node, Node], new: tuple[Node, Node]) -> Iterator[Finding]:
    (_, before), (_, after) = old, new
    if after.flag("deprecated") and not before.flag("deprecated"):
        yield _found(Effect.ADDS, "operation-deprecated", after, "The operation is deprecated.")
    parameters = _parameters(*old)
    for name, parameter in _parameters(*new).items():
        if name in parameters:
            yield from _parameter(parameters[name], parameter)
    yield from _body(before.get("requestBody"), after.get("requestBody"))
    yield from _responses(before.need("responses"), after.need("responses"))


def _parameters(item: Node, operation: Node) -> dict[tuple[str, str], Node]:
    found: dict[tuple[str, str], Node] = {}
    for owner in (item, operation):
        # An operation's own parameter replaces the path's of the same name and place.
        if (listed := owner.get("parameters")) is not None:
            own = [parameter.resolved() for parameter in listed.elements()]
            found.update({(node.text("in"), node.text("name")): node for node in own})
    return found


def _parameter(old: Node, new: Node) -> Iterator[Finding]:
    name = new.text("name")
    if old.flag("required") and not new.flag("required"):
        yield _found(Effect.ADDS, "parameter-became-optional", new, f"`{name}` may be left out.")
    if new.flag("deprecated") and not old.flag("deprecated"):
        yield _found(Effect.ADDS, "parameter-deprecated", new, f"`{name}` is deprecated.")
    earlier, later = old.need("schema"), new.need("schema")
    taken, taken_now = earlier.resolved().get("default"), later.resolved().get("default")
    if taken is not None and not (old.flag("required") or new.flag("required")):
        now = "none" if taken_now is None else repr(taken_now.value)
        if taken_now is None or taken_now.value != taken.value:
            text = f"A request without `{name}` meant {taken.value!r}; the default is now {now}."
            yield _found(Effect.BREAKS, "default-changed", new, text)
    yield from schemas.compare(earlier, later, in_request=True)


def _body(old: Node | None, new: Node | None) -> Iterator[Finding]:
    if old is None or new is None:
        return
    before, after = old.resolved(), new.resolved()
    if before.flag("required") and not after.flag("required"):
        yield _found(Effect.ADDS, "request-body-became-optional", after, "The body may be left out.")
    yield from _contents(before, after, in_request=True)


def _responses(old: Node, new: Node) -> Iterator[Finding]:
    otherwise = old.get("default")
    for status, response in new.items():
        earlier = old.get(status)
        if earlier is not None:
            yield from _contents(earlier.resolved(), response.resolved(), in_request=False)
        elif otherwise is not None:
            was, now = _meanings(otherwise.resolved()), _meanings(response.resolved())
            if was != now:
                text = f"Status {status} had the default answer, and has another one now."
                yield _found(Effect.BREAKS, "status-answered-otherwise", response, text)


def _meanings(response: Node) -> dict[str, object]:
    content = response.get("content")
    if content is None:
        return {}
    return {name: schemas.meaning(media.need("schema")) for name, media in content.items()}


def _contents(old: Node, new: Node, *, in_request: bool) -> Iterator[Finding]:
    before, after = old.get("content"), new.get("content")
    if before is None or after is None:
        return
    for name, media in after.items():
        if (earlier := before.get(name)) is not None:
            yield from schemas.compare(earlier.need("schema"), media.need("schema"), in_request=in_request)


def _found(effect: Effect, rule: str, node: Node, text: str) -> Finding:
    return Finding(effect, "rules", rule, node.place, text)
