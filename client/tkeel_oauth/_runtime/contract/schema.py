"""The JSON types an OpenAPI document can ask for, as objects that check and convert.

The generator turns every schema of ``openapi.yaml`` into one of these. ``decode``
takes parsed JSON to the Python value, ``encode`` the other way; both raise
:class:`~tkeel_oauth._runtime.base.errors.ModelError`, which names the place and the JSON
type found there and never the value: it may be a secret.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Generic, TypeVar

from ..base.errors import ModelError
from ..base.json import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from .model import Model

__all__ = [
    "Boolean",
    "Constant",
    "Enumeration",
    "Integer",
    "List",
    "Mapping",
    "Nullable",
    "Number",
    "Ref",
    "Schema",
    "Text",
    "Untyped",
]

M = TypeVar("M", bound="Model")

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
    """One JSON type; subclasses say which."""

    __slots__ = ()

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


class Untyped(Schema):
    """Any JSON value, passed through."""

    __slots__ = ()

    nullable = True

    def decode(self, value: object, where: str) -> object:  # noqa: ARG002 - nothing can be wrong with it
        return value


class Text(Schema):
    """``type: string``, with its length limits."""

    __slots__ = ("any_text", "max_length", "min_length")

    def __init__(self, *, min_length: int = 0, max_length: int | None = None) -> None:
        self.any_text = min_length == 0 and max_length is None
        self.min_length = min_length
        self.max_length = max_length

    def decode(self, value: object, where: str) -> object:
        if not isinstance(value, str):
            raise _wrong(where, "a string", value)
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


class Integer(Schema):
    """``type: integer``; ``bits`` is 32 or 64 where the document gives that format."""

    __slots__ = ("bits",)

    def __init__(self, *, bits: int | None = None) -> None:
        self.bits = bits

    def decode(self, value: object, where: str) -> object:
        # JSON Schema counts 3.0 as an integer; Python counts True as one, JSON does not.
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise _wrong(where, "an integer", value)
        if self.bits is not None and not -(1 << (self.bits - 1)) <= value < 1 << (self.bits - 1):
            raise ModelError(f"{where} does not fit into {self.bits} bits")
        return value

    def empty(self) -> object:
        return 0


class Number(Schema):
    """``type: number``; NaN and the infinities are not JSON."""

    __slots__ = ()

    def decode(self, value: object, where: str) -> object:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise _wrong(where, "a number", value)
        if isinstance(value, float) and not math.isfinite(value):
            raise ModelError(f"{where} is not a finite number")
        return value

    def empty(self) -> object:
        return 0.0


class Boolean(Schema):
    """``type: boolean``."""

    __slots__ = ()

    def decode(self, value: object, where: str) -> object:
        if not isinstance(value, bool):
            raise _wrong(where, "a boolean", value)
        return value

    def empty(self) -> object:
        return False


class Constant(Schema):
    """``const``: one value and no other."""

    __slots__ = ("value",)

    def __init__(self, value: str | float | bool) -> None:  # noqa: FBT001 - any JSON scalar may be a constant
        self.value = value

    def decode(self, value: object, where: str) -> object:
        if type(value) is not type(self.value) or value != self.value:
            raise ModelError(f"{where} must be {self.value!r}")
        return value


class Enumeration(Schema):
    """``enum``: one of the listed values."""

    __slots__ = ("values",)

    def __init__(self, *values: str | int) -> None:
        self.values = values

    def decode(self, value: object, where: str) -> object:
        if isinstance(value, bool) or not isinstance(value, (str, int)) or value not in self.values:
            raise ModelError(f"{where} must be one of {', '.join(map(repr, self.values))}")
        return value


class List(Schema):
    """``type: array``."""

    __slots__ = ("item",)

    def __init__(self, item: Schema) -> None:
        self.item = item

    def decode(self, value: object, where: str) -> object:
        return [self.item.decode(item, f"{where}[{n}]") for n, item in enumerate(_list(value, where))]

    def encode(self, value: object, where: str) -> object:
        return [self.item.encode(item, f"{where}[{n}]") for n, item in enumerate(_list(value, where))]

    def empty(self) -> object:
        return []


class Mapping(Schema):
    """``type: object`` with ``additionalProperties`` and no properties of its own."""

    __slots__ = ("value",)

    def __init__(self, value: Schema) -> None:
        self.value = value

    def decode(self, value: object, where: str) -> object:
        return {
            name: self.value.decode(member, f"{where}.*") for name, member in _object(value, where).items()
        }

    def encode(self, value: object, where: str) -> object:
        return {
            name: self.value.encode(member, f"{where}.*") for name, member in _object(value, where).items()
        }

    def empty(self) -> object:
        return {}


class Nullable(Schema):
    """``type: [..., "null"]``."""

    __slots__ = ("schema",)

    nullable = True

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def decode(self, value: object, where: str) -> object:
        return None if value is None else self.schema.decode(value, where)

    def encode(self, value: object, where: str) -> object:
        return None if value is None else self.schema.encode(value, where)


class Ref(Schema, Generic[M]):
    """``$ref`` to a model, which is looked up when it is first needed.

    Late, so that models may refer to one another and importing an operation loads none.
    """

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[], type[M]]) -> None:
        self._find = find

    @property
    def model(self) -> type[M]:
        return self._find()

    def decode(self, value: object, where: str) -> M:
        return self.model.decode(value, where)

    def encode(self, value: object, where: str) -> object:
        if not isinstance(value, self.model):
            raise ModelError(f"{where} must be a {self.model.__name__}, not {json_name(value)}")
        return value.encode(where)


def _list(value: object, where: str) -> list[object]:
    if not is_array(value):
        raise _wrong(where, "a list", value)
    return value


def _object(value: object, where: str) -> dict[str, object]:
    if not is_object(value):
        raise _wrong(where, "an object", value)
    return value


def _wrong(where: str, expected: str, value: object) -> ModelError:
    return ModelError(f"{where} must be {expected}, not {json_name(value)}")
