"""What a type server, or whoever stands at its address, cannot make the client do."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable

import pytest

from tests.faults.answers import answer
from tests.faults.server import Connection
from tests.protobuf.asking import Way, loopback, ways
from tests.protobuf.conftest import LoopbackTypes
from tests.protobuf.types_of import device_types
from tkeel_oauth import ConnectionFailed, DeadlineExceeded, ResponseError
from tkeel_oauth.models import ProtobufAny
from tkeel_oauth.protobuf import TypeServer

PATH = "/v1/acme.v1.Device"


def members(types: LoopbackTypes) -> dict[str, object]:
    return {"@type": types.url_of("acme.v1.Device"), "name": "pump"}


@ways
def test_another_status_is_an_error(types: LoopbackTypes, way: Way) -> None:
    """And a redirect is not followed."""
    for status in (201, 204, 206, 301, 302, 307, 400, 401, 404, 500, 503):
        content = b"" if status in {204, 301, 302, 307} else b"words"
        said = answer(content, status=status, headers=("Location: /v1/acme.v1.Other",))
        types.respond[PATH] = lambda connection, said=said: connection.send(said)  # type: ignore[misc] # the type of a default
        types.asked.clear()
        with pytest.raises(ResponseError) as caught:
            way(members(types), loopback(types))
        error = caught.value
        assert type(error) is ResponseError
        assert str(error).startswith(f"type server: {status} ")
        assert str(error).isprintable()
        assert (error.status_code, error.content) == (status, content)
        assert error.headers["location"] == "/v1/acme.v1.Other"
        assert types.asked == [PATH]  # and not tried again


@ways
def test_nothing_is_kept_of_an_error(types: LoopbackTypes, way: Way) -> None:
    server = loopback(types)
    with pytest.raises(ResponseError):
        way(members(types), server)
    types.serve(device_types())
    assert way(members(types), server) is not None
    assert len(types.asked) == 2


@ways
def test_an_endless_answer_is_cut_off(types: LoopbackTypes, way: Way) -> None:
    def flood(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 200 OK\r\n\r\n")
        connection.flood(b"x" * 65536)

    types.respond[PATH] = flood
    with pytest.raises(ResponseError, match="larger than 1 MiB"):
        way(members(types), loopback(types))


@ways
def test_a_cut_answer(types: LoopbackTypes, way: Way) -> None:
    types.respond[PATH] = lambda connection: connection.send(answer(b"x", length=100))
    with pytest.raises(ConnectionFailed, match=r"^type server: .* ended the connection in the middle"):
        way(members(types), loopback(types))
    types.respond[PATH] = lambda connection: connection.send(answer(b"x", status=404, length=100))
    with pytest.raises(ResponseError, match=r"^type server: 404 Not Found: the connection ended"):
        way(members(types), loopback(types))


@ways
def test_the_time_is_that_of_all_definitions(types: LoopbackTypes, way: Way) -> None:
    """Each of them is given quickly enough, all of them are not."""
    names = [f"a.T{n}" for n in range(60)]
    over = threading.Event()
    for name, following in zip(names, [*names[1:], "a.End"], strict=True):
        types.respond[f"/v1/{name}"] = _slow(name, f"{types.host}/v1/{following}", over)
    try:
        with pytest.raises(DeadlineExceeded):
            way({"@type": types.url_of("a.T0")}, loopback(types, timeout=0.3))
    finally:
        over.set()
    assert 1 <= len(types.asked) < 30


def _slow(name: str, following: str, over: threading.Event) -> Callable[[Connection], None]:
    from google.protobuf.type_pb2 import Field, Type  # noqa: PLC0415 - here alone

    given = Type(name=name, fields=[Field(number=1, name="f", kind=Field.TYPE_MESSAGE, type_url=following)])

    def respond(connection: Connection) -> None:
        over.wait(0.05)
        connection.send(answer(given.SerializeToString()))

    return respond


async def test_a_handler_that_takes_too_long() -> None:
    async def handler(_: str) -> bytes:
        await asyncio.Event().wait()
        return b""

    server = TypeServer([], handlers={"own": handler}, timeout=0.05)
    with pytest.raises(DeadlineExceeded, match=r"a handler took longer than 0\.05 s"):
        await ProtobufAny("own://x/a.B").unpack_async(types=server)


async def test_cancelling_passes_through(types: LoopbackTypes) -> None:
    over = threading.Event()
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hang(_: Connection) -> None:
        loop.call_soon_threadsafe(asked.set)
        over.wait()

    types.respond[PATH] = hang
    packed = ProtobufAny.from_dict(members(types))
    task = asyncio.create_task(packed.unpack_async(types=loopback(types)))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    over.set()


@ways
def test_no_log_says_what_a_server_answers(
    types: LoopbackTypes, way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    said = answer(status=404, headers=("X-Word: canary-word",))
    types.respond[PATH] = lambda connection: connection.send(said)
    with caplog.at_level(logging.DEBUG), pytest.raises(ResponseError) as caught:
        way(members(types), loopback(types))
    assert "canary-word" not in caplog.text
    assert "canary-word" not in f"{caught.value!r} {caught.value.headers!r}"


@ways
def test_no_proxy_is_used(types: LoopbackTypes, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    types.serve(device_types())
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert not isinstance(way(members(types), loopback(types)), dict)
