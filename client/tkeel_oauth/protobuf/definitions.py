"""From ``google.protobuf.Type`` definitions to a message class.

A ``Type`` says what one message has and names the types of its fields by URL. Those are
gathered first, then built together. What it does not carry is the names of an enum's
values, so a field that is an enum becomes a number.
"""

from __future__ import annotations

from . import installed as installed  # noqa: PLC0414 - says what to install before anything needs it

# isort: split

from typing import TYPE_CHECKING

from google.protobuf.message import DecodeError
from google.protobuf.type_pb2 import Field, Type

from .._runtime.base.errors import ModelError
from .._runtime.contract.type_urls import names_type
from .building import build
from .descriptors import file_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from google.protobuf.descriptor import FileDescriptor
    from google.protobuf.message import Message

    from .registry import TypeRegistry

__all__ = ["define"]

MOST_DEFINITIONS = 64
"""Types that one message may consist of, besides those that are known."""

_LAST_NUMBER = (1 << 29) - 1

MOST_BYTES = 1 << 20
"""Bytes that their definitions may have together."""


def define(
    type_url: str, registry: TypeRegistry, may_ask: Callable[[str], bool]
) -> Generator[str, bytes, type[Message]]:
    """Make the class of a type; yield each URL whose definition is needed, to be sent its bytes.

    Args:
        type_url: the URL of the type.
        registry: types whose definitions need not be asked for.
        may_ask: whether a URL may be asked.

    Raises:
        ModelError: a definition is not usable.
    """
    types: dict[str, Type] = {}
    known: list[FileDescriptor] = []
    pending = [type_url]
    size = 0
    while pending:
        url = pending.pop()
        name = url.rpartition("/")[2]
        if name in types:
            continue
        found = registry.find(name) if types else None
        if found is not None:
            known.append(file_of(found))
            continue
        if not may_ask(url):
            raise _unusable("it refers to a type that may not be asked for; add that type to the registry")
        if len(types) == MOST_DEFINITIONS:
            raise _unusable(f"it consists of more than {MOST_DEFINITIONS} types")
        content = yield url
        size += len(content)
        if size > MOST_BYTES:
            raise _unusable(f"it has more than {MOST_BYTES >> 20} MiB")
        types[name] = _parse(content, name)
        pending.extend(_references(types[name]))
    message = build(types, type_url.rpartition("/")[2], known)
    if message is None:
        raise _unusable("it contradicts itself, or protobuf does not allow it")
    return message


def _parse(content: bytes, name: str) -> Type:
    try:
        definition = Type.FromString(content)
    except DecodeError:
        definition = Type()
    # Almost any bytes can be read as some message; the name tells whether they are this one.
    if definition.name != name:
        raise _unusable("it is no binary google.protobuf.Type of that name")
    if any(field.kind in (Field.TYPE_GROUP, Field.TYPE_UNKNOWN) for field in definition.fields):
        raise _unusable("it has a field of a kind that is not supported, such as a group")
    if not _is_consistent(definition):
        raise _unusable("it has a field without a proper name or number, or one twice")
    return definition


def _is_consistent(definition: Type) -> bool:
    # protobuf's C code finds this, too; the one in Python does not.
    names = {field.name for field in definition.fields}
    numbers = {field.number for field in definition.fields}
    return (
        len(names) == len(numbers) == len(definition.fields)
        and all(name.isascii() and name.isidentifier() for name in names)
        and all(0 < number <= _LAST_NUMBER for number in numbers)
    )


def _references(definition: Type) -> list[str]:
    urls = [field.type_url for field in definition.fields if field.kind == Field.TYPE_MESSAGE]
    if not all(names_type(url) for url in urls):
        raise _unusable("it refers to a type by something that is no type URL")
    return urls


def _unusable(why: str) -> ModelError:
    return ModelError(
        f"the definition that a type server gave is not usable: {why}; "
        "without types= the members stay as they are"
    )
