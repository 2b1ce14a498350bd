"""Unpacking and packing, against protobuf's own JSON code, for every type that is compiled in."""

from __future__ import annotations

import json
from itertools import cycle
from typing import cast

import pytest
from google.protobuf import any_pb2, json_format
from google.protobuf.message import Message

from tests.protobuf.messages import EVERY, examples, name_of
from tkeel_oauth.models import ProtobufAny
from tkeel_oauth.protobuf import TypeRegistry

PREFIXES = ("type.googleapis.com", "types.example.com/v1/")


def by_protobuf(message: Message, prefix: str) -> dict[str, object]:
    """The JSON that protobuf itself gives to an Any with the message."""
    packed = any_pb2.Any()
    packed.Pack(message, type_url_prefix=prefix)
    return cast("dict[str, object]", json.loads(json_format.MessageToJson(packed)))


@pytest.mark.parametrize("kind", EVERY, ids=name_of)
def test_what_protobuf_writes_is_read_and_it_reads_what_is_packed(kind: type[Message]) -> None:
    for prefix, message in zip(cycle(PREFIXES), examples(kind), strict=False):
        members = by_protobuf(message, prefix)
        packed = ProtobufAny.from_dict(members)
        unpacked = packed.unpack()
        assert type(unpacked) is kind
        assert unpacked == message == packed.unpack_as(kind)
        assert packed.to_dict() == members  # nothing was moved or taken from it
        assert packed.type_name == name_of(kind)

        again = ProtobufAny.pack(message, prefix=prefix)
        assert again.to_dict() == members
        found = kind()
        assert json_format.Parse(json.dumps(again.to_dict()), any_pb2.Any()).Unpack(found)
        assert found == message


def test_every_type_that_is_compiled_in_is_checked_here() -> None:
    assert set(TypeRegistry()) == {name_of(kind) for kind in EVERY}
