"""Whose types are known, and what happens to the rest."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from google.protobuf import any_pb2, descriptor_pool, duration_pb2, struct_pb2, timestamp_pb2
from google.protobuf.message import Message

from tests.protobuf.rpc_types import code_pb2, error_details_pb2, http_pb2, status_pb2
from tests.protobuf.types_of import device_types
from tkeel_oauth import ConfigurationError, InvalidTypeUrl, ModelError
from tkeel_oauth.models import ProtobufAny, RpcStatus
from tkeel_oauth.protobuf import TypeRegistry

INFO = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "R"}
DEVICE = {"@type": "types.example.com/acme.v1.Device", "name": "pump", "state": "ON"}
STATUS = "type.googleapis.com/google.rpc.Status"


@pytest.fixture
def device() -> type[Message]:
    return device_types()["acme.v1.Device"]


def test_an_unknown_type_stays_a_mapping() -> None:
    packed = ProtobufAny.from_dict(DEVICE)
    unpacked = packed.unpack()
    assert unpacked == DEVICE
    assert isinstance(unpacked, dict)
    unpacked["name"] = "changed"
    assert packed.to_dict() == DEVICE
    assert asyncio.run(packed.unpack_async()) == DEVICE


def test_a_registry_adds_types(device: type[Message]) -> None:
    packed = ProtobufAny.from_dict(DEVICE)
    unpacked = packed.unpack(types=TypeRegistry(device))
    assert unpacked == device(name="pump", state=1)
    assert asyncio.run(packed.unpack_async(types=TypeRegistry(device))) == unpacked
    assert packed.unpack() == DEVICE  # that registry's alone
    assert packed.unpack_as(device) == unpacked
    assert ProtobufAny.pack(cast("Message", unpacked), prefix="types.example.com") == packed


def test_a_registry_tells_what_it_has(device: type[Message]) -> None:
    registry = TypeRegistry()
    assert "google.rpc.ErrorInfo" in registry
    assert "acme.v1.Device" not in registry
    assert registry.find("acme.v1.Device") is None
    registry.add(device)
    assert "acme.v1.Device" in registry
    assert 5 not in registry
    assert registry.find("acme.v1.Device") is device
    assert registry.find("google.rpc.ErrorInfo") is error_details_pb2.ErrorInfo
    assert {"acme.v1.Device", "google.rpc.ErrorInfo", "google.protobuf.Duration"} <= set(registry)
    assert repr(registry).endswith("1 added>")


def test_compiled_in_types_come_first() -> None:
    registry = TypeRegistry(error_details_pb2.ErrorInfo)
    other = device_types(name="google.rpc.ErrorInfo")["google.rpc.ErrorInfo"]
    with pytest.raises(ConfigurationError, match=r"google\.rpc\.ErrorInfo is compiled in"):
        registry.add(other)


@pytest.mark.parametrize("wrong", [error_details_pb2.ErrorInfo(), dict, "google.rpc.Help", None])
def test_a_registry_takes_classes_of_messages_alone(wrong: object) -> None:
    with pytest.raises(ConfigurationError, match="classes of protobuf messages"):
        TypeRegistry(cast("type[Message]", wrong))


def test_what_the_process_imported_does_not_matter(device: type[Message]) -> None:
    """The default pool of protobuf knows a type once any module with it was imported."""
    assert device.DESCRIPTOR.file.pool is not descriptor_pool.Default()
    http = "type.googleapis.com/google.rpc.HttpRequest"
    found = descriptor_pool.Default().FindMessageTypeByName("google.rpc.HttpRequest")
    assert found.full_name == "google.rpc.HttpRequest"
    packed = ProtobufAny.from_dict({"@type": http, "method": "GET"})
    assert packed.unpack() == {"@type": http, "method": "GET"}
    assert packed.unpack_as(http_pb2.HttpRequest).method == "GET"


def test_unpack_as_wants_that_type() -> None:
    with pytest.raises(ModelError, match=r"^the message is not a google\.rpc\.Help; "):
        ProtobufAny.from_dict(INFO).unpack_as(error_details_pb2.Help)
    with pytest.raises(InvalidTypeUrl):
        ProtobufAny.from_dict({**INFO, "@type": "ErrorInfo"}).unpack_as(error_details_pb2.ErrorInfo)


def test_a_message_within_is_read(device: type[Message]) -> None:
    packed = ProtobufAny.from_dict({"@type": STATUS, "details": [INFO, DEVICE]})
    unpacked = packed.unpack(types=TypeRegistry(device))
    assert isinstance(unpacked, status_pb2.Status)
    first, second = unpacked.details
    assert first.type_url == INFO["@type"]
    assert device.FromString(second.value) == device(name="pump", state=1)
    assert ProtobufAny.pack(unpacked, types=TypeRegistry(device)) == packed
    assert packed.unpack_as(status_pb2.Status, types=TypeRegistry(device)) == unpacked


def test_a_message_within_of_an_unknown_type_leaves_the_whole_a_mapping() -> None:
    nameless = ProtobufAny.from_dict({"@type": STATUS, "details": [{"@type": ""}]})
    assert nameless.unpack() == nameless.to_dict()
    members = {"@type": STATUS, "details": [INFO, DEVICE]}
    packed = ProtobufAny.from_dict(members)
    assert packed.unpack() == members
    with pytest.raises(ModelError, match=r"within the google\.rpc\.Status is of a type that is not known"):
        packed.unpack_as(status_pb2.Status)


@pytest.mark.parametrize("inner", [{"@type": 5}, {"reason": "R"}, "x", 5, [INFO]])
def test_a_message_within_that_is_none(inner: object) -> None:
    packed = ProtobufAny.from_dict({"@type": STATUS, "details": [inner]})
    with pytest.raises(ModelError, match=r"do not fit google\.rpc\.Status"):
        packed.unpack()


def test_deep_nesting_ends_in_an_error_of_ours() -> None:
    value: dict[str, object] = dict(INFO)
    for _ in range(5000):
        value = {"@type": "type.googleapis.com/google.protobuf.Any", "value": value}
    with pytest.raises(ModelError):
        ProtobufAny.from_dict(value).unpack()


@pytest.mark.parametrize("member", [object(), {1, 2}, b"x"], ids=["object", "set", "bytes"])
def test_members_that_are_no_json(member: object) -> None:
    packed = ProtobufAny.from_dict({**INFO, "reason": member})
    with pytest.raises(ModelError, match=r"not JSON"):
        packed.unpack()


# pack


def test_pack_says_what_stands_before_the_name() -> None:
    for prefix in ("types.example.com/v1", "types.example.com/v1/"):
        packed = ProtobufAny.pack(error_details_pb2.Help(), prefix=prefix)
        assert packed.type_ == "types.example.com/v1/google.rpc.Help"


@pytest.mark.parametrize("prefix", ["", "/", "a?b", "a b", "https://"])
def test_pack_makes_no_invalid_type_url(prefix: str) -> None:
    with pytest.raises(InvalidTypeUrl):
        ProtobufAny.pack(error_details_pb2.Help(), prefix=prefix)


def test_pack_needs_a_package() -> None:
    bare = device_types(name="Device")["Device"]
    with pytest.raises(InvalidTypeUrl, match="with its package"):
        ProtobufAny.pack(bare())


def _holding(type_url: str) -> status_pb2.Status:
    return status_pb2.Status(details=[any_pb2.Any(type_url=type_url)])


@pytest.mark.parametrize(
    "message",
    [
        duration_pb2.Duration(seconds=1 << 60),
        timestamp_pb2.Timestamp(seconds=1 << 60),
        struct_pb2.Value(number_value=float("nan")),
        _holding("types.example.com/acme.v1.Gone"),
        any_pb2.Any(type_url="type.googleapis.com/google.rpc.Help", value=b"\xff"),
    ],
    ids=["duration", "timestamp", "nan", "unknown within", "broken within"],
)
def test_pack_tells_what_json_cannot_say(message: Message) -> None:
    with pytest.raises(ModelError, match="JSON cannot express this google") as caught:
        ProtobufAny.pack(message)
    assert caught.value.__context__ is None


def test_pack_knows_what_the_messages_own_pool_does(device: type[Message]) -> None:
    """Whoever put a message into another had its type."""
    status = status_pb2.Status()
    status.details.add().Pack(http_pb2.HttpRequest(method="GET"))
    details = cast("list[dict[str, object]]", ProtobufAny.pack(status).to_dict()["details"])
    assert details == [{"@type": "type.googleapis.com/google.rpc.HttpRequest", "method": "GET"}]
    assert device.DESCRIPTOR.full_name == "acme.v1.Device"


# details_of


def test_details_of_a_type(device: type[Message]) -> None:
    status = RpcStatus.from_dict(
        {
            "code": code_pb2.INVALID_ARGUMENT,
            "details": [
                *(DEVICE, INFO, {"@type": "ErrorInfo"}, {**INFO, "reason": "S"}, {"@type": "x/y.Z"}),
                {"@type": "a/google.rpc.Help"},
            ],
        }
    )
    assert [info.reason for info in status.details_of(error_details_pb2.ErrorInfo)] == ["R", "S"]
    assert status.details_of(error_details_pb2.Help) == [error_details_pb2.Help()]
    assert status.details_of(error_details_pb2.RetryInfo) == []
    assert status.details_of(device) == [device(name="pump", state=1)]


def test_details_of_a_type_that_do_not_fit() -> None:
    status = RpcStatus.from_dict({"code": 3, "details": [{**INFO, "reason": 5}]})
    assert status.details_of(error_details_pb2.Help) == []
    with pytest.raises(ModelError, match="see reason"):
        status.details_of(error_details_pb2.ErrorInfo)
