"""From ``google.protobuf.Type`` definitions to a message class.

A ``Type`` says what one message has and names the types of its fields by URL. Those are
gathered first, then built together, in a pool of their own. What it does not carry is the
names of an enum's values, so a field that is an enum becomes a number.

The name of a type does not tell where its package ends. A type lies within another where
that one was given, too; everything before is the package. Types that refer to one another
in a circle must share a file, as a file can only import what was there before it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import cast

from ..._runtime.base.errors import ModelError
from ..._runtime.contract.type_urls import names_type
from ..registry import TypeRegistry, file_of

# isort: split

from google.protobuf.descriptor import FileDescriptor
from google.protobuf.descriptor_pb2 import (
    EDITION_2023,
    DescriptorProto,
    FeatureSet,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.type_pb2 import SYNTAX_PROTO3, Field, Type
from google.protobuf.wrappers_pb2 import BoolValue

__all__ = ["defined"]

MOST_DEFINITIONS = 64
"""Types that one message may consist of, besides those that are known."""

MOST_BYTES = 1 << 20
"""Bytes that their definitions may have together."""

_LAST_NUMBER = (1 << 29) - 1
_MAP_ENTRY = frozenset({"map_entry", "google.protobuf.MessageOptions.map_entry"})
_NOT_PACKABLE = frozenset({Field.TYPE_STRING, Field.TYPE_BYTES, Field.TYPE_MESSAGE})


def defined(
    type_url: str, registry: TypeRegistry, may_ask: Callable[[str], bool]
) -> Generator[str, bytes, type[Message]]:
    """Make the class of a type; yields URLs of types, and is sent the definition of each.

    Args:
        type_url: the URL of the type.
        registry: types whose definitions need not be asked for.
        may_ask: whether a URL may be asked.

    Raises:
        ModelError: the definitions are not usable.
    """
    types: dict[str, Type] = {}
    known: list[FileDescriptor] = []
    size = 0
    pending = [type_url]
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
    message = _build(types, type_url.rpartition("/")[2], known)
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


def _build(types: Mapping[str, Type], root: str, known: Sequence[FileDescriptor]) -> type[Message] | None:
    """Return the class of one of the types, None where they make no valid files.

    Args:
        types: the definitions by full name, each of their references among them or in ``known``.
        root: the full name of the type that is wanted.
        known: the files of the types that need no definition.
    """
    pool = DescriptorPool()
    try:
        for dependency in known:
            _add_known(pool, dependency)
        # The file of a type that is known may define more than that one.
        types = {name: definition for name, definition in types.items() if not _has(pool, name)}
        imports = {file.name for file in known}
        for group in _groups(types):
            file = _file(group, types, imports)
            pool.AddSerializedFile(file.SerializeToString())
            imports.add(file.name)
        return GetMessageClass(pool.FindMessageTypeByName(root))
    except (DecodeError, KeyError, TypeError, ValueError):
        return None


def _add_known(pool: DescriptorPool, file: FileDescriptor) -> None:
    for dependency in file.dependencies:
        _add_known(pool, dependency)
    pool.AddSerializedFile(file.serialized_pb)


def _has(pool: DescriptorPool, name: str) -> bool:
    try:
        pool.FindMessageTypeByName(name)
    except KeyError:
        return False
    return True


def _parent(name: str, types: Mapping[str, Type]) -> str | None:
    """Return the type that a type lies within, None for one that lies in no other."""
    outer = name.rpartition(".")[0]
    return outer if outer in types else None


def _outermost(name: str, types: Mapping[str, Type]) -> str:
    while (outer := _parent(name, types)) is not None:
        name = outer
    return name


def _groups(types: Mapping[str, Type]) -> list[list[str]]:
    """Return the outermost types, those in a circle together, after all that they refer to."""
    direct: dict[str, set[str]] = {_outermost(name, types): set() for name in types}
    for name, definition in types.items():
        names = {field.type_url.rpartition("/")[2] for field in definition.fields if field.type_url}
        direct[_outermost(name, types)] |= {_outermost(other, types) for other in names if other in types}
    reached = {name: _reachable(name, direct) for name in direct}
    groups: list[list[str]] = []
    # Who reaches fewer comes first: a type reaches all that those it refers to do, and these.
    for name in sorted(direct, key=lambda name: (len(reached[name]), name)):
        if not any(name in group for group in groups):
            circle = [other for other in reached[name] if name in reached[other]]
            groups.append(sorted({name, *circle}))
    return groups


def _reachable(name: str, direct: Mapping[str, set[str]]) -> set[str]:
    found = {name}
    pending = [name]
    while pending:
        following = direct[pending.pop()] - found
        found |= following
        pending.extend(following)
    return found


def _file(group: list[str], types: Mapping[str, Type], imports: AbstractSet[str]) -> FileDescriptorProto:
    packages = {name.rpartition(".")[0] for name in group}
    if len(packages) > 1:
        raise ValueError("types of more than one package refer to one another")
    return FileDescriptorProto(
        name=f"types/{group[0]}",
        package=packages.pop(),
        syntax="editions",
        edition=EDITION_2023,
        message_type=[_message(name, types) for name in group],
        dependency=sorted(imports),
    )


def _message(name: str, types: Mapping[str, Type]) -> DescriptorProto:
    definition = types[name]
    message = DescriptorProto(name=name.rpartition(".")[2])
    oneofs: dict[int, int] = {}
    for field in definition.fields:
        made = message.field.add()
        made.CopyFrom(_field(field, proto3=definition.syntax == SYNTAX_PROTO3))
        if field.oneof_index:
            if field.oneof_index not in oneofs:
                oneofs[field.oneof_index] = len(oneofs)
                message.oneof_decl.add(name=_oneof_name(definition, field.oneof_index))
            made.oneof_index = oneofs[field.oneof_index]
    message.options.map_entry = any(
        option.name in _MAP_ENTRY and _is_true(option.value.value) for option in definition.options
    )
    message.nested_type.extend(_message(other, types) for other in types if _parent(other, types) == name)
    return message


def _oneof_name(definition: Type, index: int) -> str:
    if not 0 < index <= len(definition.oneofs):
        raise ValueError("a field is of a oneof that there is not")
    return definition.oneofs[index - 1]


def _is_true(value: bytes) -> bool:
    return BoolValue.FromString(value).value


def _field(field: Field, *, proto3: bool) -> FieldDescriptorProto:
    repeated = field.cardinality == Field.CARDINALITY_REPEATED
    made = FieldDescriptorProto(
        name=field.name,
        number=field.number,
        label=FieldDescriptorProto.LABEL_REPEATED if repeated else FieldDescriptorProto.LABEL_OPTIONAL,
        type=_kind(field),
    )
    if field.json_name:
        made.json_name = field.json_name
    if field.kind == Field.TYPE_MESSAGE:
        made.type_name = f".{field.type_url.rpartition('/')[2]}"
    features = made.options.features
    if repeated:
        if field.kind not in _NOT_PACKABLE:
            features.repeated_field_encoding = FeatureSet.PACKED if field.packed else FeatureSet.EXPANDED
    elif proto3 and not field.oneof_index and field.kind != Field.TYPE_MESSAGE:
        features.field_presence = FeatureSet.IMPLICIT
    elif field.default_value and field.kind != Field.TYPE_ENUM:
        made.default_value = field.default_value
    return made


def _kind(field: Field) -> FieldDescriptorProto.Type.ValueType:
    if field.kind == Field.TYPE_ENUM:
        return FieldDescriptorProto.TYPE_INT32
    # The numbers of both enumerations are the same, by their definition.
    return cast("FieldDescriptorProto.Type.ValueType", field.kind)
