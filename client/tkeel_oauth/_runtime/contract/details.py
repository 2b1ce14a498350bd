"""What the details of an error say, read from their JSON: it needs no protobuf installed.

protobuf's JSON mapping takes a member under its JSON name or the name in the ``.proto``
file, so both are read. What is malformed counts as not said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..base.json import InvalidJSON, is_array, is_object, parse
from .type_urls import names_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["localized_message", "members_of", "retry_delay", "retry_delay_in", "text_member"]

RETRY_INFO = "google.rpc.RetryInfo"
LOCALIZED_MESSAGE = "google.rpc.LocalizedMessage"

_DURATION = re.compile(r"(-?)(\d{1,12}(?:\.\d{1,9})?)s", re.ASCII)
_LONGEST = 315_576_000_000.0
"""Seconds a ``google.protobuf.Duration`` may have: ten thousand years."""

Detail = tuple[str, "Mapping[str, object]"]
"""A detail's ``@type`` and its other members."""


def members_of(details: Iterable[Detail], type_name: str) -> Iterator[Mapping[str, object]]:
    """Yield the members of each detail that is a message of a type."""
    for type_url, members in details:
        if type_url.endswith(f"/{type_name}") and names_type(type_url):
            yield members


def text_member(members: Mapping[str, object], name: str) -> str | None:
    """Return a member that is a text, None where there is none."""
    value = members.get(name)
    return value if isinstance(value, str) else None


def retry_delay(details: Iterable[Detail]) -> float | None:
    """Return the seconds that the first ``google.rpc.RetryInfo`` asks to wait, None without one."""
    for members in members_of(details, RETRY_INFO):
        text = text_member(members, "retryDelay") or text_member(members, "retry_delay")
        return None if text is None else _seconds(text)
    return None


def retry_delay_in(body: bytes) -> float | None:
    """As :func:`retry_delay`, from the body of an error as it came."""
    if RETRY_INFO.encode() not in body:
        return None
    try:
        value = parse(body)
    except InvalidJSON:
        return None
    found = value.get("details") if is_object(value) else None
    return retry_delay(_details(found)) if is_array(found) else None


def localized_message(details: Iterable[Detail], locale: str | None) -> str | None:
    """Return the text of the ``google.rpc.LocalizedMessage`` that suits a locale best.

    Args:
        details: the details of an error.
        locale: a language tag such as ``en-GB``, in any case; None for whichever comes
            first. Tried are the tag itself, then what is left of it without its last
            part, and so on (RFC 4647's lookup), and then a message for a region of it.
    """
    texts: dict[str, str] = {}
    for members in members_of(details, LOCALIZED_MESSAGE):
        text = text_member(members, "message")
        if text:
            texts.setdefault(_tag(text_member(members, "locale") or ""), text)
    if locale is None:
        return next(iter(texts.values()), None)
    wanted = _tag(locale)
    tag = wanted
    while tag:
        if tag in texts:
            return texts[tag]
        tag = tag.rpartition("-")[0]
    return next((text for tag, text in texts.items() if tag.startswith(f"{wanted}-")), None)


def _tag(locale: str) -> str:
    return locale.replace("_", "-").lower()


def _details(items: list[object]) -> Iterator[Detail]:
    for item in items:
        type_url = item.get("@type") if is_object(item) else None
        if is_object(item) and isinstance(type_url, str):
            yield type_url, item


def _seconds(text: str) -> float | None:
    found = _DURATION.fullmatch(text)
    if found is None or float(found[2]) > _LONGEST:
        return None
    return 0.0 if found[1] else float(found[2])
