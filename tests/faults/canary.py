"""Secrets that are easy to recognise, and where they must not be seen.

Each has a core of plain letters, which survives every encoding that works character
by character: percent, plus, JSON, HTML, `repr`. What base64 or hexadecimal make of the
core is looked for, too. The rest of a secret is there to differ between encodings, so
that the SDK cannot recognise it by comparing one form alone.
"""

from __future__ import annotations

import base64
import pickle
import traceback
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import tkeel_oauth
from tests.faults.calls import Arguments
from tkeel_oauth import ResponseError, TkeelOAuthError

CODE = 'CanaryCodeM4t+/~"\\='
LOGIN: Arguments = {
    "username": "CanaryUser7Qz@ü+x y",
    "password": 'CanaryPass3Kv é+&%/\\"=ß🔑',
    "redirect_uri": "https://app.example.com/callback?keep=1",
    "state": 'CanaryStateX9w&="é%2F\\ /',
}
CANARIES = {
    "username": "CanaryUser7Qz",
    "password": "CanaryPass3Kv",
    "state": "CanaryStateX9w",
    "code": "CanaryCodeM4t",
}
"""The core of each secret."""

_OURS = str(Path(tkeel_oauth.__file__).parent)
_TESTS = str(Path(__file__).parent)


def _fragments(core: str) -> Iterator[str]:
    """What of base64 text stays the same whatever stands before and after the core."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + core.encode()).decode()
        yield encoded[(before * 8 + 5) // 6 : (before + len(core)) * 8 // 6]


_FORMS = {
    name: (core.casefold(), core.encode().hex(), tuple(_fragments(core))) for name, core in CANARIES.items()
}


@dataclass(frozen=True)
class Sighting:
    """A secret where it must not be."""

    channel: str
    secret: str
    fault: str
    excerpt: str


@dataclass
class Watch:
    """Looks at texts, and notes each in which a secret is seen.

    Args:
        fault: what is happening meanwhile.
    """

    fault: str = ""
    sightings: list[Sighting] = field(default_factory=list[Sighting])
    seen: set[str] = field(default_factory=set[str])

    def look(self, channel: str, text: str | bytes) -> None:
        self.seen.add(channel)
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        folded = text.casefold()
        for name, (core, in_hex, fragments) in _FORMS.items():
            at = folded.find(core)
            if at < 0:
                at = folded.find(in_hex)
            if at < 0:
                at = max(text.find(fragment) for fragment in fragments)
            if at >= 0:
                excerpt = text[max(at - 80, 0) : at + 40]
                self.sightings.append(Sighting(channel, name, self.fault, excerpt))

    def look_at_error(self, error: BaseException) -> None:
        """Look at all that an exception says, shows, holds and drags along."""
        for one in chain(error):
            self.look("text", f"{one!s}\n{one!r}\n{one.args!r}")
            for shown in reachable(one):
                self.look("attributes", f"{shown!s}\n{shown!r}")
        self.look("traceback", "".join(traceback.format_exception(error)))
        self.look("locals", "\n".join(_locals(error)))
        if isinstance(error, TkeelOAuthError):
            self.look("pickle", pickled(error))


def chain(error: BaseException) -> list[BaseException]:
    """An exception with all its causes and contexts, suppressed or not."""
    found: list[BaseException] = []
    pending: list[BaseException | None] = [error]
    while pending:
        one = pending.pop()
        if one is not None and one not in found:
            found.append(one)
            pending += [one.__cause__, one.__context__]
    return found


def _locals(error: BaseException) -> Iterator[str]:
    """Local variables as a reporter of errors would print them, but for the caller's own frames."""
    for one in chain(error):
        for frame in traceback.TracebackException.from_exception(one, capture_locals=True).stack:
            if not frame.filename.startswith(_TESTS):
                yield f"{frame.filename} {frame.name} {frame.locals}"


def ours(error: BaseException) -> int:
    """How many frames of the package stand in an exception's traceback."""
    return sum(frame.filename.startswith(_OURS) for frame in traceback.extract_tb(error.__traceback__))


def pickled(error: TkeelOAuthError) -> bytes:
    """An exception as it would travel to another process, without the body.

    `content` is documented to hold the body as it came; a copy made by pickle itself
    is emptied of it and pickled again, so that everything else is looked at.
    """
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    if isinstance(copy, ResponseError):
        copy.content = b""
    return pickle.dumps(copy, protocol=0) + pickle.dumps(copy)


def reachable(root: object) -> list[object]:
    """Everything an object leads to by attributes, properties and containers, but for `content`."""
    found: list[object] = []
    pending: list[object] = [root]
    known: set[int] = set()
    while pending:
        one = pending.pop()
        if id(one) in known or isinstance(one, type):
            continue
        known.add(id(one))
        found.append(one)
        pending += _held(one)
        if isinstance(one, Mapping):
            members = cast("Mapping[object, object]", one)
            pending += [*members.keys(), *members.values()]
        if isinstance(one, (list, tuple, set, frozenset)):
            pending += cast("Collection[object]", one)
    return found


def _held(one: object) -> list[object]:
    """What an object holds in its attributes, and what its properties give."""
    if isinstance(one, (str, bytes, int, float, list, tuple, set, frozenset, type(None))):
        return []
    names: set[str] = set(getattr(one, "__dict__", ()))
    for kind in type(one).__mro__:
        slots: str | Collection[str] = vars(kind).get("__slots__", ())
        names.update([slots] if isinstance(slots, str) else slots)
        names.update(name for name, member in vars(kind).items() if isinstance(member, property))
    return [_value(one, name) for name in sorted(names) if name != "content" and not name.startswith("__")]


def _value(one: object, name: str) -> object:
    """An attribute, or what a property raises in place of a value."""
    try:
        return getattr(one, name, None)
    except TkeelOAuthError as error:
        return error
