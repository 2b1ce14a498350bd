"""JSON as a message of the contract may use it, and nothing looser.

Python's own parser takes ``NaN``, keeps the last of two equal names, and goes as deep
as the stack lets it. None of that may become a value here.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn, TypeGuard

__all__ = ["InvalidJSON", "is_array", "is_object", "parse"]

MAX_DEPTH = 64
"""Levels of lists and objects a body may have."""


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
        if _too_deep(text):
            fault = f"it is nested deeper than {MAX_DEPTH} levels"
        else:
            value = _DECODER.decode(text)
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


def _too_deep(text: str) -> bool:
    # Brackets inside strings only make this count too high: look closer before refusing.
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidJSON("a name stands twice in one object")
    return members


def _float(text: str) -> float:
    value = float(text)
    if value in (_INFINITY, -_INFINITY):
        raise InvalidJSON("a number in it is too large")
    return value


def _integer(text: str) -> int:
    # int() of very many digits is slow and, past 4300 of them, refused.
    if len(text) > MAX_DIGITS:
        raise InvalidJSON("a number in it is too large")
    return int(text)


def _constant(_: str) -> NoReturn:
    raise InvalidJSON("NaN and Infinity are not JSON")


_INFINITY = float("inf")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
MAX_DIGITS = 400

_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_float, parse_int=_integer, parse_constant=_constant
)
