"""The types of values that hold others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from ...base.errors import ModelError
from ...base.json import is_array, is_object
from .values import Schema, json_name, wrong

__all__ = ["Closed", "List", "Map", "Nullable", "Union"]

_Turned: TypeAlias = Callable[[object, str], object]


class List(Schema):
    """``type: array``."""

    __slots__ = ("item", "max_items", "min_items")

    def __init__(self, item: Schema, *, min_items: int = 0, max_items: int | None = None) -> None:
        self.item = item
        self.min_items = min_items
        self.max_items = max_items

    def decode(self, value: object, where: str) -> object:
        return self._each(self.item.decode, value, where)

    def encode(self, value: object, where: str) -> object:
        return self._each(self.item.encode, value, where)

    def empty(self) -> object:
        return []

    def parts(self) -> Iterator[Schema]:
        yield self.item

    def _each(self, turned: _Turned, value: object, where: str) -> object:
        if not is_array(value):
            raise wrong(where, "a list", value)
        if len(value) < self.min_items:
            raise ModelError(f"{where} needs {self.min_items} items or more")
        if self.max_items is not None and len(value) > self.max_items:
            raise ModelError(f"{where} may have {self.max_items} items at most")
        return [turned(item, f"{where}[{index}]") for index, item in enumerate(value)]


class Map(Schema):
    """``type: object`` whose members have any name, and no properties of its own."""

    __slots__ = ("value",)

    def __init__(self, value: Schema) -> None:
        self.value = value

    def decode(self, value: object, where: str) -> object:
        return _members(self.value.decode, value, where)

    def encode(self, value: object, where: str) -> object:
        return _members(self.value.encode, value, where)

    def empty(self) -> object:
        return {}

    def holds_text(self) -> bool:
        return True  # the names are texts

    def parts(self) -> Iterator[Schema]:
        yield self.value


class Closed(Schema):
    """``additionalProperties: false``: no value at all."""

    __slots__ = ()

    def decode(self, value: object, where: str) -> object:  # noqa: ARG002 - whatever it is
        raise ModelError(f"{where} is no member that the contract allows")


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

    def parts(self) -> Iterator[Schema]:
        yield self.schema


class Union(Schema):
    """``oneOf`` or ``anyOf``: the first of the types that takes the value."""

    __slots__ = ("members",)

    def __init__(self, *members: Schema) -> None:
        self.members = members

    def decode(self, value: object, where: str) -> object:
        return _first((member.decode for member in self.members), value, where)

    def encode(self, value: object, where: str) -> object:
        return _first((member.encode for member in self.members), value, where)

    def parts(self) -> Iterator[Schema]:
        yield from self.members


def _members(turned: _Turned, value: object, where: str) -> object:
    if not is_object(value):
        raise wrong(where, "an object", value)
    return {name: turned(member, f"{where}.*") for name, member in value.items()}


def _first(ways: Iterable[_Turned], value: object, where: str) -> object:
    for turned in ways:
        try:
            return turned(value, where)
        except ModelError:
            continue
    raise ModelError(f"{where} is none of what it may be, and is {json_name(value)}")
