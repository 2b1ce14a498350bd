"""What all types have in common, and those of single values.

These are texts and what is written as one, numbers, booleans and enumerations.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import uuid
from collections.abc import Callable, Iterator
from enum import Enum

from ...base.errors import ModelError

__all__ = [
    "AnyValue",
    "Boolean",
    "Constant",
    "Date",
    "DateTime",
    "Enumeration",
    "Integer",
    "Number",
    "Schema",
    "String",
    "Uuid",
    "json_name",
    "wrong",
]

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,20})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


_JSON_NAMES: dict[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def json_name(value: object) -> str:
    """Name the JSON type of ``value``, for a message that must not show the value."""
    if value is None:
        return "null"
    return _JSON_NAMES.get(type(value), f"a Python {type(value).__name__}")


class Schema:
    """One type; subclasses say which."""

    __slots__ = ()

    media: str | None = "application/json"
    """What a body of this type is; None where there is none."""

    nullable = False
    """Whether null is a value of this type."""

    any_text = False
    """Whether every text is a value of this type, and stands for itself."""

    def decode(self, value: object, where: str) -> object:
        """Check parsed JSON and return the Python value that stands for it."""
        raise NotImplementedError

    def encode(self, value: object, where: str) -> object:
        """Check a caller's value and return what ``json.dumps`` takes."""
        return self.decode(value, where)

    def empty(self) -> object:
        """Return what an absent optional member of this type reads as (proto3's default)."""
        return None

    def holds_text(self) -> bool:
        """Tell whether a value may be, or hold, a text that could be a secret."""
        return any(part.holds_text() for part in self.parts())

    def parts(self) -> Iterator[Schema]:
        """Yield the types that a value of this type is made of."""
        yield from ()


def wrong(where: str, expected: str, value: object) -> ModelError:
    """Say that a value is of another JSON type than the one expected."""
    return ModelError(f"{where} must be {expected}, not {json_name(value)}")


class AnyValue(Schema):
    """Any JSON value, passed through."""

    __slots__ = ()

    nullable = True

    def decode(self, value: object, where: str) -> object:  # noqa: ARG002 - nothing can be wrong with it
        return value

    def holds_text(self) -> bool:
        return True


class String(Schema):
    """``type: string``, with its length limits."""

    __slots__ = ("any_text", "max_length", "min_length")

    def __init__(self, *, min_length: int = 0, max_length: int | None = None) -> None:
        self.any_text = min_length == 0 and max_length is None
        self.min_length = min_length
        self.max_length = max_length

    def decode(self, value: object, where: str) -> object:
        if not isinstance(value, str):
            raise wrong(where, "a string", value)
        value = str.__str__(value)  # without the methods of a class of the caller's
        if len(value) < self.min_length:
            least = (
                "must not be empty" if self.min_length == 1 else f"needs {self.min_length} characters or more"
            )
            raise ModelError(f"{where} {least}")
        if self.max_length is not None and len(value) > self.max_length:
            raise ModelError(f"{where} may have {self.max_length} characters at most")
        return value

    def empty(self) -> object:
        return ""

    def holds_text(self) -> bool:
        return True


class _Parsed(Schema):
    """A text with a Python type of its own."""

    __slots__ = ()

    expected: str
    form: re.Pattern[str]
    python: type

    def parse(self, text: str) -> object:
        """Make the Python value; a ``ValueError`` says that the text stands for none."""
        raise NotImplementedError

    def decode(self, value: object, where: str) -> object:
        if not isinstance(value, str):
            raise wrong(where, self.expected, value)
        if self.form.fullmatch(value) is not None:
            try:
                return self.parse(value)
            except ValueError:  # which may quote the text
                pass
        raise ModelError(f"{where} must be {self.expected}")

    def encode(self, value: object, where: str) -> object:
        # A datetime is a date to isinstance, and not to a document.
        if not isinstance(value, self.python) or isinstance(value, dt.datetime):
            raise ModelError(f"{where} must be a {self.python.__name__}, not {json_name(value)}")
        return str(value)


class DateTime(_Parsed):
    """``format: date-time``: RFC 3339, with its time zone."""

    __slots__ = ()

    expected = "a date and time as RFC 3339 has it"
    form = _DATE_TIME
    python = dt.datetime

    def parse(self, text: str) -> object:
        return dt.datetime.fromisoformat(text.upper())

    def encode(self, value: object, where: str) -> object:
        if not isinstance(value, dt.datetime):
            raise ModelError(f"{where} must be a datetime, not {json_name(value)}")
        if value.utcoffset() is None:
            raise ModelError(f"{where} needs a time zone, such as datetime.UTC")
        return value.isoformat()


