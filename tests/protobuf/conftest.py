"""A type server on loopback."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator

import pytest
from google.protobuf.message import Message

from tests.faults.answers import answer
from tests.faults.server import Connection, FaultServer
from tests.protobuf.types_of import definition


class LoopbackTypes(FaultServer):
    """Serves definitions by path.

    Args:
        context: What it speaks TLS with; None for plain HTTP.

    Attributes:
        asked: Each path that was asked for, in order.
        headers: The headers of the last request.
        contents: What is served, by path.
        respond: What is done for a path instead of serving a definition.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__(self._follow, tls=context)
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}
        self.contents: dict[str, bytes] = {}
        self.respond: dict[str, Callable[[Connection], None]] = {}

    @property
    def host(self) -> str:
        return self.url("http")

    def url_of(self, name: str) -> str:
        return f"{self.host}/v1/{name}"

    def serve(self, types: dict[str, type[Message]]) -> None:
        """Serve the definitions of types, as from now."""
        for name, message in types.items():
            found = definition(message.DESCRIPTOR, f"{self.host}/v1")  # type: ignore[arg-type] # the stubs know two
            self.contents[f"/v1/{name}"] = found.SerializeToString()

    def _follow(self, connection: Connection) -> None:
        while True:
            line, *headers = connection.request().decode().split("\r\n")
            path = line.split(" ")[1]
            self.asked.append(path)
            self.headers = {name.lower(): value for name, value in (one.split(": ", 1) for one in headers)}
            if path in self.respond:
                self.respond[path](connection)
                return
            content = self.contents.get(path)
            connection.send(answer(content or b"no such type", status=404 if content is None else 200))


@pytest.fixture
def types() -> Iterator[LoopbackTypes]:
    with LoopbackTypes() as server:
        yield server
