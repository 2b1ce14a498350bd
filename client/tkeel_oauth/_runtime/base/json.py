"""JSON as a message of the contract may use it, and nothing looser.

Python's own parser takes ``NaN``, keeps the last of two equal names, and goes as deep
as the stack lets it. None of that may become a value here.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from itertools import accumulate
from typing import NoReturn, TypeGuard

__all__ = ["InvalidJSON", "is_array", "is_object", "parse"]

MAX_DEPTH = 64
"""Levels of lists and objects a body may have."""

MAX_CONTAINERS = 1 << 16
"""Lists and objects a body may have. tKeel's largest have some hundred."""

MAX_DIGITS = 400
"""Digits a whole number may have."""


class InvalidJSON(Exception):
    """The bytes are not JSON of the allowed kind; the text says why, without quoting them."""


def parse(body: bytes) -> object:
    """Parse UTF-8 bytes.

    Raises:
        InvalidJSON: not JSON, not UTF-8, a name twice in one object, a number that is
            no JSON number or too large for a float, a lone surrogate, or nested deeper
            than 64 levels.
    """
    fault = None
    try:
        text = body.decode()
        fault = _fault_of_nesting(body)
        if fault is None and _LONG_NUMBER.search(body) and _LONG_NUMBER.search(_STRING.sub(b"", body)):
            # int() of very many digits is slow and, past 4300 of them, refused.
            fault = "a number in it is too large"
        if fault is None:
            value = (_CAREFUL if _MAY_OVERFLOW.search(body) else _DECODER).decode(text)
            if "\\u" in text:
                # Only an escape can bring half of a surrogate pair, which no UTF-8 can say.
                json.dumps(value, ensure_ascii=False).encode()
            return value
    except InvalidJSON as error:
        fault = str(error)
    except UnicodeError:
        fault = "it is not UTF-8"
    except (ValueError, RecursionError):
        # The parser's own messages give positions only, but they carry the document.
        fault = "it is empty" if not body.strip() else "it is not JSON"
    raise InvalidJSON(fault)


def is_object(value: object) -> TypeGuard[dict[str, object]]:
    """Tell whether a parsed value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[object]]:
    """Tell whether a parsed value is an array."""
    return isinstance(value, list)


def _fault_of_nesting(body: bytes) -> str | None:
    # Brackets inside strings only make this count too high: look closer before refusing.
    if body.count(b"{") + body.count(b"[") <= MAX_DEPTH:
        return None
    brackets = _STRING.sub(b"", body).translate(_STEPS, _NO_BRACKETS)
    if len(brackets) > 2 * MAX_CONTAINERS:
        return f"it has more than {MAX_CONTAINERS} lists and objects"
    if max(accumulate(array("b", brackets)), default=0) > MAX_DEPTH:
        return f"it is nested deeper than {MAX_DEPTH} levels"
    return None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidJSON("a name stands twice in one object")
    return members


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise InvalidJSON("a number in it is too large")
    return value


def _constant(_: str) -> NoReturn:
    raise InvalidJSON("NaN and Infinity are not JSON")


# Each reads the body once, whatever it is made of: a string without an end is not looked at again.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_LONG_NUMBER = re.compile(rb"(?<![0-9.])[0-9]{%d}" % (MAX_DIGITS + 1))
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
"""A step down for what opens, one up, minus one in eight bits, for what closes."""

_MAY_OVERFLOW = re.compile(rb"[0-9.][eE][+]?[0-9]{3}|(?<![0-9])[0-9]{300}")

_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
_CAREFUL = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=_constant)
"""Calls Python for each number with a point, which few bodies need."""
