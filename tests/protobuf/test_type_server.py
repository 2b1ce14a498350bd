"""Types that a real type server, on loopback, gives the definitions of."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, cast

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from google.protobuf.type_pb2 import Type

from tests.protobuf.asking import Way, asynchronous, loopback, ways
from tests.protobuf.conftest import LoopbackTypes
from tests.protobuf.rpc_types import error_details_pb2, status_pb2
from tests.protobuf.types_of import definition, device_types, plant_types
from tkeel_oauth import ConfigurationError, InvalidTypeUrl, ModelError
from tkeel_oauth.models import ProtobufAny
from tkeel_oauth.protobuf import TypeRegistry, TypeServer


def read(message: object) -> dict[str, Any]:
    return json_format.MessageToDict(cast("Message", message))


@ways
def test_a_type_is_asked_for_and_used(types: LoopbackTypes, way: Way) -> None:
    types.serve(device_types())
    unpacked = cast(
        "Any", way({"@type": types.url_of("acme.v1.Device"), "name": "pump", "state": 1}, loopback(types))
    )
    assert unpacked.DESCRIPTOR.full_name == "acme.v1.Device"
    assert (unpacked.name, unpacked.state) == ("pump", 1)
    assert types.asked == ["/v1/acme.v1.Device"]
    assert types.headers["accept-encoding"] == "identity"
    assert types.headers["host"] == f"127.0.0.1:{types.port}"
    assert types.headers["user-agent"].startswith("tkeel-oauth/")


@ways
def test_what_it_refers_to_is_asked_for_once(types: LoopbackTypes, way: Way) -> None:
    types.serve(plant_types())
    members = {
        "height": 0,
        "room": "r",
        "parts": [{"serialNo": "1", "of": {"hall": "h"}}],
        "labels": {"a": "b"},
        "named": {"5": {"serialNo": "2"}},
        "other": {"plant": {"height": 3}},
        "made": "1970-01-01T00:00:01Z",
        "more": {"x": 1.0},
        "old": {"word": "w"},
    }
    unpacked = cast("Any", way({"@type": types.url_of("acme.v1.Plant"), **members}, loopback(types)))
    assert read(unpacked) == members
    assert unpacked.parts[0].of.hall == "h"
    assert unpacked.named[5].serial == "2"
    assert unpacked.old.count == 7  # a default of proto2
    assert unpacked.HasField("height")
    within = ("", ".LabelsEntry", ".NamedEntry", ".Part")
    assert sorted(types.asked) == sorted(
        ["/v1/acme.v0.Old", "/v1/acme.v1.Other", *(f"/v1/acme.v1.Plant{name}" for name in within)]
    )


@ways
def test_an_enum_reads_as_a_number(types: LoopbackTypes, way: Way) -> None:
    types.serve(device_types())
    server = loopback(types)
    for value in (1, "1", 77):
        assert read(way({"@type": types.url_of("acme.v1.Device"), "state": value}, server)) == {
            "state": int(value)
        }
    with pytest.raises(ModelError, match="do not fit the type") as caught:
        way({"@type": types.url_of("acme.v1.Device"), "state": "ON"}, server)
    assert "state" not in str(caught.value)  # the names are the server's


@ways
def test_it_is_kept_by_url(types: LoopbackTypes, way: Way) -> None:
    types.serve(device_types())
    server = loopback(types)
    members: dict[str, object] = {"@type": types.url_of("acme.v1.Device"), "name": "pump"}
    first, second = way(members, server), way(members, server)
    assert type(first) is type(second)
    assert len(types.asked) == 1
    types.contents["/v2/acme.v1.Device"] = types.contents["/v1/acme.v1.Device"]
    way({**members, "@type": f"{types.host}/v2/acme.v1.Device"}, server)
    assert len(types.asked) == 2
    server.clear()
    assert type(way(members, server)) is not type(first)
    assert len(types.asked) == 3
    assert way(members, loopback(types)) is not None  # another server keeps its own
    assert len(types.asked) == 4


def test_as_many_are_kept_as_allowed(types: LoopbackTypes) -> None:
    server = loopback(types, max_types=2)
    for name in ("a.A", "a.B", "a.C"):
        types.serve(device_types(name))
    for name in ("a.A", "a.B", "a.A", "a.C", "a.A", "a.B"):
        server.find(types.url_of(name))
    assert types.asked == ["/v1/a.A", "/v1/a.B", "/v1/a.C", "/v1/a.B"]


@ways
def test_what_is_known_is_not_asked_for(types: LoopbackTypes, way: Way) -> None:
    device = device_types()["acme.v1.Device"]
    server = loopback(types, registry=TypeRegistry(device))
    assert server.registry.find("acme.v1.Device") is device
    assert way({"@type": types.url_of("acme.v1.Device"), "state": "ON"}, server) == device(state=1)
    assert way({"@type": types.url_of("google.rpc.Help")}, server) == error_details_pb2.Help()
    assert server.find(types.url_of("acme.v1.Device")) is device
    assert types.asked == []


@ways
def test_a_known_type_within_is_not_asked_for(types: LoopbackTypes, way: Way) -> None:
    everything = plant_types()
    types.serve({"acme.v1.Other": everything["acme.v1.Other"]})
    server = loopback(types, registry=TypeRegistry(everything["acme.v1.Plant"]))
    members = {"plant": {"parts": [{"serialNo": "1"}]}}
    unpacked = way({"@type": types.url_of("acme.v1.Other"), **members}, server)
    if isinstance(unpacked, dict):
        pytest.fail("the type was not found")
    assert read(unpacked) == members
    assert types.asked == ["/v1/acme.v1.Other"]


@ways
def test_a_message_within_is_asked_for(types: LoopbackTypes, way: Way) -> None:
    types.serve(device_types())
    inner = {"@type": types.url_of("acme.v1.Device"), "name": "pump"}
    other = {"@type": types.url_of("google.rpc.ErrorInfo"), "reason": "R"}
    status = way({"@type": "a/google.rpc.Status", "details": [other, inner, inner]}, loopback(types))
    assert isinstance(status, status_pb2.Status)
    assert [detail.type_url for detail in status.details] == [other["@type"], inner["@type"], inner["@type"]]
    assert types.asked == ["/v1/acme.v1.Device"]


@ways
def test_nobody_else_is_asked(types: LoopbackTypes, way: Way) -> None:
    types.serve(device_types())
    for host in ("http://types.example.com", f"127.0.0.1:{types.port}", f"http://localhost:{types.port}"):
        server = TypeServer([host], allow_private=True)
        members: dict[str, object] = {"@type": types.url_of("acme.v1.Device"), "name": "pump"}
        assert not server.may_ask(types.url_of("acme.v1.Device"))
        assert server.find(types.url_of("acme.v1.Device")) is None
        assert way(members, server) == members
    assert types.asked == []


def test_reading_an_error_asks_nobody(types: LoopbackTypes) -> None:
    types.serve(device_types())
    packed = ProtobufAny.from_dict({"@type": types.url_of("acme.v1.Device"), "name": "pump"})
    assert isinstance(packed.unpack(), dict)
    assert packed.type_name == "acme.v1.Device"
    assert types.asked == []


def test_one_server_for_many(types: LoopbackTypes) -> None:
    types.serve(device_types())
    server = loopback(types)
    url = types.url_of("acme.v1.Device")
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(server.find(url))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    async def many() -> list[object]:
        return list(await asyncio.gather(*(server.find_async(url) for _ in range(8))))

    found += asyncio.run(many())
    assert len(set(map(id, found))) == 1
    assert found[0] is not None


async def test_find_wants_a_type_url() -> None:
    server = TypeServer(["types.example.com"])
    with pytest.raises(InvalidTypeUrl):
        server.find("acme.v1.Device")
    with pytest.raises(InvalidTypeUrl):
        await server.find_async("acme.v1.Device")


@ways
def test_no_more_types_within_are_asked_for_than_a_server_should_name(way: Way) -> None:
    """A server of one answer can name types without end."""
    asked: list[str] = []

    def handler(url: str) -> bytes:
        asked.append(url)
        return Type(name=url.rpartition("/")[2]).SerializeToString()

    server = TypeServer([], handlers={"own": handler})
    for count, is_read in ((15, True), (16, False), (40, False)):
        asked.clear()
        details = [{"@type": f"own://x/a.T{number}"} for number in range(count)]
        found = way({"@type": "a/google.rpc.Status", "details": details}, server)
        assert isinstance(found, status_pb2.Status) is is_read
        assert len(asked) <= 16


# handlers


def give(url: str) -> bytes:
    name = url.rpartition("/")[2]
    return definition(cast("Any", device_types(name)[name].DESCRIPTOR), "own://x").SerializeToString()


@ways
@pytest.mark.parametrize("scheme", ["own", "OWN", "o+w-n.1"])
def test_another_scheme_goes_to_its_handler(way: Way, scheme: str) -> None:
    asked: list[str] = []

    def handler(url: str) -> bytes:
        asked.append(url)
        return give(url)

    server = TypeServer([], handlers={scheme: handler})
    assert read(way({"@type": f"{scheme}:///acme.v1.Device", "name": "pump"}, server)) == {"name": "pump"}
    assert asked == [f"{scheme}:///acme.v1.Device"]
    assert server.find("other://x/acme.v1.Device") is None


def test_an_async_handler_works_with_await_alone() -> None:
    async def handler(url: str) -> bytes:
        await asyncio.sleep(0)
        return give(url)

    server = TypeServer([], handlers={"own": handler})
    packed = ProtobufAny("own://x/acme.v1.Device")
    with pytest.raises(ConfigurationError, match="works with unpack_async alone"):
        packed.unpack(types=server)
    assert asyncio.run(packed.unpack_async(types=server)) == server.find("own://x/acme.v1.Device")()  # type: ignore[misc]


@ways
@pytest.mark.parametrize("error", [LookupError, StopIteration, TimeoutError])
def test_what_a_handler_raises_passes_through(way: Way, error: type[Exception]) -> None:
    def handler(_: str) -> bytes:
        raise error("the handler's own")

    server = TypeServer([], handlers={"own": handler})
    # Python itself does not let StopIteration out of a coroutine.
    turned = error is StopIteration and way is asynchronous
    with pytest.raises(RuntimeError if turned else error) as caught:
        way({"@type": "own://x/acme.v1.Device"}, server)
    raised = caught.value.__cause__ if turned else caught.value
    assert isinstance(raised, error)
    assert raised.args == ("the handler's own",)


async def test_the_time_of_a_handler_is_its_own_affair() -> None:
    async def handler(_: str) -> bytes:
        await asyncio.sleep(0)
        raise TimeoutError("the handler's own")

    server = TypeServer([], handlers={"own": handler})
    with pytest.raises(TimeoutError, match="the handler's own"):
        await ProtobufAny("own://x/acme.v1.Device").unpack_async(types=server)
