"""Packing: a message with its type, as protobuf's JSON mapping has it."""

from __future__ import annotations

from . import installed as installed  # noqa: PLC0414 - says what to install before anything needs it

# isort: split

import json
from typing import TYPE_CHECKING, cast

from google.protobuf.any_pb2 import Any as ProtobufAny
from google.protobuf.json_format import MessageToJson, SerializeToJsonError
from google.protobuf.message import Error

from .._runtime.base.errors import ModelError
from .._runtime.contract.type_urls import type_name
from .descriptors import pool_of
from .pool import KnownTypes
from .registry import TypeRegistry

if TYPE_CHECKING:
    from google.protobuf.message import Message

__all__ = ["pack"]


def pack(message: Message, prefix: str, types: TypeRegistry | None) -> dict[str, object]:
    """Return the JSON of a ``google.protobuf.Any`` that holds a message; see ``ProtobufAny.pack``."""
    name = message.DESCRIPTOR.full_name
    type_url = f"{prefix.removesuffix('/')}/{name}"
    type_name(type_url)
    # Whoever made the message had the types of what is in it, so its own pool may know them, too.
    known = KnownTypes(TypeRegistry() if types is None else types, pool_of(type(message)))
    known.learn(name, type(message))
    try:
        holder = ProtobufAny(type_url=type_url, value=message.SerializeToString())
        # By way of its text, which leaves nothing in it but what JSON has.
        text = MessageToJson(holder, indent=None, descriptor_pool=known.as_pool())
        return cast("dict[str, object]", json.loads(text))
    except (SerializeToJsonError, Error, TypeError, ValueError, RecursionError):
        pass
    raise ModelError(
        f"JSON cannot express this {name}: a value is out of range, a required one is "
        "missing, or a message within is of a type that is not known; pass types= for the last"
    )
