"""A loopback server that keeps every byte it is sent, and a parser that shares no code with the client."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import NamedTuple, Self

ANSWER = b'{"code":"INVENTEDCODEINVENTEDCODEINVENTEDCODEINVENTEDCODE"}'


class Seen(NamedTuple):
    """One request, taken apart byte by byte."""

    raw: bytes
    method: str
    target: str
    version: str
    headers: list[tuple[str, str]]

    @property
    def segments(self) -> list[str]:
        """The path, split before it is decoded."""
        return [percent_decoded(part) for part in self.target.partition("?")[0].split("/")[1:]]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query's pairs in the order of the wire, as a form decoder reads them."""
        pairs = [part.partition("=") for part in self.target.partition("?")[2].split("&")]
        return [(form_decoded(name), form_decoded(value)) for name, _, value in pairs]

    def header(self, name: str) -> list[str]:
        return [value for known, value in self.headers if known.lower() == name.lower()]


def percent_decoded(text: str) -> str:
    """Undo percent-encoding with nothing forgiven: a stray ``%`` is an error."""
    assert text.isascii()
    out = bytearray()
    rest = text.encode()
    while rest:
        if rest[:1] == b"%":
            assert len(rest) > 2, "an escape is cut"
            out.append(int(rest[1:3].decode(), 16))
            rest = rest[3:]
        else:
            out += rest[:1]
            rest = rest[1:]
    return out.decode()


def form_decoded(text: str) -> str:
    return percent_decoded(text.replace("+", " "))


def parsed(raw: bytes) -> Seen:
    head, _, _ = raw.partition(b"\r\n\r\n")
    request_line, *lines = head.decode("latin-1").split("\r\n")
    method, target, version = request_line.split(" ")
    headers = [(name, value.strip(" ")) for name, _, value in (line.partition(":") for line in lines)]
    return Seen(raw, method, target, version, headers)


class Wiretap:
    """Accepts connections until its ``with`` block ends; each request gets ``ANSWER``."""

    def __init__(self) -> None:
        self.connections = 0
        self.requests_raw: list[bytes] = []
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def connection_threads(self) -> list[threading.Thread]:
        """One for each connection, which ends with it."""
        return self._threads[1:]

    @property
    def requests(self) -> list[Seen]:
        return [parsed(raw) for raw in self.requests_raw]

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join(10)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):  # the client may have been first
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join(10)

    def _start(self, act: object, *arguments: object) -> None:
        assert callable(act)
        thread = threading.Thread(target=act, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(ANSWER)}\r\n\r\n"
        received = b""
        with connection:
            while True:
                try:
                    part = connection.recv(65536)
                except OSError:
                    part = b""
                if not part:
                    if received:
                        self.requests_raw.append(received)  # whatever it was, it was sent
                    return
                received += part
                # None of the requests has a body.
                while b"\r\n\r\n" in received:
                    whole, _, received = received.partition(b"\r\n\r\n")
                    self.requests_raw.append(whole + b"\r\n\r\n")
                    connection.sendall(head.encode() + ANSWER)
