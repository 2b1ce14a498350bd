"""Puts a server of the tests' own behind a transport, or on a socket of this machine."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import httpx

from tests.faults.server import Connection, FaultServer
from tests.verification.reference import asked

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tests.verification.reference import Asked, Reply

_TLS = b"\x16"
"""What a client begins with that speaks TLS."""
BASE_URL = "https://tkeel.example.com/apis/security/v1"


class InProcess(httpx.BaseTransport):
    """Answers in the process of the test, with the bytes that would go over a socket."""

    def __init__(self, reply: Callable[[Asked], Reply]) -> None:
        self._reply = reply
        self.targets: list[str] = []
        self.closed = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode()
        self.targets.append(target)
        reply = self._reply(asked(target))
        headers = [(name.encode(), value.encode()) for name, value in reply.headers]
        return httpx.Response(reply.status, headers=headers, stream=httpx.ByteStream(reply.body))

    def close(self) -> None:
        self.closed = True


class Line:
    """One connection, with the request that came over it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def send(self, reply: Reply, length: int | None = None) -> None:
        """Sends an answer; a length that is not the body's is a lie."""
        lines = [f"HTTP/1.1 {reply.status} X", *(f"{name}: {value}" for name, value in reply.headers)]
        lines.append(f"Content-Length: {len(reply.body) if length is None else length}")
        self.connection.send("\r\n".join(lines).encode() + b"\r\n\r\n" + reply.body)

    def wait(self) -> None:
        """Keeps silent until the client goes."""
        self.connection.hold()

    def drip(self) -> None:
        """Sends a header that does not end, byte by byte, until the client goes."""
        self.connection.send(b"HTTP/1.1 400 X\r\nX-Long: ")
        self.connection.drip(b"a" * 65536)


@contextlib.contextmanager
def listening(act: Callable[[Line, Asked], None]) -> Generator[int]:
    """Listens on a port of this machine and does with each connection what `act` says."""

    def script(connection: Connection) -> None:
        if connection.greeting().startswith(_TLS):
            # Whoever speaks TLS is answered in plain words.
            connection.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        act(Line(connection), asked(connection.request().split(b" ")[1].decode()))

    with FaultServer(script) as server:
        yield server.port


def free_port() -> int:
    """Gives a port of this machine that nobody listens on."""
    with FaultServer() as nobody:
        return nobody.port
