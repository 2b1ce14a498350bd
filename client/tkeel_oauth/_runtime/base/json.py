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

MAX_CONTAINERS = 1 << 15
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
        digits = body.translate(_DIGITS)
        fault = _fault_of_nesting(body) or _fault_of_numbers(body, digits)
        if fault is None:
            careful = _LARGE_FLOAT in digits or (b"000" in digits and _LARGE_EXPONENT.search(body))
            value = (_CAREFUL if careful else _DECODER).decode(text)
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
    brackets = _without_strings(body).translate(_STEPS, _NO_BRACKETS)
    steps = array("b", brackets[: 2 * MAX_CONTAINERS])
    if max(accumulate(steps), default=0) > MAX_DEPTH:
        return f"it is nested deeper than {MAX_DEPTH} levels"
    if len(brackets) > len(steps):
        return f"it has more than {MAX_CONTAINERS} lists and objects"
    return None


def _fault_of_numbers(body: bytes, digits: bytes) -> str | None:
    # int() of very many digits is slow and, past 4300 of them, refused.
    if _LONG_NUMBER in digits and _WHOLE_NUMBER.search(_without_strings(body)):
        return "a number in it is too large"
    return None


def _without_strings(body: bytes) -> bytes:
    """Return what of JSON stands outside of strings; of one without an end, and what follows it, nothing."""
    return b"".join(body.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2])


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


# All of these look at a byte once: nothing that a body may be made of makes them go back.
_DIGITS = bytes(ord("0") if byte in b"0123456789" else ord(" ") for byte in range(256))
_LONG_NUMBER = b"0" * (MAX_DIGITS + 1)
_LARGE_FLOAT = b"0" * 300
_WHOLE_NUMBER = re.compile(rb"(?<![0-9.])[0-9]{%d}" % (MAX_DIGITS + 1))
_LARGE_EXPONENT = re.compile(rb"[eE][+]?[0-9]{3}")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
"""A step down for what opens, one up, minus one in eight bits, for what closes."""

_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
_CAREFUL = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=_constant)
"""Calls Python for each number with a point, which few bodies need."""
