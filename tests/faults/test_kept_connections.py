"""Connections kept for the next call: closed by the server meanwhile, or with bytes left over."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.answers import answer, documented, envelope, filled, keep_answering
from tests.faults.calls import Result, call_async, call_sync
from tests.faults.server import CODE, Connection, FaultServer, Script
from tkeel_oauth import AsyncClient, Client, ConnectionFailed, ServerError

KINDS = ("sync", "async")


def calls_one_by_one(
    kind: str, server: FaultServer, between: Callable[[], object], *, count: int = 2, retries: int = 2
) -> list[Result]:
    """Call with one client, again and again, doing something between two calls."""
    results: list[Result] = []
    if kind == "sync":
        with Client(server.base_url, retries=retries, timeout=10) as client:
            for n in range(count):
                if n:
                    between()
                results.append(call_sync(client))
        return results

    async def main() -> None:
        async with AsyncClient(server.base_url, retries=retries, timeout=10) as client:
            for n in range(count):
                if n:
                    await asyncio.to_thread(between)
                    await asyncio.sleep(0.01)  # lets the loop see what has come
                results.append(await call_async(client))

    asyncio.run(main())
    return results


def answer_once(then: Callable[[Connection], object] = lambda _: None) -> Script:
    """Answer one request and keep the connection, as far as the client knows."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(answer(filled(envelope(), connection)))
        then(connection)

    return script


def _one_more_request(connection: Connection) -> None:
    connection.request()


def _one_more_request_then_reset(connection: Connection) -> None:
    connection.request()
    connection.reset()


