"""Message classes made from definitions: as good as the ones protoc makes, and never half right."""

from __future__ import annotations

from typing import Any, cast

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.type_pb2 import Field, Type
from google.protobuf.wrappers_pb2 import BoolValue

from tests.protobuf.messages import ERROR_DETAILS, examples, name_of
from tests.protobuf.types_of import definition, plant_types
from tkeel_oauth import ModelError
from tkeel_oauth.protobuf import TypeServer
from tkeel_oauth.protobuf.asking import work
from tkeel_oauth.protobuf.registry import TypeRegistry
from tkeel_oauth.protobuf.type_server.definitions import defined

PLANT = plant_types()
WELL_KNOWN = TypeRegistry()


def from_definitions(kinds: dict[str, type[Message]], root: str) -> type[Message]:
    """The class that definitions make of a type; only protobuf's well-known types are known."""

    class Unaware(TypeRegistry):
        def find(self, type_name: str) -> type[Message] | None:
            return WELL_KNOWN.find(type_name) if type_name.startswith("google.protobuf.") else None

    def give(type_url: str) -> bytes:
        descriptor = kinds[type_url.rpartition("/")[2]].DESCRIPTOR
        return definition(cast("Any", descriptor), "own://x").SerializeToString()

    return work(defined(f"own://x/{root}", Unaware(), lambda _: True), give)


def same(kind: type[Message], made: type[Message]) -> None:
    """Check that two classes read and write the same, in JSON and in binary."""
    for message in examples(kind):
        members = json_format.MessageToDict(message)
        copy = json_format.ParseDict(members, made())
        assert json_format.MessageToDict(copy) == members
        assert kind.FromString(copy.SerializeToString()) == message
        assert made.FromString(message.SerializeToString()) == copy
        assert copy.ByteSize() == message.ByteSize()  # packed or not, set or not


@pytest.mark.parametrize("kind", ERROR_DETAILS, ids=name_of)
def test_as_good_as_protoc(kind: type[Message]) -> None:
    kinds = {name: cast("type[Message]", WELL_KNOWN.find(name)) for name in WELL_KNOWN}
    for one in ERROR_DETAILS:
        for entry in one.DESCRIPTOR.nested_types:
            for inner in (entry, *entry.nested_types):
                kinds[inner.full_name] = GetMessageClass(cast("Any", inner))
    made = from_definitions(kinds, name_of(kind))
    assert made is not kind
    assert name_of(made) == name_of(kind)
    same(kind, made)


@pytest.mark.parametrize("name", ["acme.v1.Plant", "acme.v1.Plant.Part", "acme.v1.Other", "acme.v0.Old"])
def test_as_good_with_everything_that_a_message_can_have(name: str) -> None:
    same(PLANT[name], from_definitions(PLANT, name))


def test_what_counts_as_set() -> None:
    """In proto3 a zero is as good as nothing where the field is not optional and in no oneof."""
    made = cast("Any", from_definitions(PLANT, "acme.v1.Plant"))
    message = json_format.ParseDict({"f1_x": 0, "height": 0, "room": "", "old": {"count": 0}}, made())
    assert json_format.MessageToDict(message) == {"height": 0, "room": "", "old": {"count": 0}}


def test_a_type_within_another_that_was_not_given() -> None:
    """Nothing refers to the outer type, so it is as good as a package."""
    made = find(_type("a.Outer.Inner"), root="a.Outer.Inner")
    assert made is not None
    assert name_of(made) == "a.Outer.Inner"


def _type(name: str, *fields: Field, **members: Any) -> Type:  # noqa: ANN401 - whatever a Type has
    return Type(name=name, fields=fields, **members)


def _field(
    number: int = 1,
    name: str = "f",
    kind: Field.Kind.ValueType = Field.TYPE_STRING,
    **members: Any,  # noqa: ANN401 - whatever a Field has
) -> Field:
    return Field(number=number, name=name, kind=kind, **members)


def _to(name: str, number: int = 1) -> Field:
    return _field(number, f"f{number}", Field.TYPE_MESSAGE, type_url=f"own://x/{name}")


def find(*types: Type, root: str = "a.A", otherwise: bytes = b"") -> type[Message] | None:
    by_name = {given_.name: given_.SerializeToString() for given_ in types}
    server = TypeServer([], handlers={"own": lambda url: by_name.get(url.rpartition("/")[2], otherwise)})
    return server.find(f"own://x/{root}")


USABLE: dict[str, tuple[Type, ...]] = {
    "no field": (_type("a.A"),),
    "itself": (_type("a.A", _to("a.A")),),
    "a circle": (_type("a.A", _to("a.B")), _type("a.B", _to("a.C")), _type("a.C", _to("a.A"))),
    "a circle through what lies within": (
        _type("a.A", _to("a.A.B")),
        _type("a.A.B", _to("a.C")),
        _type("a.C", _to("a.A")),
    ),
    "two packages": (_type("a.A", _to("b.B")), _type("b.B", _to("c.C")), _type("c.C")),
    "back to the first package": (_type("a.A", _to("b.B")), _type("b.B", _to("a.C")), _type("a.C")),
    "a diamond": (
        _type("a.A", _to("a.B"), _to("a.C", 2)),
        _type("a.B", _to("a.D")),
        _type("a.C", _to("a.D")),
        _type("a.D"),
    ),
    "a oneof without fields": (_type("a.A", oneofs=["gone"]),),
    "oneofs out of order": (
        _type("a.A", _field(1, "x", oneof_index=2), _field(2, "y", oneof_index=1), oneofs=["p", "q"]),
    ),
    "a known type": (
        _type(
            "a.A",
            _field(1, "when", Field.TYPE_MESSAGE, type_url="type.googleapis.com/google.protobuf.Timestamp"),
        ),
    ),
    "an unknown option": (_type("a.A", options=[{"name": "deprecated", "value": {"value": b"\x08\x01"}}]),),
    "no map": (_type("a.A", options=[{"name": "map_entry", "value": {"value": b"\x08\x00"}}]),),
    "the last number": (_type("a.A", _field((1 << 29) - 1)),),
    "an enum with a URL": (
        _type("a.A", _field(1, "e", Field.TYPE_ENUM, type_url="own://x/a.Gone", default_value="ON")),
    ),
}


