"""Every message type that is compiled in, and any message of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

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
from google.protobuf.message_factory import GetMessageClass
from hypothesis import strategies as st

from tests.protobuf.rpc_types import error_details_pb2, status_pb2

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.protobuf.descriptor import Descriptor
    from google.protobuf.message import Message

ERROR_DETAILS: tuple[type[Message], ...] = (
    error_details_pb2.BadRequest,
    error_details_pb2.DebugInfo,
    error_details_pb2.ErrorInfo,
    error_details_pb2.Help,
    error_details_pb2.LocalizedMessage,
    error_details_pb2.PreconditionFailure,
    error_details_pb2.QuotaFailure,
    error_details_pb2.RequestInfo,
    error_details_pb2.ResourceInfo,
    error_details_pb2.RetryInfo,
)
WELL_KNOWN: tuple[type[Message], ...] = (
    any_pb2.Any,
    api_pb2.Api,
    api_pb2.Method,
    api_pb2.Mixin,
    duration_pb2.Duration,
    empty_pb2.Empty,
    field_mask_pb2.FieldMask,
    source_context_pb2.SourceContext,
    struct_pb2.ListValue,
    struct_pb2.Struct,
    struct_pb2.Value,
    timestamp_pb2.Timestamp,
    type_pb2.Enum,
    type_pb2.EnumValue,
    type_pb2.Field,
    type_pb2.Option,
    type_pb2.Type,
    wrappers_pb2.BoolValue,
    wrappers_pb2.BytesValue,
    wrappers_pb2.DoubleValue,
    wrappers_pb2.FloatValue,
    wrappers_pb2.Int32Value,
    wrappers_pb2.Int64Value,
    wrappers_pb2.StringValue,
    wrappers_pb2.UInt32Value,
    wrappers_pb2.UInt64Value,
)
NESTED: tuple[type[Message], ...] = (
    error_details_pb2.BadRequest.FieldViolation,
    error_details_pb2.Help.Link,
    error_details_pb2.PreconditionFailure.Violation,
    error_details_pb2.QuotaFailure.Violation,
    status_pb2.Status,
)
EVERY = (*ERROR_DETAILS, *WELL_KNOWN, *NESTED)


def name_of(message: type[Message]) -> str:
    return message.DESCRIPTOR.full_name


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_FLOAT = st.floats(allow_nan=False)  # NaN equals nothing, itself included


def _integers(bits: int, *, signed: bool) -> st.SearchStrategy[int]:
    return (
        st.integers(-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else st.integers(0, (1 << bits) - 1)
    )


_SCALARS: dict[int, st.SearchStrategy[Any]] = {
    FieldDescriptor.CPPTYPE_INT32: _integers(32, signed=True),
    FieldDescriptor.CPPTYPE_INT64: _integers(64, signed=True),
    FieldDescriptor.CPPTYPE_UINT32: _integers(32, signed=False),
    FieldDescriptor.CPPTYPE_UINT64: _integers(64, signed=False),
    FieldDescriptor.CPPTYPE_DOUBLE: _FLOAT,
    # Not the largest there are: protobuf does not read what it writes for those.
    FieldDescriptor.CPPTYPE_FLOAT: st.floats(-(2.0**100), 2.0**100, width=32)
    | st.sampled_from([float("inf"), float("-inf")]),
    FieldDescriptor.CPPTYPE_BOOL: st.booleans(),
}
_JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)


def _duration(nanos: int) -> Message:
    made = duration_pb2.Duration()
    made.FromNanoseconds(nanos)
    return made


def _timestamp(nanos: int) -> Message:
    made = timestamp_pb2.Timestamp()
    made.FromNanoseconds(nanos)
    return made


def _struct(members: dict[str, Any]) -> Message:
    made = struct_pb2.Struct()
    made.update(members)
    return made


def _list(items: list[Any]) -> Message:
    made = struct_pb2.ListValue()
    made.extend(items)
    return made


def _value(value: object) -> Message:
    return cast("Message", _list([value]).values[0])  # type: ignore[attr-defined] # a ListValue


def _any(message: Message) -> Message:
    made = any_pb2.Any()
    made.Pack(message)
    return made


# The order in a map may change, and with it the bytes of the message.
_WITHOUT_MAPS = (error_details_pb2.LocalizedMessage, duration_pb2.Duration)
_PATH = st.from_regex(r"[a-z]{1,4}(_[a-z]{1,3}){0,2}(\.[a-z]{1,4}){0,2}", fullmatch=True)

# Those whose JSON is a text or any JSON: not every content of their fields has one.
_SPECIAL: dict[str, Callable[[], st.SearchStrategy[Message]]] = {
    "google.protobuf.Duration": lambda: st.integers(-315_576_000_000 * 10**9, 315_576_000_000 * 10**9).map(
        _duration
    ),
    "google.protobuf.Timestamp": lambda: st.integers(-62_135_596_800 * 10**9, 253_402_300_799 * 10**9).map(
        _timestamp
    ),
    "google.protobuf.FieldMask": lambda: st.lists(_PATH, max_size=3).map(
        lambda paths: field_mask_pb2.FieldMask(paths=paths)
    ),
    "google.protobuf.Struct": lambda: st.dictionaries(_TEXT, _JSON, max_size=3).map(_struct),
    "google.protobuf.ListValue": lambda: st.lists(_JSON, max_size=3).map(_list),
    "google.protobuf.Value": lambda: _JSON.map(_value),
    "google.protobuf.Any": lambda: st.sampled_from(_WITHOUT_MAPS).flatmap(messages).map(_any),
}


def messages(message: type[Message], depth: int = 2) -> st.SearchStrategy[Message]:
    """Any message of a type.

    Args:
        message: The type.
        depth: How many messages may lie within one another.
    """
    special = _SPECIAL.get(name_of(message))
    if special is not None:
        return special()
    fields = [field for field in message.DESCRIPTOR.fields if depth or field.message_type is None]

    @st.composite
    def build(draw: st.DrawFn) -> Message:
        made = message()
        taken: set[str] = set()
        for field in cast("list[FieldDescriptor]", fields):
            oneof = None if field.containing_oneof is None else field.containing_oneof.name
            if oneof not in taken and draw(st.booleans()):
                _fill(draw, made, field, depth)
                taken.add(oneof or "")
        return made

    return build()


def _fill(draw: st.DrawFn, made: Message, field: FieldDescriptor, depth: int) -> None:
    target: Any = getattr(made, field.name)
    inner: Descriptor | None = field.message_type
    if inner is not None and inner.GetOptions().map_entry:
        _fill_map(draw, made, field.name, inner, depth)
    elif _is_repeated(field):
        if inner is None:
            target.extend(draw(st.lists(_scalar(field), max_size=3)))
        else:
            for item in draw(st.lists(messages(_class_of(inner), depth - 1), max_size=2)):
                _set(target.add(), item)
    elif inner is None:
        setattr(made, field.name, draw(_scalar(field)))
    else:
        _set(target, draw(messages(_class_of(inner), depth - 1)))


def _fill_map(draw: st.DrawFn, made: Message, name: str, entry: Descriptor, depth: int) -> None:
    target: Any = getattr(made, name)
    key, value = entry.fields_by_name["key"], entry.fields_by_name["value"]
    for found in draw(st.lists(_scalar(key), max_size=2)):
        if value.message_type is None:
            target[found] = draw(_scalar(value))
        else:
            _set(target[found], draw(messages(_class_of(value.message_type), depth - 1)))


def _set(target: Message, value: Message) -> None:
    # By way of bytes: the class may be of another pool, where a type of the same name is another class.
    target.SetInParent()
    target.MergeFromString(value.SerializeToString())


def _is_repeated(field: FieldDescriptor) -> bool:
    # Older releases know it by its label alone, newer ones warn of that.
    known: object = getattr(field, "is_repeated", None)
    return (
        known if isinstance(known, bool) else getattr(field, "label", None) == FieldDescriptor.LABEL_REPEATED
    )


def _scalar(field: FieldDescriptor) -> st.SearchStrategy[Any]:
    if field.type == FieldDescriptor.TYPE_BYTES:
        return st.binary(max_size=8)
    if field.type == FieldDescriptor.TYPE_STRING:
        return _TEXT
    if field.enum_type is not None:
        return st.sampled_from(sorted(field.enum_type.values_by_number))
    return _SCALARS[field.cpp_type]


def _class_of(descriptor: Descriptor) -> type[Message]:
    return GetMessageClass(descriptor)