def _half_an_answer(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.1 2")


def codes(results: list[Result]) -> list[str]:
    found: list[str] = []
    for result in results:
        assert result.error is None, result.error
        assert result.value is not None
        found.append(getattr(result.value, "code", ""))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_kept(kind: str) -> None:
    with FaultServer(keep_answering) as server:
        assert codes(calls_one_by_one(kind, server, lambda: None, count=5)) == [CODE] * 5
        assert server.connections == 1


@pytest.mark.parametrize("retries", [2, 0])
@pytest.mark.parametrize("kind", KINDS)
def test_closed_while_idle(kind: str, retries: int) -> None:
    """Seen before anything is sent: no retry is spent."""
    with FaultServer(answer_once(), keep_answering) as server:
        results = calls_one_by_one(
            kind, server, lambda: server.wait(lambda: server.open == 0), retries=retries
        )
        assert codes(results) == [CODE] * 2
        assert len(server.requests) == 2
        assert server.connections == 2


@pytest.mark.parametrize("end", [_one_more_request, _one_more_request_then_reset], ids=["closed", "reset"])
@pytest.mark.parametrize("kind", KINDS)
def test_closed_as_the_next_request_arrives(kind: str, end: Script) -> None:
    with FaultServer(answer_once(end), keep_answering) as server:
        assert codes(calls_one_by_one(kind, server, lambda: None)) == [CODE] * 2
        assert len(server.requests) == 3
        assert server.connections == 2


@pytest.mark.parametrize("kind", KINDS)
def test_closed_as_the_next_request_arrives_without_retries(kind: str) -> None:
    with FaultServer(answer_once(_one_more_request), keep_answering) as server:
        _, second = calls_one_by_one(kind, server, lambda: None, retries=0)
        assert type(second.error) is ConnectionFailed
        assert len(server.requests) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_closed_again_and_again(kind: str) -> None:
    """Once is a stale connection; the new one that closes too is a server that is broken."""
    with FaultServer(answer_once(_one_more_request), _one_more_request) as server:
        _, second = calls_one_by_one(kind, server, lambda: None, retries=5)
        assert type(second.error) is ConnectionFailed
        assert len(server.requests) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_after_one_stale_connection_the_others_are_not_tried(kind: str) -> None:
    """The server has closed all that were kept as long, and there is but one more try."""
    several = 3

    def script(connection: Connection) -> None:
        connection.request()
        together.wait(10)
        connection.send(answer(filled(envelope(), connection)))
        connection.request()

    def calls() -> list[Result]:
        with Client(server.base_url, timeout=10) as client:
            with ThreadPoolExecutor(several) as threads:
                first = list(threads.map(call_sync, [client] * several))
            return [*first, call_sync(client)]

    async def async_calls() -> list[Result]:
        async with AsyncClient(server.base_url, timeout=10) as client:
            first = await asyncio.gather(*[call_async(client) for _ in range(several)])
            return [*first, await call_async(client)]

    together = threading.Barrier(several)
    with FaultServer(*[script] * several, keep_answering) as server:
        assert codes(calls() if kind == "sync" else asyncio.run(async_calls())) == [CODE] * (several + 1)
        assert len(server.requests) == several + 2
        assert server.connections == several + 1


@pytest.mark.parametrize("kind", KINDS)
def test_closed_in_the_middle_of_an_answer(kind: str) -> None:
    """One byte has come, so the login has run: it is not sent again."""
    with FaultServer(answer_once(_half_an_answer), keep_answering) as server:
        _, second = calls_one_by_one(kind, server, lambda: None)
        assert type(second.error) is ConnectionFailed
        assert len(server.requests) == 2


FOREIGN = answer(b'{"code": "ANOTHER-USERS-CODE"}')


def _left_over(extra: bytes, *, late: bool) -> Script:
    """Answer, and say more than the answer."""

    def script(connection: Connection) -> None:
        connection.request()
        body = filled(documented(), connection)
        first = answer(body)
        connection.send(first if late else first + extra)
        if late:
            connection.send(extra)
        while True:
            connection.request()
            connection.send(FOREIGN)

    return script


@pytest.mark.parametrize("late", [False, True], ids=["in one piece", "in two"])
@pytest.mark.parametrize(
    "extra",
    [FOREIGN, FOREIGN * 3, b"x", b"\r\n" + FOREIGN, FOREIGN[:20]],
    ids=["an answer", "three", "a byte", "a line", "part"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_bytes_after_an_answer(kind: str, extra: bytes, *, late: bool) -> None:
    """What follows an answer is nobody's: no later call gets it as its own."""

    def between() -> None:
        server.wait(lambda: server.sent >= len(extra) + 50)

    with FaultServer(_left_over(extra, late=late), keep_answering) as server:
        first, *others, last = calls_one_by_one(kind, server, between, count=4)
        assert codes([first, last]) == [CODE] * 2
        for result in others:
            assert type(result.error) is ConnectionFailed or codes([result]) == [CODE]


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_after_an_answer_harm_nobody(kind: str) -> None:
    """The connection they came over is not used again, or the call is repeated over another."""
    with FaultServer(_left_over(FOREIGN, late=False), keep_answering) as server:
        assert codes(calls_one_by_one(kind, server, lambda: None)) == [CODE] * 2


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_before_the_question(kind: str) -> None:
    """A server that speaks first, while the connection is idle."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(answer(filled(envelope(), connection)))
        idle.wait(10)
        connection.send(FOREIGN)
        said.set()
        keep_answering(connection)

    def between() -> None:
        idle.set()
        assert said.wait(10)

    idle, said = threading.Event(), threading.Event()
    with FaultServer(script, keep_answering) as server:
        assert codes(calls_one_by_one(kind, server, between)) == [CODE] * 2
        assert server.connections == 2


async def test_bytes_that_the_loop_has_not_read() -> None:
    """They came while the program did something else; the loop has not turned since."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(answer(filled(envelope(), connection)))
        idle.wait(10)
        connection.send(FOREIGN)
        said.set()
        keep_answering(connection)

    idle, said = threading.Event(), threading.Event()
    with FaultServer(script, keep_answering) as server:
        async with AsyncClient(server.base_url, timeout=10) as client:
            first = await call_async(client)
            idle.set()
            said.wait(10)  # here nothing is awaited
            assert codes([first, await call_async(client)]) == [CODE] * 2
        assert server.connections == 2


@pytest.mark.parametrize("kind", KINDS)
def test_unfinished_error_body_is_not_kept(kind: str) -> None:
    """The rest of a body that was too large is not the next answer."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(answer(b"x" * (1 << 21), status=500))
        connection.request()
        connection.send(FOREIGN)

    with FaultServer(script, keep_answering) as server:
        first, second = calls_one_by_one(kind, server, lambda: None, retries=0)
        assert type(first.error) is ServerError
        assert codes([second]) == [CODE]
        assert server.connections == 2


@pytest.mark.parametrize("kind", KINDS)
def test_connection_close_is_obeyed(kind: str) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.send(answer(filled(envelope(), connection), headers=("Connection: close",)))
        connection.hold()

    with FaultServer(script) as server:
        assert codes(calls_one_by_one(kind, server, lambda: None, count=3)) == [CODE] * 3
        assert server.connections == 3
