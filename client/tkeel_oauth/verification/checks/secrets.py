"""Does an answer repeat what was sent to be kept secret?"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from tkeel_oauth.testing.recorder.errors import SecretSurvivedError
from tkeel_oauth.testing.recorder.patterns import Replacer
from tkeel_oauth.testing.recorder.survivors import Survivors
from tkeel_oauth.testing.recording import load_recording
from tkeel_oauth.testing.wire_forms import Wire, in_form
from tkeel_oauth.verification.contract import child
from tkeel_oauth.verification.seen import Received
from tkeel_oauth.verification.texts import promise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tkeel_oauth.verification.notes import Notes
    from tkeel_oauth.verification.seen import Seen

__all__ = ["is_distinct", "keeps_secrets", "repeats"]

_WIRES: tuple[Wire, ...] = ("served", "documented")
_THOROUGH = 1 << 16
_OVERLAP = 1 << 10
_LEAST = 4
"""Characters that a value must have; anything shorter stands in every answer by chance."""

_COMMON = ("success", "wrong_password", "tenant_encoded_slash")
"""The recorded exchanges whose answers hold what every answer holds."""


def is_distinct(value: str) -> bool:
    """Tells whether a value can be told from what every answer holds.

    Args:
        value: What was sent; "" was not.
    """
    if len(value) < _LEAST:
        return False
    answers = [in_form(load_recording()[name], wire) for name in _COMMON for wire in _WIRES]
    return not any(
        repeats(Received(answer.status, answer.headers, answer.body), [value])
        for answer in answers
        if answer is not None
    )


def keeps_secrets(notes: Notes, seen: Seen, received: Received, passwords: Iterable[str]) -> None:
    """Looks for the password and for what the contract says is not sent back.

    Args:
        notes: Takes the findings.
        seen: What was asked.
        received: The answer.
        passwords: The passwords to look for; those that cannot be told from other text are not among them.
    """
    where = repeats(received, passwords)
    if where:
        notes.add("leak", f"The password stands in {where}.", promise("secrets"))
    state = seen.sent.get("state", "")
    where = repeats(received, [state]) if is_distinct(state) else ""
    if where:
        pointer = child(seen.operation.pointer, "description")
        notes.add("echo", f"The state stands in {where}.", pointer, wanted="state")


def repeats(received: Received, values: Iterable[str]) -> str:
    """Says where an answer repeats one of some values in any encoding, "" where it does not.

    A right answer has a few hundred bytes. Where a body has more than 64 KiB, the rest is searched for values
    whose characters are escaped one by one, but not for those encoded as a whole.

    Args:
        received: The answer.
        values: What to look for.
    """
    searched = list(values)
    survivors = Survivors(("password", value) for value in searched)
    head = base64.b64encode(received.body[:_THOROUGH]).decode()
    places = {
        "the headers": [list(header) for header in received.headers],
        "the body": {"encoding": "base64", "text": head},
    }
    found: list[str] = []
    for place, held in places.items():
        try:
            survivors.refuse(json.dumps(held).encode())
        except SecretSurvivedError:
            found.append(place)
    tail = received.body[_THOROUGH - _OVERLAP :].decode("utf-8", "replace")
    if "the body" not in found and len(received.body) > _THOROUGH:
        changed = Replacer((value, f"{value}-") for value in searched)(tail)
        found += ["the body"] if changed != tail else []
    return " and in ".join(found)
