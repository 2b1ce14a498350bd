"""Types that only these tests know, and the definitions that a type server would give for any type."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, struct_pb2, timestamp_pb2
from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Proto
from google.protobuf.type_pb2 import SYNTAX_PROTO2, SYNTAX_PROTO3, Field, Type
from google.protobuf.wrappers_pb2 import BoolValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.protobuf.descriptor import Descriptor
    from google.protobuf.message import Message


def device_types(name: str = "acme.v1.Device") -> dict[str, type[Message]]:
    """A small type with an enum, under any name."""
    package, _, short = name.rpartition(".")
    file = descriptor_pb2.FileDescriptorProto(name="device.proto", package=package, syntax="proto3")
    message = file.message_type.add(name=short)
    message.field.add(name="name", number=1, type=Proto.TYPE_STRING, label=Proto.LABEL_OPTIONAL)
    message.field.add(
        name="state",
        number=2,
        type=Proto.TYPE_ENUM,
        label=Proto.LABEL_OPTIONAL,
        type_name=f".{package}.State".replace("..", "."),
    )
    enum = file.enum_type.add(name="State")
    enum.value.add(name="OFF", number=0)
    enum.value.add(name="ON", number=1)
    return classes(file)


def plant_types() -> dict[str, type[Message]]:
    """A type with everything that a message can have, in a circle, and one of proto2 in another package."""
    plant = descriptor_pb2.FileDescriptorProto(
        name="plant.proto", package="acme.v1", syntax="proto3", dependency=["old.proto", *_WELL_KNOWN]
    )
    message = plant.message_type.add(name="Plant")
    number = 0
    for kind in range(1, 19):
        if kind in (Proto.TYPE_GROUP, Proto.TYPE_MESSAGE, Proto.TYPE_ENUM):
            continue
        for label in (1, 3):
            number += 1
            message.field.add(name=f"f{number}_x", number=number, type=_kind(kind), label=_label(label))
    message.oneof_decl.add(name="place")
    for name in ("room", "hall"):
        number += 1
        message.field.add(name=name, number=number, type=Proto.TYPE_STRING, label=1, oneof_index=0)
    number += 1
    message.field.add(
        name="height", number=number, type=Proto.TYPE_INT32, label=1, proto3_optional=True, oneof_index=1
    )
    message.oneof_decl.add(name="_height")
    number += 1
    message.field.add(name="loose", number=number, type=Proto.TYPE_INT32, label=3, options={"packed": False})
    for name, type_name, label in (
        ("parent", "Plant", 1),
        ("parts", "Plant.Part", 3),
        ("labels", "Plant.LabelsEntry", 3),
        ("named", "Plant.NamedEntry", 3),
        ("other", "Other", 1),
    ):
        number += 1
        message.field.add(
            name=name,
            number=number,
            type=Proto.TYPE_MESSAGE,
            label=_label(label),
            type_name=f".acme.v1.{type_name}",
        )
    for name, type_name in (
        ("made", "google.protobuf.Timestamp"),
        ("more", "google.protobuf.Struct"),
        ("old", "acme.v0.Old"),
    ):
        number += 1
        message.field.add(
            name=name, number=number, type=Proto.TYPE_MESSAGE, label=1, type_name=f".{type_name}"
        )
    part = message.nested_type.add(name="Part")
    part.field.add(name="serial", number=1, type=Proto.TYPE_STRING, label=1, json_name="serialNo")
    part.field.add(name="of", number=2, type=Proto.TYPE_MESSAGE, label=1, type_name=".acme.v1.Plant")
    for entry_name, key, value in (
        ("LabelsEntry", Proto.TYPE_STRING, None),
        ("NamedEntry", Proto.TYPE_INT32, "Plant.Part"),
    ):
        entry = message.nested_type.add(name=entry_name, options={"map_entry": True})
        entry.field.add(name="key", number=1, type=key, label=1)
        if value is None:
            entry.field.add(name="value", number=2, type=Proto.TYPE_STRING, label=1)
        else:
            entry.field.add(
                name="value", number=2, type=Proto.TYPE_MESSAGE, label=1, type_name=f".acme.v1.{value}"
            )
    other = plant.message_type.add(name="Other")
    other.field.add(name="plant", number=1, type=Proto.TYPE_MESSAGE, label=1, type_name=".acme.v1.Plant")

    old = descriptor_pb2.FileDescriptorProto(name="old.proto", package="acme.v0", syntax="proto2")
    message = old.message_type.add(name="Old")
    message.field.add(name="count", number=1, type=Proto.TYPE_INT32, label=1, default_value="7")
    message.field.add(name="word", number=2, type=Proto.TYPE_STRING, label=1)
    message.field.add(name="items", number=3, type=Proto.TYPE_INT32, label=3)
    return classes(old, plant)


_WELL_KNOWN = ("google/protobuf/timestamp.proto", "google/protobuf/struct.proto")


def classes(*files: descriptor_pb2.FileDescriptorProto) -> dict[str, type[Message]]:
    """The message classes of files, nested ones included, in a pool of their own."""
    pool = descriptor_pool.DescriptorPool()
    for known in (timestamp_pb2.DESCRIPTOR, struct_pb2.DESCRIPTOR):
        pool.AddSerializedFile(known.serialized_pb)
    for file in files:
        pool.AddSerializedFile(file.SerializeToString())
    found = [
        descriptor
        for file in files
        for descriptor in with_nested(pool.FindFileByName(file.name).message_types_by_name.values())
    ]
    return {descriptor.full_name: message_factory.GetMessageClass(descriptor) for descriptor in found}


def with_nested(descriptors: object) -> Iterator[Descriptor]:
    for descriptor in cast("list[Descriptor]", descriptors):
        yield descriptor
        yield from with_nested(descriptor.nested_types)


def definition(descriptor: Descriptor, prefix: str) -> Type:
    """What a type server gives for a type, made as protobuf's C++ makes it.

    Args:
        descriptor: The type.
        prefix: What the URLs of the types it refers to start with.
    """
    file = descriptor_pb2.FileDescriptorProto.FromString(descriptor.file.serialized_pb)
    proto = _found(file, descriptor)
    made = Type(name=descriptor.full_name, syntax=SYNTAX_PROTO3 if file.syntax == "proto3" else SYNTAX_PROTO2)
    made.oneofs.extend(oneof.name for oneof in proto.oneof_decl)
    made.source_context.file_name = file.name
    for field, described in zip(proto.field, descriptor.fields, strict=True):
        one = made.fields.add(
            kind=cast("Field.Kind.ValueType", field.type),
            cardinality=cast("Field.Cardinality.ValueType", field.label),
            number=field.number,
            name=field.name,
            json_name=described.json_name,
            default_value=field.default_value,
            packed=_is_packed(field, file.syntax),
        )
        if field.HasField("oneof_index"):
            one.oneof_index = field.oneof_index + 1
        if field.type_name:
            one.type_url = f"{prefix}/{field.type_name.removeprefix('.')}"
    if proto.options.map_entry:
        made.options.add(name="map_entry").value.Pack(BoolValue(value=True))
    return made


def _found(
    file: descriptor_pb2.FileDescriptorProto, descriptor: Descriptor
) -> descriptor_pb2.DescriptorProto:
    outer = descriptor.containing_type
    among = file.message_type if outer is None else _found(file, outer).nested_type
    return next(proto for proto in among if proto.name == descriptor.name)


def _is_packed(field: descriptor_pb2.FieldDescriptorProto, syntax: str) -> bool:
    if field.label != Proto.LABEL_REPEATED or field.type in (9, 11, 12):
        return False
    return field.options.packed if field.options.HasField("packed") else syntax == "proto3"


def _kind(kind: int) -> Proto.Type.ValueType:
    return cast("Proto.Type.ValueType", kind)


def _label(label: int) -> Proto.Label.ValueType:
    return cast("Proto.Label.ValueType", label)


__all__ = ["classes", "definition", "device_types", "plant_types", "with_nested"]
