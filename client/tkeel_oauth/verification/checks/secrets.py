"""Does an answer repeat what was sent to be kept secret, and what did it give out that no report may hold?"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from urllib.parse import unquote_plus

from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth.testing.messages import header_values
from tkeel_oauth.testing.recording import load_recording
from tkeel_oauth.testing.wire_forms import Wire, in_form
from tkeel_oauth.verification.envelope import RESULT_NAMES
from tkeel_oauth.verification.exchange import Received
from tkeel_oauth.verification.finding_texts import promise
from tkeel_oauth.verification.openapi import child

from .examination import Examination

__all__ = ["given_out", "is_distinct", "keeps_secrets", "repeats"]

_WIRES: tuple[Wire, ...] = ("served", "documented")
_LEAST = 4
"""Characters that a value must have; anything shorter stands in every answer by chance."""

_COMMON = ("success", "wrong_password", "tenant_encoded_slash")
"""The recorded exchanges whose answers hold what every answer holds."""

_NAMES = frozenset({"code", "access_token", "id_token", "refresh_token"})
# Written like JSON, also where it is no whole JSON or JSON in a string; or like a query.
_MEMBER = re.compile(r'"(?:code|(?:access|id|refresh)_token)\\*"\s*:\s*\\*"([^"\\]+)', re.IGNORECASE)
_PARAMETER = re.compile(r"[?&;#](?:code|(?:access|id|refresh)_token)=([^&;#\"'<>\s]{8,})", re.IGNORECASE)
_LEAST_GIVEN = 8
"""Characters of what is given out; a shorter word names a result."""


@lru_cache(maxsize=1)
def _ordinary() -> tuple[Received, ...]:
    answers = [in_form(load_recording()[name], wire) for name in _COMMON for wire in _WIRES]
    return tuple(Received(one.status, one.headers, one.body) for one in answers if one is not None)


def is_distinct(value: str) -> bool:
    """Tells whether a value can be told from what every answer holds."""
    return len(value) >= _LEAST and not any(repeats(answer, [value]) for answer in _ordinary())


def keeps_secrets(examined: Examination, passwords: Iterable[str]) -> None:
    """Looks for the password and for what the contract says is not sent back.

    Args:
        examined: The answer.
        passwords: The passwords to look for; those that cannot be told from other text are not among them.
    """
    findings, received, exchange = examined.findings, examined.received, examined.exchange
    where = repeats(received, passwords)
    if where:
        findings.add("leak", f"The password stands in {where}.", promise("secrets"))
    state = exchange.sent.get("state", "")
    where = repeats(received, [state]) if is_distinct(state) else ""
    if where:
        pointer = child(exchange.operation.pointer, "responses")
        findings.add("echo", f"The state stands in {where}.", pointer, wanted="state")


def repeats(received: Received, values: Iterable[str]) -> str:
    """Says where an answer repeats one of some values in any encoding, "" where it does not."""
    scanner = SecretScanner(values)
    places = {
        "the headers": "\n".join(f"{name}: {value}" for name, value in received.headers),
        "the body": received.body.decode("utf-8", "replace"),
    }
    return " and in ".join(place for place, text in places.items() if scanner.finds(text))


def given_out(received: Received) -> set[str]:
    """Gives what looks like a code or a token anywhere in an answer."""
    return {
        value
        for value in _candidates(received)
        if len(value) >= _LEAST_GIVEN and not value.startswith(RESULT_NAMES)
    }


def _candidates(received: Received) -> Iterator[str]:
    text = received.body.decode("utf-8", "replace")
    members: list[tuple[str, object]] = []
    with suppress(ValueError, RecursionError):
        # Also what a second member of the same name hides.
        json.loads(text, object_pairs_hook=members.extend)
    yield from (value for name, value in members if name.lower() in _NAMES and isinstance(value, str))
    yield from _MEMBER.findall(text)
    for place in (html.unescape(text), *header_values(received.headers, "location")):
        yield from map(unquote_plus, _PARAMETER.findall(place))
