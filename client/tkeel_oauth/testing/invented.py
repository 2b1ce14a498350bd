"""Stand-ins for the live secrets of a recording: deterministic, of equal length and shape.

A stand-in says in clear what it is. Distinct scenarios and distinct roles get distinct ones, so that
no two live secrets become one.
"""

from __future__ import annotations

import hashlib
import string
from typing import Literal, TypeAlias

__all__ = ["Role", "invented", "is_invented"]

Role: TypeAlias = Literal["code", "refresh_token", "access_token"]

_MARKS: dict[Role, str] = {
    "code": "INVENTEDCODE",
    "refresh_token": "INVENTEDREFRESH",
    "access_token": "INVENTEDACCESS",
}
_ALPHABET = string.ascii_uppercase + string.digits


def invented(role: Role, scenario: str, live: str) -> str:
    """Makes the stand-in for a live secret.

    Letters and digits become other upper-case letters and digits; every other character, such as the
    dots of a JWT, stays where it is.

    Args:
        role: What the secret is.
        scenario: The name of the scenario that issued it.
        live: The secret; only its length and its punctuation are used.
    """
    filling = _MARKS[role] + _letters(f"{role}:{scenario}", len(live))
    fresh = iter(filling)
    return "".join(next(fresh) if character.isalnum() else character for character in live)


def is_invented(value: str, role: Role) -> bool:
    """Tells whether a value has the shape that `invented` gives.

    Args:
        value: A code or token.
        role: What it stands for.
    """
    return value.startswith(_MARKS[role]) and set(value) <= set(_ALPHABET + "._-")


def _letters(seed: str, count: int) -> str:
    letters = ""
    block = 0
    while len(letters) < count:
        digest = hashlib.sha256(f"{seed}:{block}".encode()).digest()
        letters += "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest)
        block += 1
    return letters[:count]
