"""A client that writes the bytes of a request to a socket, whatever they are."""

from __future__ import annotations

import http.client
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tkeel_oauth.testing import Request


def connect(base_url: str) -> socket.socket:
    address = urlsplit(base_url)
    assert address.hostname is not None
    assert address.port is not None
    return socket.create_connection((address.hostname, address.port), timeout=10)


def as_bytes(request: Request, *extra: tuple[str, str]) -> bytes:
    lines = [f"{request.method} {request.target} {request.http_version}"]
    lines += [f"{name}: {value}" for name, value in (*request.headers, *extra)]
    return "\r\n".join([*lines, "", ""]).encode() + request.body


def status_of(connection: socket.socket) -> int:
    """Reads one answer to its end."""
    with http.client.HTTPResponse(connection) as response:
        response.begin()
        response.read()
        return response.status
