"""TLS through the TLS of a proxy: what lies between the two layers is seen, too."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, cast

import pytest

from tests.faults import certificates
from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.call.messages import Attempt
from tkeel_oauth._runtime.transport.sync_tls import _TLSInTLSStream  # pyright: ignore[reportPrivateUsage]

if TYPE_CHECKING:
    from collections.abc import Iterator


class Server:
    """What is on the other side of the outer connection, in the place of that connection.

    Args:
        quiet: a socket over which nothing comes.
    """

    def __init__(self, quiet: socket.socket) -> None:
        self._quiet = quiet
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = certificates.good().wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._shaken = False

    def settimeout(self, seconds: float) -> None: ...

    def fileno(self) -> int:
        return self._quiet.fileno()

    def sendall(self, data: bytes) -> None:
        self._incoming.write(data)
        if not self._shaken:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                return
            self._shaken = True

    def recv(self, most: int) -> bytes:
        return self._outgoing.read(most)

    def say(self, data: bytes) -> None:
        """Put a record of its own behind what has not been read."""
        self._tls.write(data)


@pytest.fixture
def quiet() -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours


def holds(stream: _TLSInTLSStream) -> bool:
    return stream.has_something


@pytest.mark.parametrize("part", [100, 3], ids=["another record", "the rest of one"])
def test_what_came_with_an_answer_and_is_not_read(part: int, quiet: socket.socket) -> None:
    server = Server(quiet)
    attempt = Attempt(clock.monotonic() + 20, 20)
    context = certificates.trusting()
    stream = _TLSInTLSStream(cast("ssl.SSLSocket", server), context, certificates.HOST, attempt)
    server.say(b"answer")
    assert stream.receive(attempt) == b"answer"
    assert not holds(stream)
    server.say(b"answer")
    server.say(b"another")
    assert stream.receive(attempt, part) == b"answer"[:part]
    assert holds(stream)
    stream.receive(attempt)
    if part == 3:
        stream.receive(attempt)
    assert not holds(stream)
