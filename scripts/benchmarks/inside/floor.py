"""A socket and a search for the code: what no client can do better than.

It looks at the status, the length and the code, and at nothing else.
"""
# ruff: noqa: PLC0415 - see the package

from __future__ import annotations

from .login import ARGUMENTS, TENANT

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl

    from .measuring import OpenedAsync, OpenedSync

__all__ = ["code_in", "load", "open_async", "open_sync"]

_CONNECTIONS = 100
_LENGTH = b"ength: "  # as some servers write Content-Length, and others content-length


def load() -> None:
    """Import the module that it needs."""
    __import__("socket")


def open_sync(base_url: str, certificates: str | None) -> OpenedSync:
    """Connect, and make the call that is measured."""
    import socket

    host, port, path = _address(base_url)
    connection = socket.create_connection((host, port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    context = _context(certificates)
    if context is not None:
        connection = context.wrap_socket(connection, server_hostname=host)
    request = _request(host, port, path)

    def call() -> str:
        connection.sendall(request)
        received = connection.recv(65536)
        while (code := code_in(received)) is None:
            more = connection.recv(65536)
            if not more:
                raise ConnectionError("closed")
            received += more
        return code

    return call, connection.close


async def open_async(base_url: str, certificates: str | None) -> OpenedAsync:
    """Make the call that is measured, over as many connections as other clients have."""
    import asyncio

    from .floor_connection import Connection

    host, port, path = _address(base_url)
    request = _request(host, port, path)
    context = _context(certificates)
    loop = asyncio.get_running_loop()
    slots = asyncio.Semaphore(_CONNECTIONS)
    idle: list[Connection] = []
    everything: list[Connection] = []

    async def call() -> str:
        async with slots:
            if idle:
                connection = idle.pop()
            else:
                _, connection = await loop.create_connection(
                    lambda: Connection(request), host, port, ssl=context
                )
                everything.append(connection)
            code = await connection.ask()
            idle.append(connection)
            return code

    async def close() -> None:
        for connection in everything:
            connection.abort()
        await asyncio.sleep(0)

    return call, close


def _address(base_url: str) -> tuple[str, int, str]:
    host, _, rest = base_url.partition("://")[2].partition(":")
    port, _, path = rest.partition("/")
    return host, int(port), f"/{path}"


def _context(certificates: str | None) -> ssl.SSLContext | None:
    if certificates is None:
        return None
    import ssl

    return ssl.create_default_context(cafile=certificates)


def _request(host: str, port: int, path: str) -> bytes:
    from urllib.parse import urlencode

    query = urlencode(ARGUMENTS)
    target = f"{path}/oauth/{TENANT}/authorize?{query}"
    return f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: */*\r\n\r\n".encode()


def code_in(received: bytes) -> str | None:
    """Return the code once the answer is whole.

    Raises:
        ConnectionError: The status is another than 200.
    """
    end = received.find(b"\r\n\r\n") + 4
    if end < 4:  # noqa: PLR2004 - not found
        return None
    if received[9:12] != b"200":
        raise ConnectionError("another status than 200")
    begin = received.index(_LENGTH) + len(_LENGTH)
    if len(received) < end + int(received[begin : received.index(b"\r", begin)]):
        return None
    # Of the two codes of an answer the last is the authorization code, with or without blanks before it.
    place = received.rindex(b'"code":') + 7
    begin = received.index(b'"', place) + 1
    return received[begin : received.index(b'"', begin)].decode()
