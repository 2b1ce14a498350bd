"""Types that only these tests know, and the definitions that a type server would give for any type."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import cast

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, struct_pb2, timestamp_pb2
from google.protobuf.descriptor import Descriptor
from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Proto
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.message import Message
from google.protobuf.text_format import Parse
from google.protobuf.type_pb2 import SYNTAX_PROTO2, SYNTAX_PROTO3, Field, Type
from google.protobuf.wrappers_pb2 import BoolValue


def device_types(name: str = "acme.v1.Device") -> dict[str, type[Message]]:
    """A small type with an enum, under any name."""
    package, _, short = name.rpartition(".")
    file = Parse(_DEVICE, FileDescriptorProto(package=package))
    file.message_type[0].name = short
    file.message_type[0].field[1].type_name = f".{package}.State".replace("..", ".")
    return classes(file)


def plant_types() -> dict[str, type[Message]]:
    """A type with everything that a message can have, in a circle, and one of proto2 in another package."""
    plant = Parse(_PLANT, FileDescriptorProto())
    message = plant.message_type[0]
    kinds = [
        kind for kind in range(1, 19) if kind not in (Proto.TYPE_GROUP, Proto.TYPE_MESSAGE, Proto.TYPE_ENUM)
    ]
    for number, (kind, label) in enumerate(product(kinds, (1, 3)), 1):
        message.field.add(
            name=f"f{number}_x",
            number=number,
            type=cast("Proto.Type.ValueType", kind),
            label=cast("Proto.Label.ValueType", label),
        )
    return classes(Parse(_OLD, FileDescriptorProto()), plant)


_DEVICE = """
name: "device.proto" syntax: "proto3"
message_type {
  field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "state" number: 2 type: TYPE_ENUM label: LABEL_OPTIONAL }
}
enum_type { name: "State" value { name: "OFF" number: 0 } value { name: "ON" number: 1 } }
"""
_PLANT = """
name: "plant.proto" package: "acme.v1" syntax: "proto3"
dependency: ["old.proto", "google/protobuf/timestamp.proto", "google/protobuf/struct.proto"]
message_type {
  name: "Plant"
  oneof_decl { name: "place" }
  oneof_decl { name: "_height" }
  field { name: "room" number: 41 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
  field { name: "hall" number: 42 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
  field {
    name: "height" number: 43 type: TYPE_INT32 label: LABEL_OPTIONAL oneof_index: 1 proto3_optional: true
  }
  field { name: "loose" number: 44 type: TYPE_INT32 label: LABEL_REPEATED options { packed: false } }
  field { name: "parent" number: 45 label: LABEL_OPTIONAL type_name: ".acme.v1.Plant" }
  field { name: "parts" number: 46 label: LABEL_REPEATED type_name: ".acme.v1.Plant.Part" }
  field { name: "labels" number: 47 label: LABEL_REPEATED type_name: ".acme.v1.Plant.LabelsEntry" }
  field { name: "named" number: 48 label: LABEL_REPEATED type_name: ".acme.v1.Plant.NamedEntry" }
  field { name: "other" number: 49 label: LABEL_OPTIONAL type_name: ".acme.v1.Other" }
  field { name: "made" number: 50 label: LABEL_OPTIONAL type_name: ".google.protobuf.Timestamp" }
  field { name: "more" number: 51 label: LABEL_OPTIONAL type_name: ".google.protobuf.Struct" }
  field { name: "old" number: 52 label: LABEL_OPTIONAL type_name: ".acme.v0.Old" }
  nested_type {
    name: "Part"
    field { name: "serial" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL json_name: "serialNo" }
    field { name: "of" number: 2 label: LABEL_OPTIONAL type_name: ".acme.v1.Plant" }
  }
  nested_type {
    name: "LabelsEntry"
    options { map_entry: true }
    field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
  }
  nested_type {
    name: "NamedEntry"
    options { map_entry: true }
    field { name: "key" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
    field { name: "value" number: 2 label: LABEL_OPTIONAL type_name: ".acme.v1.Plant.Part" }
  }
}
message_type {
  name: "Other"
  field { name: "plant" number: 1 label: LABEL_OPTIONAL type_name: ".acme.v1.Plant" }
}
"""
_OLD = """
name: "old.proto" package: "acme.v0" syntax: "proto2"
message_type {
  name: "Old"
  field { name: "count" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL default_value: "7" }
  field { name: "word" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "items" number: 3 type: TYPE_INT32 label: LABEL_REPEATED }
}
"""


def classes(*files: FileDescriptorProto) -> dict[str, type[Message]]:
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
    file = FileDescriptorProto.FromString(descriptor.file.serialized_pb)
    proto = _found(file, descriptor)
    made = Type(name=descriptor.full_name, syntax=SYNTAX_PROTO3 if file.syntax == "proto3" else SYNTAX_PROTO2)
    made.oneofs.extend(oneof.name for oneof in proto.oneof_decl)
    made.source_context.file_name = file.name
    for field, described in zip(proto.field, descriptor.fields, strict=True):
        one = made.fields.add(
            kind=cast("Field.Kind.ValueType", described.type),
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


def _found(file: FileDescriptorProto, descriptor: Descriptor) -> descriptor_pb2.DescriptorProto:
    outer = descriptor.containing_type
    among = file.message_type if outer is None else _found(file, outer).nested_type
    return next(proto for proto in among if proto.name == descriptor.name)


def _is_packed(field: descriptor_pb2.FieldDescriptorProto, syntax: str) -> bool:
    if field.label != Proto.LABEL_REPEATED or field.type in (9, 11, 12):
        return False
    return field.options.packed if field.options.HasField("packed") else syntax == "proto3"
