"""Looking hosts up: beside the call, bounded in threads, and in its thread where there is no other."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests._runtime.clocks import Clock
from tests.faults.answers import keep_answering
from tests.faults.calls import LOGIN, METHODS, call
from tests.faults.server import CODE, FaultServer
from tests.fresh import run_fresh
from tkeel_oauth import ConnectionFailed
from tkeel_oauth._runtime.transport import resolve as module
from tkeel_oauth._runtime.transport.aio.connect import resolve as resolve_async
from tkeel_oauth._runtime.transport.resolve import MOST_AT_ONCE, SocketAddress, literal, resolve

CALLS = 40
ADDRESS: SocketAddress = (socket.AF_INET, ("127.0.0.1", 9))


class Hanging:
    """A name server that does not answer until it is told to."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.asked: list[str] = []

    def lookup(self, host: str, port: int) -> list[SocketAddress]:
        del port
        self.asked.append(host)
        assert self.release.wait(20)
        return [ADDRESS]


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hanging]:
    found = Hanging()
    monkeypatch.setattr(module, "lookup", found.lookup)
    yield found
    found.release.set()


def test_calls_for_one_host_wait_for_one_answer(hanging: Hanging) -> None:
    with ThreadPoolExecutor(CALLS + 1) as threads:
        waiting = [threads.submit(resolve, "one.example", 9, 20) for _ in range(CALLS)]
        late = threads.submit(resolve, "one.example", 9, 0.01)
        assert isinstance(late.exception(), TimeoutError)
        hanging.release.set()
        assert [one.result() for one in waiting] == [[ADDRESS]] * CALLS
    assert hanging.asked == ["one.example"]


async def test_calls_for_one_host_wait_for_one_answer_async(hanging: Hanging) -> None:
    waiting = [asyncio.create_task(resolve_async("two.example", 9)) for _ in range(CALLS)]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(resolve_async("two.example", 9), 0.01)
    hanging.release.set()
    assert await asyncio.gather(*waiting) == [[ADDRESS]] * CALLS
    assert hanging.asked == ["two.example"]


def test_one_that_hangs_is_asked_again_and_not_for_ever(hanging: Hanging, clock: Clock) -> None:
    """A name server that is well again is not kept from answering; one that is not costs few threads."""
    for _ in range(3 * MOST_AT_ONCE):
        with pytest.raises(TimeoutError):
            resolve("three.example", 9, 0)
        with pytest.raises(TimeoutError):
            resolve("three.example", 9, 0)
        clock.now += module.ASK_AGAIN_SECONDS
    assert hanging.asked == ["three.example"] * MOST_AT_ONCE


def test_an_answer_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def lookup(host: str, port: int) -> list[SocketAddress]:
        asked.append(f"{host}:{port}")
        return [ADDRESS]

    monkeypatch.setattr(module, "lookup", lookup)
    for _ in range(3):
        assert resolve("four.example", 9, 20) == [ADDRESS]
    assert len(asked) == 3


@pytest.mark.parametrize("face", METHODS)
def test_where_no_thread_starts_the_calls_own_looks_up(face: str, monkeypatch: pytest.MonkeyPatch) -> None:
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name == "tkeel-oauth-resolve":
            raise RuntimeError("can't start new thread")
        start(thread)

    with FaultServer(keep_answering) as server:
        base_url = server.base_url.replace("127.0.0.1", "localhost")
        monkeypatch.setattr(threading.Thread, "start", refuse)
        assert call(face, base_url).code == CODE


def test_a_call_at_the_interpreters_end() -> None:
    with FaultServer(keep_answering) as server:
        code = (
            "import atexit\nfrom tkeel_oauth import Client\n"
            f"client = Client({server.base_url.replace('127.0.0.1', 'localhost')!r})\n"
            f"atexit.register(lambda: print(client.oauth.authorize('t', **{LOGIN!r}).code))\n"
        )
        assert run_fresh(code).strip() == CODE


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (socket.EAI_NONAME, "there is no host of that name"),
        (socket.EAI_AGAIN, "the name server did not tell its address; try again"),
    ],
)
@pytest.mark.parametrize("face", METHODS)
def test_what_a_failed_look_up_is_told_as(
    face: str, number: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lookup(*_: object) -> list[SocketAddress]:
        raise socket.gaierror(number, "canary")

    monkeypatch.setattr(module, "lookup", lookup)
    error = call(face, "https://five.example", trust_env=False, retries=0).error
    assert type(error) is ConnectionFailed
    assert says in str(error)


def test_what_stands_in_for_the_system_may_raise_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """As tools do that keep tests off the network; nobody waits in vain, the next call included."""

    def lookup(*_: object) -> list[SocketAddress]:
        raise RuntimeError("blocked")

    monkeypatch.setattr(module, "lookup", lookup)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="blocked"):
            resolve("six.example", 9, 20)
        with pytest.raises(RuntimeError, match="blocked"):
            asyncio.run(resolve_async("six.example", 9))


def _zone() -> str:
    return socket.if_nameindex()[0][1]


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_address_with_a_zone_is_one() -> None:
    name = _zone()
    expected = [(socket.AF_INET6, ("fe80::1", 9, 0, socket.if_nametoindex(name)))]
    for host in (f"fe80::1%25{name}", f"fe80::1%{name}"):
        assert resolve(host, 9, 0) == expected
        assert asyncio.run(resolve_async(host, 9)) == expected
    with pytest.raises(OSError):  # noqa: PT011 - which one is the system's affair
        resolve("fe80::1%25nosuchzone", 9, 0)


def test_what_is_an_address() -> None:
    assert literal("127.0.0.1", 9) == [ADDRESS]
    assert literal("127.1", 9) is None
    assert literal("localhost", 9) is None
    assert literal("x" * 300, 9) is None