class Date(_Parsed):
    """``format: date``."""

    __slots__ = ()

    expected = "a date as RFC 3339 has it"
    form = _DATE
    python = dt.date

    def parse(self, text: str) -> object:
        return dt.date.fromisoformat(text)


class Uuid(_Parsed):
    """``format: uuid``."""

    __slots__ = ()

    expected = "a UUID"
    form = _UUID
    python = uuid.UUID

    def parse(self, text: str) -> object:
        return uuid.UUID(text)


class _Bounded(Schema):
    """A number within bounds."""

    __slots__ = ("above", "below", "maximum", "minimum")

    def __init__(
        self,
        *,
        minimum: float | None = None,
        maximum: float | None = None,
        above: float | None = None,
        below: float | None = None,
    ) -> None:
        self.minimum = minimum
        self.maximum = maximum
        self.above = above
        self.below = below

    def check(self, value: float, where: str) -> None:
        """Refuse a number that is out of bounds."""
        if self.minimum is not None and value < self.minimum:
            raise ModelError(f"{where} must be {self.minimum:g} or more")
        if self.maximum is not None and value > self.maximum:
            raise ModelError(f"{where} must be {self.maximum:g} or less")
        if self.above is not None and value <= self.above:
            raise ModelError(f"{where} must be more than {self.above:g}")
        if self.below is not None and value >= self.below:
            raise ModelError(f"{where} must be less than {self.below:g}")


class Integer(_Bounded):
    """``type: integer``; ``bits`` is 32 or 64 where the document gives that format."""

    __slots__ = ("bits",)

    def __init__(self, *, bits: int | None = None, **bounds: float | None) -> None:
        super().__init__(**bounds)
        self.bits = bits

    def decode(self, value: object, where: str) -> object:
        # JSON Schema counts 3.0 as an integer; Python counts True as one, JSON does not.
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong(where, "an integer", value)
        if self.bits is not None and not -(1 << (self.bits - 1)) <= value < 1 << (self.bits - 1):
            raise ModelError(f"{where} does not fit into {self.bits} bits")
        self.check(value, where)
        return value

    def empty(self) -> object:
        return 0


class Number(_Bounded):
    """``type: number``; NaN and the infinities are not JSON."""

    __slots__ = ()

    def decode(self, value: object, where: str) -> object:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise wrong(where, "a number", value)
        if isinstance(value, float) and not math.isfinite(value):
            raise ModelError(f"{where} is not a finite number")
        self.check(value, where)
        return value

    def empty(self) -> object:
        return 0.0


class Boolean(Schema):
    """``type: boolean``."""

    __slots__ = ()

    def decode(self, value: object, where: str) -> object:
        if not isinstance(value, bool):
            raise wrong(where, "a boolean", value)
        return value

    def empty(self) -> object:
        return False


class Constant(Schema):
    """``const``: one value and no other."""

    __slots__ = ("value",)

    def __init__(self, value: str | float | bool | None) -> None:  # noqa: FBT001 - any JSON scalar may be a constant
        self.value = value

    def decode(self, value: object, where: str) -> object:
        if type(value) is not type(self.value) or value != self.value:
            raise ModelError(f"{where} must be {self.value!r}")
        return value


class Enumeration(Schema):
    """``enum``: one of the listed values.

    Args:
        values: the values on the wire.
        kind: finds the ``Enum`` class whose members stand for them; None where they stand for themselves.
    """

    __slots__ = ("kind", "values")

    def __init__(self, *values: str | int, kind: Callable[[], type[Enum]] | None = None) -> None:
        self.values = values
        self.kind = kind

    def decode(self, value: object, where: str) -> object:
        if isinstance(value, bool) or not isinstance(value, (str, int)) or value not in self.values:
            raise ModelError(f"{where} must be one of {', '.join(map(repr, self.values))}")
        return value if self.kind is None else self.kind()(value)

    def encode(self, value: object, where: str) -> object:
        plain: object = value.value if isinstance(value, Enum) else value
        self.decode(plain, where)
        return next(known for known in self.values if known == plain)  # no text of a class of the caller's
