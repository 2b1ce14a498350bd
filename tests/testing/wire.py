"""A client that writes bytes to a socket and reads bytes back, with no opinion of its own."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tkeel_oauth.testing import Request


@dataclass(frozen=True)
class RawAnswer:
    version: str
    status: int
    reason: str
    headers: dict[str, str]
    body: bytes
    closed: bool


def connect(base_url: str) -> socket.socket:
    address = urlsplit(base_url)
    assert address.hostname is not None
    assert address.port is not None
    return socket.create_connection((address.hostname, address.port), timeout=10)


def as_bytes(request: Request, *extra: tuple[str, str]) -> bytes:
    lines = [f"{request.method} {request.target} {request.http_version}"]
    lines += [f"{name}: {value}" for name, value in (*request.headers, *extra)]
    return "\r\n".join([*lines, "", ""]).encode() + request.body


def read_answer(connection: socket.socket, *, head: bool = False) -> RawAnswer:
    """Reads one answer; `closed` tells whether the server then closed the connection by itself."""
    with connection.makefile("rb") as stream:
        version, status, reason = stream.readline().decode().rstrip("\r\n").split(" ", 2)
        headers: dict[str, str] = {}
        while (line := stream.readline().decode().rstrip("\r\n")) != "":
            name, _, value = line.partition(":")
            assert name.lower() not in headers
            headers[name.lower()] = value.strip()
        body = b""
        if headers.get("transfer-encoding") == "chunked":
            while size := int(stream.readline(), 16):
                body += stream.read(size)
                stream.readline()
            stream.readline()
        elif not head:
            # Without a length the body ends with the connection.
            body = stream.read(int(headers["content-length"]) if "content-length" in headers else -1)
        closed = headers.get("connection") == "close" and stream.read() == b""
    return RawAnswer(version, int(status), reason, headers, body, closed)
