"""A type server on loopback, and the ways to ask it."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from google.protobuf.message import Message

from tests.protobuf.types_of import definition

Respond = Callable[[BaseHTTPRequestHandler], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that leave early or do not trust the certificate: they are to."""


class LoopbackTypes:
    """Serves definitions by path.

    Args:
        context: What it speaks TLS with; None for plain HTTP.

    Attributes:
        asked: Each path that was asked for, in order.
        headers: The headers of the last request.
        respond: What is done for a path instead of serving a definition.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}
        self.contents: dict[str, bytes] = {}
        self.respond: dict[str, Respond] = {}
        types = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                types.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, name: str) -> str:
        return f"{self.host}/v1/{name}"

    def serve(self, types: dict[str, type[Message]]) -> None:
        """Serve the definitions of types, as from now."""
        for name, message in types.items():
            found = definition(message.DESCRIPTOR, f"{self.host}/v1")  # type: ignore[arg-type] # the stubs know two
            self.contents[f"/v1/{name}"] = found.SerializeToString()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        self.headers = {name.lower(): value for name, value in request.headers.items()}
        if request.path in self.respond:
            self.respond[request.path](request)
            return
        content = self.contents.get(request.path)
        send(request, 404 if content is None else 200, content or b"no such type")

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def send(request: BaseHTTPRequestHandler, status: int, content: bytes, **headers: str) -> None:
    """Send a whole answer; the names of headers with `_` for `-`."""
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.wfile.write(content)


@pytest.fixture
def types() -> Iterator[LoopbackTypes]:
    server = LoopbackTypes()
    yield server
    server.close()
