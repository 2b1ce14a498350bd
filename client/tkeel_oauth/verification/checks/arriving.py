"""Did an answer come, whole and in time?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth._runtime.call.messages import BodyError
from tkeel_oauth.testing.messages import header_values
from tkeel_oauth.verification.report import Severity
from tkeel_oauth.verification.texts import promise

if TYPE_CHECKING:
    from tkeel_oauth.verification.notes import Notes
    from tkeel_oauth.verification.seen import Received, Silence

__all__ = ["came", "is_whole"]

_FLAWS = {
    BodyError.CUT: ("complete", "answers"),
    BodyError.LATE: ("deadline", "time"),
    BodyError.LARGE: ("size", "size"),
    BodyError.ENCODED: ("encoding/unreadable", "encoding"),
}


def came(notes: Notes, silence: Silence) -> None:
    """Notes that no answer came.

    Args:
        notes: Takes the findings.
        silence: What happened.
    """
    found = f"{silence.why[:1].upper()}{silence.why[1:]}."
    if silence.late:
        notes.add("deadline", found, promise("time"))
    elif silence.begun:
        notes.add("complete", found, promise("answers"))
    else:
        notes.add("reachable", found, promise("answers"))


def is_whole(notes: Notes, received: Received) -> bool:
    """Tells whether the body is whole and as it was asked for.

    Args:
        notes: Takes the findings.
        received: The answer.
    """
    if received.flaw is not None:
        key, name = _FLAWS[received.flaw]
        why = received.flaw.value
        notes.add(key, f"Status {received.status}, but {why}.", promise(name))
        return False
    codings = [value.strip().lower() for value in header_values(received.headers, "content-encoding")]
    if any(coding not in {"", "identity"} for coding in codings):
        notes.add("encoding", "The body came compressed.", promise("encoding"), severity=Severity.WARNING)
    return True