@pytest.mark.parametrize("name", USABLE)
def test_usable(name: str) -> None:
    made = find(*USABLE[name])
    assert made is not None
    assert made.FromString(made().SerializeToString()) == made()


_MAP = {
    "options": [{"name": "map_entry", "value": {"type_url": "x/google.protobuf.BoolValue", "value": b"\xff"}}]
}

NUMBER = "name or number"
CONTRADICTS = "contradicts itself"
_MESSAGE = Field.TYPE_MESSAGE

# what -> definitions, the first of which is asked for, and what is said of them
UNUSABLE: dict[str, tuple[list[Type], str]] = {
    "another": ([_type("a.B")], "no binary google.protobuf.Type of that name"),
    "a group": ([_type("a.A", _field(kind=Field.TYPE_GROUP))], "kind that is not supported"),
    "no kind": ([_type("a.A", _field(kind=Field.TYPE_UNKNOWN))], "kind that is not supported"),
    "a kind to come": ([_type("a.A", _field(kind=cast("Any", 99)))], CONTRADICTS),
    "a number twice": ([_type("a.A", _field(1, "x"), _field(1, "y"))], NUMBER),
    "a name twice": ([_type("a.A", _field(1, "x"), _field(2, "x"))], NUMBER),
    "a field twice": ([_type("a.A", _field(1, "x"), _field(1, "x"))], NUMBER),
    "no number": ([_type("a.A", _field(0))], NUMBER),
    "a number too large": ([_type("a.A", _field(1 << 29))], NUMBER),
    "no name": ([_type("a.A", _field(name=""))], NUMBER),
    "a name that is none": ([_type("a.A", _field(name="a b"))], NUMBER),
    "a oneof among none": ([_type("a.A", _field(oneof_index=1))], CONTRADICTS),
    "a oneof too many": ([_type("a.A", _field(oneof_index=2), oneofs=["x"])], CONTRADICTS),
    "a negative oneof": ([_type("a.A", _field(oneof_index=-1), oneofs=["x"])], CONTRADICTS),
    "a wrong default": ([_type("a.A", _field(kind=Field.TYPE_INT32, default_value="x"))], CONTRADICTS),
    "a broken option": ([_type("a.A", **_MAP)], CONTRADICTS),
    "no type URL": ([_type("a.A", _field(kind=_MESSAGE))], "no type URL"),
    "a name for a type URL": ([_type("a.A", _field(kind=_MESSAGE, type_url="a.B"))], "no type URL"),
    "somebody else": ([_type("a.A", _field(kind=_MESSAGE, type_url="y/a.B"))], "may not be asked for"),
    "never asked": (
        [_type("a.A", _field(kind=_MESSAGE, type_url="type.googleapis.com/a.B"))],
        "may not be asked for",
    ),
    "a missing one": ([_type("a.A", _to("a.B"))], "no binary"),
    "a circle of packages": ([_type("a.A", _to("b.B")), _type("b.B", _to("a.A"))], CONTRADICTS),
    "too many": ([_type(f"a.T{n}", _to(f"a.T{n + 1}")) for n in range(70)], "more than 64 types"),
    "too large": (
        [_type("a.A", _to("a.B"), oneofs=["x" * 600_000]), _type("a.B", oneofs=["x" * 600_000])],
        "1 MiB",
    ),
}
NO_TYPES = [b"", b"<html>no</html>", b'{"name": "a.A"}', _type("a.A", _field()).SerializeToString()[:-1]]


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable(name: str) -> None:
    types, words = UNUSABLE[name]
    with pytest.raises(ModelError, match="the definition that a type server gave is not usable: ") as caught:
        find(*types, root="a.T0" if name == "too many" else "a.A", otherwise=types[0].SerializeToString())
    assert words in str(caught.value)
    assert caught.value.__context__ is None


def test_what_is_no_definition() -> None:
    for content in NO_TYPES:
        with pytest.raises(ModelError, match=r"no binary google\.protobuf\.Type of that name"):
            find(otherwise=content)


def test_as_many_types_and_bytes_as_there_may_be() -> None:
    types = [_type(f"a.T{n}", _to(f"a.T{n + 1}")) for n in range(63)]
    assert find(*types, _type("a.T63"), root="a.T0") is not None
    large = _type("a.A", oneofs=["x"])
    large.oneofs[0] *= (1 << 20) - large.ByteSize() - 1
    assert large.ByteSize() == 1 << 20
    assert find(large) is not None
    large.oneofs[0] += "x"
    with pytest.raises(ModelError, match="1 MiB"):
        find(large)


def test_a_map_option_by_its_full_name() -> None:
    entry = _type("a.A.FEntry", _field(1, "key"), _field(2, "value", Field.TYPE_INT32))
    entry.options.add(name="google.protobuf.MessageOptions.map_entry").value.Pack(BoolValue(value=True))
    field = _field(1, "f", Field.TYPE_MESSAGE, type_url="own://x/a.A.FEntry")
    field.cardinality = Field.CARDINALITY_REPEATED
    made = cast("Any", find(_type("a.A", field), entry))
    assert json_format.MessageToDict(json_format.ParseDict({"f": {"x": 1}}, made())) == {"f": {"x": 1}}
