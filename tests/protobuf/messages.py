"""Every message type that is compiled in, and messages of any type."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, cast

from google.protobuf import (
    any_pb2,
    api_pb2,
    duration_pb2,
    empty_pb2,
    field_mask_pb2,
    source_context_pb2,
    struct_pb2,
    timestamp_pb2,
    type_pb2,
    wrappers_pb2,
)
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from tests.protobuf.rpc_types import error_details_pb2, status_pb2
from tests.protobuf.types_of import with_nested

_MODULES: tuple[Any, ...] = (
    *(any_pb2, api_pb2, duration_pb2, empty_pb2, field_mask_pb2, source_context_pb2, struct_pb2),
    *(timestamp_pb2, type_pb2, wrappers_pb2, error_details_pb2, status_pb2),
)
EVERY: tuple[type[Message], ...] = tuple(
    GetMessageClass(descriptor)
    for module in _MODULES
    for descriptor in with_nested(module.DESCRIPTOR.message_types_by_name.values())
    if not descriptor.GetOptions().map_entry
)
ERROR_DETAILS = tuple(
    kind
    for kind in EVERY
    if kind.DESCRIPTOR.file.name.endswith("error_details.proto") and kind.DESCRIPTOR.containing_type is None
)


def name_of(message: type[Message]) -> str:
    return message.DESCRIPTOR.full_name


def examples(kind: type[Message]) -> list[Message]:
    """Messages of a type: one without anything, and some as chance will have them, the same each time."""
    chance = Random(name_of(kind))  # noqa: S311 - no secret
    found = [kind() for _ in range(12)]
    # a Value that has none is no JSON
    for message in found[kind is not struct_pb2.Value :]:
        _fill(message, chance)
    return found


_TEXTS = ["", "a", "x" * 8, "密码🔑", 'q"\\\n\0']
_SCALARS: dict[int, list[Any]] = {
    FieldDescriptor.CPPTYPE_INT32: [0, 1, -1, 2**31 - 1, -(2**31)],
    FieldDescriptor.CPPTYPE_INT64: [0, 1, -1, 2**63 - 1, -(2**63)],
    FieldDescriptor.CPPTYPE_UINT32: [0, 1, 2**32 - 1],
    FieldDescriptor.CPPTYPE_UINT64: [0, 1, 2**64 - 1],
    # NaN equals nothing, itself included
    FieldDescriptor.CPPTYPE_DOUBLE: [0.0, -1.5, 0.1, 1e308, float("inf"), float("-inf")],
    # Not the largest there are: protobuf does not read what it writes for those.
    FieldDescriptor.CPPTYPE_FLOAT: [0.0, -1.5, 2.0**100, float("inf"), float("-inf")],
    FieldDescriptor.CPPTYPE_BOOL: [False, True],
    FieldDescriptor.CPPTYPE_STRING: _TEXTS,
}
_JSON: list[Any] = [None, True, 1.5, "密", [], [1.0, None, ["x"]], {}, {"a": {"b": [False]}, "": "c"}]


def _struct(chance: Random) -> Message:
    found = struct_pb2.Struct()
    found.update({name: chance.choice(_JSON) for name in chance.sample(_TEXTS, 2)})
    return found


def _list(items: list[Any]) -> struct_pb2.ListValue:
    found = struct_pb2.ListValue()
    found.extend(items)
    return found


def _any(chance: Random) -> Message:
    found = any_pb2.Any()
    # Of types without maps, whose order may change.
    found.Pack(
        chance.choice([duration_pb2.Duration(seconds=3), error_details_pb2.LocalizedMessage(locale="en")])
    )
    return found


# Those whose JSON is a text or any JSON: not every content of their fields has one.
_SPECIAL: dict[str, Callable[[Random], Message]] = {
    "Duration": lambda chance: duration_pb2.Duration(
        seconds=chance.choice([0, 3, 315_576_000_000]), nanos=chance.choice([0, 1, 500_000_000])
    ),
    "Timestamp": lambda chance: timestamp_pb2.Timestamp(
        seconds=chance.choice([0, -62_135_596_800, 253_402_300_799]), nanos=chance.choice([0, 1, 999_999_999])
    ),
    "FieldMask": lambda chance: field_mask_pb2.FieldMask(paths=chance.sample(["a", "b_c.d", "ef.g_h"], 2)),
    "Struct": _struct,
    "ListValue": lambda chance: _list(chance.sample(_JSON, 2)),
    "Value": lambda chance: _list([chance.choice(_JSON)]).values[0],
    "Any": _any,
}


def _fill(message: Message, chance: Random, depth: int = 2) -> None:
    """Set about half of a message's fields, and in those that are messages so many levels deep."""
    package, _, name = message.DESCRIPTOR.full_name.rpartition(".")
    if package == "google.protobuf" and name in _SPECIAL:
        # By way of bytes: the class may be of another pool, where a type of the same name is another class.
        message.MergeFromString(_SPECIAL[name](chance).SerializeToString())
        return
    taken: set[object] = set()
    for field in cast("list[FieldDescriptor]", message.DESCRIPTOR.fields):
        oneof = field.containing_oneof and field.containing_oneof.name
        if (field.message_type is None or depth) and oneof not in taken and chance.random() < 0.5:
            _set(message, field, chance, depth)
            taken |= {oneof} - {None}


def _set(message: Message, field: FieldDescriptor, chance: Random, depth: int) -> None:
    target: Any = getattr(message, field.name)
    inner = field.message_type
    if inner is not None and inner.GetOptions().map_entry:
        value = inner.fields_by_name["value"]
        for key in {_scalar(inner.fields_by_name["key"], chance) for _ in range(2)}:
            if value.message_type is None:
                target[key] = _scalar(value, chance)
            else:
                _fill(target[key], chance, depth - 1)
    elif _is_repeated(field) and inner is None:
        target.extend(_scalar(field, chance) for _ in range(chance.randrange(4)))
    elif _is_repeated(field):
        for _ in range(chance.randrange(3)):
            _fill(target.add(), chance, depth - 1)
    elif inner is None:
        setattr(message, field.name, _scalar(field, chance))
    else:
        target.SetInParent()
        _fill(target, chance, depth - 1)


def _is_repeated(field: FieldDescriptor) -> bool:
    # Older releases know it by its label alone, newer ones warn of that.
    known: object = getattr(field, "is_repeated", None)
    return (
        known if isinstance(known, bool) else getattr(field, "label", None) == FieldDescriptor.LABEL_REPEATED
    )


def _scalar(field: FieldDescriptor, chance: Random) -> Any:  # noqa: ANN401 - what the field holds
    if field.type == FieldDescriptor.TYPE_BYTES:
        return chance.choice(_TEXTS).encode()
    if field.enum_type is not None:
        return chance.choice(sorted(field.enum_type.values_by_number))
    return chance.choice(_SCALARS[field.cpp_type])
