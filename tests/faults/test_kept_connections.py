"""Connections kept for the next call: closed by the server meanwhile, or with bytes left over."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.faults.answers import answer, documented, envelope, filled, keep_answering
from tests.faults.calls import Held, Result
from tests.faults.server import CODE, Connection, FaultServer, Script
from tkeel_oauth import AsyncClient, Client, ConnectionFailed, ServerError

Kind = type[Client | AsyncClient]
both = pytest.mark.parametrize("kind", [Client, AsyncClient])


def nothing() -> None:
    """Call again at once."""


def calls_one_by_one(
    kind: Kind,
    server: FaultServer,
    between: Callable[[], object] = nothing,
    *,
    count: int = 2,
    retries: int = 2,
) -> list[Result]:
    """Call with one client, again and again, doing something between two calls."""
    with Held(kind, server.base_url, retries=retries, timeout=10) as client:
        results = [client.call()]
        while len(results) < count:
            between()
            client.turn()
            results.append(client.call())
        return results


def grant(connection: Connection, *headers: str) -> None:
    """Answer one request with a success."""
    connection.request()
    connection.send(answer(filled(envelope(), connection), headers=headers))


def grant_once(then: Callable[[Connection], object] = lambda _: None) -> Script:
    """Answer one request and keep the connection, as far as the client knows."""

    def script(connection: Connection) -> None:
        grant(connection)
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
    return [result.code for result in results]


@both
def test_kept(kind: Kind) -> None:
    with FaultServer(keep_answering) as server:
        assert codes(calls_one_by_one(kind, server, count=5)) == [CODE] * 5
        assert server.connections == 1


@pytest.mark.parametrize("retries", [2, 0])
@both
def test_closed_while_idle(kind: Kind, retries: int) -> None:
    """Seen before anything is sent: no retry is spent."""
    with FaultServer(grant_once(), keep_answering) as server:
        results = calls_one_by_one(
            kind, server, lambda: server.wait(lambda: server.open == 0), retries=retries
        )
        assert codes(results) == [CODE] * 2
        assert len(server.requests) == 2
        assert server.connections == 2


@pytest.mark.parametrize("end", [_one_more_request, _one_more_request_then_reset], ids=["closed", "reset"])
@both
def test_closed_as_the_next_request_arrives(kind: Kind, end: Script) -> None:
    with FaultServer(grant_once(end), keep_answering) as server:
        assert codes(calls_one_by_one(kind, server)) == [CODE] * 2
        assert len(server.requests) == 3
        assert server.connections == 2


@pytest.mark.parametrize(
    ("after", "retries", "requests"),
    [
        # Nothing is sent again where that is not allowed.
        ((grant_once(_one_more_request), keep_answering), 0, 2),
        # Once is a stale connection; the new one that closes too is a server that is broken.
        ((grant_once(_one_more_request), _one_more_request), 5, 3),
        # One byte has come, so the login has run.
        ((grant_once(_half_an_answer), keep_answering), 2, 2),
    ],
    ids=["no retries", "again and again", "in the middle of an answer"],
)
@both
def test_closed_and_not_tried_again(
    kind: Kind, after: tuple[Script, Script], retries: int, requests: int
) -> None:
    with FaultServer(*after) as server:
        _, second = calls_one_by_one(kind, server, retries=retries)
        assert type(second.error) is ConnectionFailed
        assert len(server.requests) == requests


@both
def test_after_one_stale_connection_the_others_are_not_tried(kind: Kind) -> None:
    """The server has closed all that were kept as long, and there is but one more try."""
    several = 3

    def script(connection: Connection) -> None:
        connection.request()
        together.wait(10)
        connection.send(answer(filled(envelope(), connection)))
        connection.request()

    together = threading.Barrier(several)
    with (
        FaultServer(*[script] * several, keep_answering) as server,
        Held(kind, server.base_url, timeout=10) as client,
    ):
        results = [*client.call_at_once(several), client.call()]
        assert codes(results) == [CODE] * (several + 1)
        assert len(server.requests) == several + 2
        assert server.connections == several + 1


FOREIGN = answer(b'{"code": "ANOTHER-USERS-CODE"}')


def _left_over(extra: bytes, how: str) -> Script:
    """Answer, and say more than the answer."""

    def script(connection: Connection) -> None:
        connection.request()
        body = filled(documented(), connection)
        first = answer(body)
        if how == "chunked":
            head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            first = head + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
        if how == "late":
            connection.send(first)
            connection.send(extra)
        else:
            connection.send(first + extra)
        while True:
            connection.request()
            connection.send(FOREIGN)

    return script


@pytest.mark.parametrize("how", ["in one piece", "chunked", "late"])
@pytest.mark.parametrize(
    "extra", [FOREIGN, b"x", b"\r\n" + FOREIGN, FOREIGN[:20]], ids=["an answer", "a byte", "a line", "part"]
)
@both
def test_bytes_after_an_answer(kind: Kind, extra: bytes, how: str) -> None:
    """What follows an answer is nobody's: no later call gets it as its own."""

    def between() -> None:
        server.wait(lambda: server.sent >= len(extra) + 50)

    with FaultServer(_left_over(extra, how), keep_answering) as server:
        first, *others, last = calls_one_by_one(kind, server, between, count=4)
        assert codes([first, last]) == [CODE] * 2
        for result in others:
            assert (how == "late" and type(result.error) is ConnectionFailed) or result.code == CODE


@pytest.mark.parametrize(
    ("kind", "turns"), [(Client, False), (AsyncClient, True), (AsyncClient, False)], ids=str
)
def test_bytes_before_the_question(kind: Kind, *, turns: bool) -> None:
    """A server that speaks first, while the connection is idle, whether or not the loop has seen it."""

    def script(connection: Connection) -> None:
        grant(connection)
        idle.wait(10)
        connection.send(FOREIGN)
        said.set()
        keep_answering(connection)

    idle, said = threading.Event(), threading.Event()
    with FaultServer(script, keep_answering) as server, Held(kind, server.base_url, timeout=10) as client:
        first = client.call()
        idle.set()
        assert said.wait(10)
        if turns:
            client.turn()
        assert codes([first, client.call()]) == [CODE] * 2
        assert server.connections == 2


@both
def test_unfinished_error_body_is_not_kept(kind: Kind) -> None:
    """The rest of a body that was too large is not the next answer."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(answer(b"x" * (1 << 21), status=500))
        connection.request()
        connection.send(FOREIGN)

    with FaultServer(script, keep_answering) as server:
        first, second = calls_one_by_one(kind, server, retries=0)
        assert type(first.error) is ServerError
        assert second.code == CODE
        assert server.connections == 2


@both
def test_connection_close_is_obeyed(kind: Kind) -> None:
    def script(connection: Connection) -> None:
        grant(connection, "Connection: close")
        connection.hold()

    with FaultServer(script) as server:
        assert codes(calls_one_by_one(kind, server, count=3)) == [CODE] * 3
        assert server.connections == 3
