"""What passes through a call, at any point of it, leaves without the frames that held what was sent."""

from __future__ import annotations

import errno
import inspect
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Any

import httpx
import pytest

from tests.faults.answers import keep_answering
from tests.faults.calls import METHODS, Held, call
from tests.faults.canary import LOGIN
from tests.faults.server import Connection, FaultServer
from tkeel_oauth import AsyncClient, Client, ConnectionFailed
from tkeel_oauth._runtime.transport import resolve
from tkeel_oauth._runtime.transport.resolve import SocketAddress
from tkeel_oauth._runtime.transport.sync import backend


class Stopped(BaseException):
    """What a signal's handler raises."""


def at(function: str, module: str) -> Callable[[FrameType, str, object], Any]:
    """A trace function that raises where a function returns, its locals in place."""

    def local(_frame: FrameType, event: str, _argument: object) -> object:
        if event == "return":
            sys.settrace(None)
            raise Stopped
        return local

    def trace(frame: FrameType, _event: str, _argument: object) -> object:
        found = frame.f_code.co_name == function and frame.f_globals.get("__name__", "").endswith(module)
        return local if found else None

    return trace


PLACES: list[tuple[type[Client | AsyncClient], str, str]] = [
    (Client, "encode", "_runtime.call.encode"),
    (Client, "write", "sync.backend"),
    (Client, "read", "sync.backend"),
    (Client, "feed", "transport.body"),
    (Client, "parse", "base.json"),
    (Client, "decode_success", "call.decode"),
    (Client, "_send_request_headers", "httpcore._sync.http11"),
    (Client, "send", "httpx._client"),
    (Client, "write_headers", "h11._writers"),
    (AsyncClient, "encode", "_runtime.call.encode"),
    (AsyncClient, "write", "aio.backend"),
    (AsyncClient, "feed", "transport.body"),
    (AsyncClient, "decode_success", "call.decode"),
]


def shown(error: BaseException) -> str:
    """A traceback with locals, without the frames of tests, which have the password."""
    found: list[str] = []
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if not frame.f_globals["__name__"].startswith("tests."):
            found.append(frame.f_code.co_name)
            found.extend(f"{name}={value!r}" for name, value in frame.f_locals.items())
    return "\n".join(found)


@pytest.mark.parametrize(("kind", "function", "module"), PLACES)
def test_what_a_signal_raises_shows_nothing(
    kind: type[Client | AsyncClient], function: str, module: str
) -> None:
    """Nor does what cancels a call, which takes the same way out."""
    with FaultServer(keep_answering) as server, Held(kind, server.base_url) as client:
        client.call(LOGIN)
        before = sys.gettrace()
        sys.settrace(at(function, module))
        try:
            with pytest.raises(Stopped) as caught:
                client.call(LOGIN)
        finally:
            sys.settrace(before)
    said = shown(caught.value)
    assert "Canary" not in said
    assert function not in said.splitlines()


class Alarm(TimeoutError):
    """What the handler of an alarm raises in many a program."""


MAIN = threading.main_thread().ident or 0


def ring(*_: object) -> None:
    raise Alarm("canary")


def interrupt(connection: Connection) -> None:
    """Have the signal handled by the thread that calls, which waits for this connection's next bytes."""
    connection.receive()
    signal.pthread_kill(MAIN, signal.SIGUSR1)
    connection.hold()


class Interrupted(socket.socket):
    def connect(self, _: object) -> None:
        signal.raise_signal(signal.SIGUSR1)


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="this system has no such signal")
@pytest.mark.parametrize("when", ["look-up", "connect", "handshake", "answer"])
def test_an_alarm_is_no_failure_of_the_connection(when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though both are a TimeoutError: no other address is tried for it, and nothing once more."""

    def lookup(*_: object) -> list[SocketAddress]:
        signal.pthread_kill(MAIN, signal.SIGUSR1)
        over.wait(20)
        return []

    over = threading.Event()
    before = signal.signal(signal.SIGUSR1, ring)
    with FaultServer(interrupt) as server:
        url = server.url("https" if when == "handshake" else "http")
        if when == "look-up":
            monkeypatch.setattr(resolve, "lookup", lookup)
            url = "https://x.example"
        if when == "connect":
            monkeypatch.setattr(backend, "new_socket", Interrupted)
        try:
            with Client(url, trust_env=False) as client, pytest.raises(Alarm, match="canary") as caught:
                client.oauth.authorize("tenant-a", **LOGIN)
        finally:
            signal.signal(signal.SIGUSR1, before)
            over.set()
    assert server.connections <= 1
    assert "Canary" not in shown(caught.value)


def be_rung_for() -> None:
    before = signal.signal(signal.SIGINT, ring)
    try:
        signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def find_no_descriptor() -> None:
    raise OSError(errno.EMFILE, "too many files")


@pytest.mark.parametrize("face", METHODS)
@pytest.mark.parametrize("happened", [be_rung_for, find_no_descriptor])
def test_what_the_caller_is_handling_is_no_cause(face: str, happened: Callable[[], None]) -> None:
    """Python chains it to all that is raised meanwhile."""
    error: BaseException | None = None
    with FaultServer() as nobody:
        try:
            happened()
        except OSError:
            error = call(face, nobody.base_url, retries=0).error
    assert type(error) is ConnectionFailed
    assert "refused" in str(error)


class Attributed(socket.socket):
    """Knows who connects, as profilers and blockers of connections do."""

    def connect(self, address: object) -> None:
        caller = inspect.stack(0)[1].frame
        super().connect(address)  # type: ignore[arg-type] # any that the system has
        del caller


def test_not_all_that_holds_a_frame_is_a_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "new_socket", Attributed)
    with FaultServer() as nobody:
        assert "refused" in str(call("sync method", nobody.base_url, retries=0).error)


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="this system has no such signal")
def test_an_alarm_is_no_failure_of_a_callers_client() -> None:
    """Which httpx and httpcore have told as one of theirs."""
    before = signal.signal(signal.SIGUSR1, ring)
    try:
        with (
            FaultServer(interrupt) as server,
            httpx.Client(trust_env=False) as http_client,
            Client(server.base_url, http_client=http_client) as client,
            pytest.raises(Alarm, match="canary") as caught,
        ):
            client.oauth.authorize("tenant-a", **LOGIN)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert server.connections == 1
    assert "Canary" not in shown(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def broken(request: httpx.Request) -> httpx.Response:
    raise LookupError(request.method)


def test_a_fault_of_the_callers_own_keeps_its_frames() -> None:
    for face in METHODS:
        error = call(face, "https://x.example", LOGIN, transport=httpx.MockTransport(broken)).error
        assert type(error) is LookupError
        names = [frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)]
        assert names[-1] == "broken"
        assert "handle_request" not in names
        assert "Canary" not in shown(error)
