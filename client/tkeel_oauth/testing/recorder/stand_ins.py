"""Which invented value stands for which live one; the same everywhere in a recording."""

from __future__ import annotations

import hashlib
import string
from collections import defaultdict
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

from tkeel_oauth.testing.invented import invented
from tkeel_oauth.testing.matching import url_parses
from tkeel_oauth.testing.recording import load_recording

from .parts import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .parts import Role

__all__ = ["StandIns", "shipped_values"]

_LOGGED_IN: dict[Role, str] = {"password": "wonderland", "username": "alice", "tenant_id": "tenant-a"}
_REFUSED: dict[Role, str] = {"password": "nope", "username": "mallory", "tenant_id": "no-such-tenant"}
_GOOD_URI = "http://tkeel.io/callback"
_BAD_URI = "http://tkeel.io:port/cb"
_ALPHABET = string.ascii_uppercase + string.digits


@cache
def shipped_values() -> frozenset[tuple[Role, str]]:
    """Gives the values, with their roles, in the requests of the recording that ships with the package."""
    return frozenset(part for scenario in load_recording() for part in parts(scenario.request))


class StandIns:
    """Finds a stand-in for every live value of a recording.

    A value that has its role in the shipped recording too is invented already and stands for itself.

    Args:
        values: The live values with their roles, in the order in which they are to get their stand-ins.
        logged_in: Those of them that belong to a login that works.
    """

    def __init__(
        self, values: Iterable[tuple[Role, str]], logged_in: Iterable[tuple[Role, str]] = ()
    ) -> None:
        self._logged_in = frozenset(logged_in)
        # In a dict, for its order.
        self._live = dict.fromkeys(values)
        self._fresh: dict[tuple[Role, str], str] = {}
        self._taken: defaultdict[Role, set[str]] = defaultdict(set)
        for role, value in self._live:
            self._taken[role].add(value)
        for role, value in self._live:
            self(role, value)

    def __repr__(self) -> str:
        return "<StandIns>"

    def __call__(self, role: Role, value: str, scenario: str = "") -> str:
        """Gives what stands for a value.

        Args:
            role: What the value is.
            value: The live one.
            scenario: Which scenario issued a code or token.
        """
        known = self._fresh.get((role, value))
        if known is None:
            known = value if (role, value) in shipped_values() else self._unused(role, value, scenario)
            self._fresh[role, value] = known
            self._taken[role].add(known)
        return known

    def replaced(self) -> Iterator[tuple[Role, str, str]]:
        """Yields role, live value and stand-in of all that is not invented already."""
        for (role, value), fresh in self._fresh.items():
            if value != fresh:
                yield role, value, fresh

    def _unused(self, role: Role, value: str, scenario: str) -> str:
        for candidate in self._candidates(role, value, scenario):
            if candidate not in self._taken[role]:
                return candidate
        raise AssertionError("candidates do not end")

    def _candidates(self, role: Role, value: str, scenario: str) -> Iterator[str]:
        if role in _LOGGED_IN:
            yield from _numbered((_LOGGED_IN if (role, value) in self._logged_in else _REFUSED)[role])
        elif role == "redirect_uri":
            yield from _numbered(_GOOD_URI if url_parses(value) else _BAD_URI)
        if role in ("code", "access_token", "refresh_token"):
            yield invented(role, scenario, value)
        for number in count(1):
            yield _letters(f"{role}:{number}", len(value))
            if number > len(_ALPHABET) ** min(len(value), 3):
                # So short that all of its length may be taken.
                yield _letters(f"{role}:{number}", len(value) + number)


def _numbered(name: str) -> Iterator[str]:
    yield name
    for number in count(2):
        yield f"{name}-{number}"


def _letters(seed: str, length: int) -> str:
    digest = hashlib.shake_256(seed.encode()).digest(length)
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest)
