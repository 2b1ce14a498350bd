"""Are there members that no schema names, and are messages of any type what their `@type` says?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tkeel_oauth._runtime.base.json import is_array, is_object
from tkeel_oauth._runtime.contract.type_urls import names_type
from tkeel_oauth.verification.findings import Findings
from tkeel_oauth.verification.openapi import Members, OpenAPI, child
from tkeel_oauth.verification.results import Severity

__all__ = ["TYPE", "judge_error_info", "judge_type_urls", "typed_messages", "unknown_members"]

TYPE = "@type"
_ERROR_INFO = "google.rpc.ErrorInfo"
_TEXTS = ("reason", "domain")


def unknown_members(document: OpenAPI, value: object, pointer: str) -> Iterator[tuple[str, str]]:
    """Yields the name of each member that a schema does not name, with the place of that schema."""
    place, schema = document.followed(pointer)
    if is_array(value) and "items" in schema:
        for item in value:
            yield from unknown_members(document, item, child(place, "items"))
    elif is_object(value) and schema.get("type", "object") == "object":
        named = document.properties(place)
        for name, member in value.items():
            if name in named:
                yield from unknown_members(document, member, named[name])
            elif not schema.get("additionalProperties"):
                yield name, place


def typed_messages(document: OpenAPI, value: object, pointer: str) -> Iterator[Members]:
    """Yields the messages in a message whose schema gives them an `@type`, also where it is left out."""
    place, schema = document.followed(pointer)
    if is_array(value) and "items" in schema:
        for item in value:
            yield from typed_messages(document, item, child(place, "items"))
    elif is_object(value):
        named = document.properties(place)
        if TYPE in named:
            yield value
        for name, member in value.items():
            if name in named:
                yield from typed_messages(document, member, named[name])


def judge_type_urls(findings: Findings, document: OpenAPI, urls: Sequence[object]) -> None:
    """Adds that type URLs are missing or name no type, in one finding."""
    wrong = [url for url in urls if url is not None and not (isinstance(url, str) and names_type(url))]
    if wrong:
        share = "An @type names" if len(urls) == 1 else f"{len(wrong)} of {len(urls)} messages name"
        findings.add("type-url", f"{share} no type.", _place(document))
    elif None in urls:
        found = "A message says no @type."
        findings.add("type-url", found, _place(document), severity=Severity.WARNING)


def judge_error_info(findings: Findings, document: OpenAPI, messages: Iterable[Members]) -> None:
    """Adds that a `google.rpc.ErrorInfo` among messages is not what its type says, in one finding."""
    infos = [one for one in messages if str(one.get(TYPE)).rpartition("/")[2] == _ERROR_INFO]
    wrong = [name for info in infos for name in _retyped(info)]
    missing = [name for info in infos for name in _TEXTS if name not in info]
    if wrong:
        found = f"Of another type: {', '.join(dict.fromkeys(wrong))}."
        findings.add("detail", found, _place(document))
    elif missing:
        found = f"Left out: {', '.join(dict.fromkeys(missing))}."
        findings.add("detail", found, _place(document), severity=Severity.WARNING)


def _retyped(info: Members) -> Iterator[str]:
    yield from (name for name in _TEXTS if not isinstance(info.get(name, ""), str))
    metadata = info.get("metadata", {})
    if not is_object(metadata) or not all(isinstance(value, str) for value in metadata.values()):
        yield "metadata"


def _place(document: OpenAPI) -> str:
    """Gives where the contract speaks of type URLs."""
    schemas = "/components/schemas"
    named = document.at(schemas)
    for name in named if is_object(named) else ():
        found = document.properties(child(schemas, name))
        if TYPE in found:
            return found[TYPE]
    return schemas
