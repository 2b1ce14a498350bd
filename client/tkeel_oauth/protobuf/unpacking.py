"""Unpacking: which type a message is of, who knows that type, and what to do when nobody does."""

from __future__ import annotations

from . import installed as installed  # noqa: PLC0414 - says what to install before anything needs it

# isort: split

import json
from typing import TYPE_CHECKING, TypeVar

from .._runtime.base.errors import ModelError
from .._runtime.contract.type_urls import names_type
from .pool import KnownTypes
from .reading import Unknown, json_text, read, type_urls_in
from .registry import TypeRegistry
from .steps import resume, start
from .type_server import TypeServer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from google.protobuf.message import Message

    from .._runtime.contract.rpc import ProtobufAnyBase

    MessageT = TypeVar("MessageT", bound=Message)
    Steps = Generator[str, type[Message] | None, Message | None]

__all__ = ["all_of", "unpack", "unpack_as", "unpack_async"]

_MOST_TYPES = 16
"""Types of messages within a message that are asked for."""


def unpack(packed: ProtobufAnyBase, types: TypeRegistry | TypeServer | None) -> Message | dict[str, object]:
    """See ``ProtobufAny.unpack``."""
    steps = _steps(packed, _registry(types))
    ask = types.inquiry() if isinstance(types, TypeServer) else None
    found = start(steps)
    while isinstance(found, str):
        found = resume(steps, None if ask is None else ask.find(found))
    return packed.to_dict() if found.result is None else found.result


async def unpack_async(
    packed: ProtobufAnyBase, types: TypeRegistry | TypeServer | None
) -> Message | dict[str, object]:
    """See ``ProtobufAny.unpack_async``."""
    steps = _steps(packed, _registry(types))
    ask = types.inquiry() if isinstance(types, TypeServer) else None
    found = start(steps)
    while isinstance(found, str):
        found = resume(steps, None if ask is None else await ask.find_async(found))
    return packed.to_dict() if found.result is None else found.result


def unpack_as(packed: ProtobufAnyBase, message: type[MessageT], types: TypeRegistry | None) -> MessageT:
    """See ``ProtobufAny.unpack_as``."""
    name = message.DESCRIPTOR.full_name
    if packed.type_name != name:
        raise ModelError(f"the message is not a {name}; .type_name says what it is")
    known = KnownTypes(_registry(types))
    known.learn(name, message)
    unpacked = read(json_text(packed.to_dict()), message, known)
    if isinstance(unpacked, Unknown):
        raise ModelError(f"a message within the {name} is of a type that is not known; pass types=")
    return unpacked


def all_of(
    details: Iterable[ProtobufAnyBase], message: type[MessageT], types: TypeRegistry | None
) -> list[MessageT]:
    """See ``RpcStatus.details_of``."""
    name = message.DESCRIPTOR.full_name
    return [
        unpack_as(detail, message, types)
        for detail in details
        if names_type(detail.type_) and detail.type_name == name
    ]


def _steps(packed: ProtobufAnyBase, registry: TypeRegistry) -> Steps:
    """Unpack; yield the URL of each type that is not known, to be sent its class or None."""
    name = packed.type_name
    message = registry.find(name)
    foreign = message is None
    if message is None:
        message = yield packed.type_
    if message is None:
        return None
    known = KnownTypes(registry)
    known.learn(name, message)
    text = json_text(packed.to_dict())
    for _ in range(_MOST_TYPES):
        unpacked = read(text, message, known, foreign=foreign)
        if not isinstance(unpacked, Unknown):
            return unpacked
        # The message within names its type by a URL; protobuf has asked for the name in it.
        wanted = next((url for url in type_urls_in(json.loads(text)) if _is_of(url, unpacked)), None)
        inner = None if wanted is None else (yield wanted)
        if inner is None:
            return None
        known.learn(unpacked.type_name, inner)
    return None


def _is_of(type_url: str, unknown: Unknown) -> bool:
    return names_type(type_url) and type_url.rpartition("/")[2] == unknown.type_name


def _registry(types: TypeRegistry | TypeServer | None) -> TypeRegistry:
    if isinstance(types, TypeServer):
        return types.registry
    return TypeRegistry() if types is None else types
