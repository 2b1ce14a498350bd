"""Unpacking and packing, against protobuf's own JSON code, for every type that is compiled in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import pytest
from google.protobuf import any_pb2, json_format
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.protobuf.messages import EVERY, messages, name_of
from tkeel_oauth.models import ProtobufAny
from tkeel_oauth.protobuf import TypeRegistry

if TYPE_CHECKING:
    from google.protobuf.message import Message

PREFIXES = ("type.googleapis.com", "types.example.com/v1/")

checked = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def by_protobuf(message: Message, prefix: str) -> dict[str, object]:
    """The JSON that protobuf itself gives to an Any with the message."""
    packed = any_pb2.Any()
    packed.Pack(message, type_url_prefix=prefix)
    return cast("dict[str, object]", json.loads(json_format.MessageToJson(packed)))


@pytest.mark.parametrize("kind", EVERY, ids=name_of)
def test_what_protobuf_writes_is_read(kind: type[Message]) -> None:
    @checked
    @given(messages(kind), st.sampled_from(PREFIXES))
    def check(message: Message, prefix: str) -> None:
        packed = ProtobufAny.from_dict(by_protobuf(message, prefix))
        before = packed.to_dict()
        unpacked = packed.unpack()
        assert type(unpacked) is kind
        assert unpacked == message
        assert packed.unpack_as(kind) == message
        assert packed.to_dict() == before  # nothing was moved or taken from it

    check()


@pytest.mark.parametrize("kind", EVERY, ids=name_of)
def test_what_is_packed_protobuf_reads(kind: type[Message]) -> None:
    @checked
    @given(messages(kind), st.sampled_from(PREFIXES))
    def check(message: Message, prefix: str) -> None:
        packed = ProtobufAny.pack(message, prefix=prefix)
        assert packed.to_dict() == by_protobuf(message, prefix)
        holder = json_format.Parse(json.dumps(packed.to_dict()), any_pb2.Any())
        found = kind()
        assert holder.Unpack(found)
        assert found == message
        assert packed.type_name == name_of(kind)

    check()


def test_every_type_that_is_compiled_in_is_checked_here() -> None:
    assert set(TypeRegistry()) == {name_of(kind) for kind in EVERY}
