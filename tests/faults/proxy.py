"""A small HTTP proxy on loopback: it forwards, tunnels, or fails as it is told."""

from __future__ import annotations

import base64
import re
import socket
import ssl
import threading
from collections.abc import Callable

from tests.faults.server import Connection, FaultServer, Gone

USER = "CanaryProxyUser2Lm"
PASSWORD = "CanaryProxyPass5Rt"

_AUTHORIZATION = b"proxy-authorization: basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode())


class Proxy(FaultServer):
    """Sends everything on to one server, whatever host it is asked for.

    Args:
        target: the port of that server.
        refusing: what each connection meets in place of a proxy that works.
        authorized: whether it wants the credentials.
        tls: the context of a proxy that is itself spoken to over TLS.
    """

    def __init__(
        self,
        target: int = 0,
        *,
        refusing: Callable[[Connection], None] | None = None,
        authorized: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(refusing or self._work, tls=tls)
        self._target = target
        self._authorized = authorized
        self._tls_spoken = tls is not None

    def proxy_url(self, *, credentials: bool = False) -> str:
        """The address to give to a client."""
        login = f"{USER}:{PASSWORD}@" if credentials else ""
        return f"{'https' if self._tls_spoken else 'http'}://{login}127.0.0.1:{self.port}"

    def _work(self, connection: Connection) -> None:
        head = connection.request()
        if self._authorized and not re.search(re.escape(_AUTHORIZATION), head, re.IGNORECASE):
            connection.send(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        with socket.socket() as server:
            server.connect(("127.0.0.1", self._target))
            if head.startswith(b"CONNECT "):
                connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _tunnel(connection, server)
            else:
                while True:
                    server.sendall(_to_origin_form(head) + b"\r\n\r\n")
                    connection.send(server.recv(65536))
                    head = connection.request()


class SocksProxy(FaultServer):
    """As :class:`Proxy`, by SOCKS 5; `requests` are what it is asked for, a login included.

    Args:
        target: the port of that server.
        reply: what it says to a command; one that refuses ends the connection.
        login: what it wants for a login, None for none.
        in_pieces: whether it sends a byte at a time.
    """

    def __init__(
        self,
        target: int = 0,
        *,
        reply: bytes = b"\x05\x00\x00\x01" + bytes(6),
        login: bytes | None = None,
        in_pieces: bool = False,
    ) -> None:
        super().__init__(self._work)
        self._target = target
        self._reply = reply
        self._login = login
        self._in_pieces = in_pieces

    def _work(self, connection: Connection) -> None:
        def say(data: bytes) -> None:
            connection.drip(data, 0.001) if self._in_pieces else connection.send(data)

        connection.receive()
        say(b"\x05\x00" if self._login is None else b"\x05\x02")
        if self._login is not None:
            self.requests.append(connection.receive())
            say(b"\x01\x00" if self.requests[-1] == self._login else b"\x01\x01")
        self.requests.append(connection.receive())
        say(self._reply)
        if self._reply[1]:
            return
        with socket.socket() as server:
            server.connect(("127.0.0.1", self._target))
            _tunnel(connection, server)


def _tunnel(connection: Connection, server: socket.socket) -> None:
    def back() -> None:
        try:
            while data := server.recv(65536):
                connection.send(data)
        except OSError:
            pass  # either side has closed

    answers = threading.Thread(target=back, daemon=True)
    answers.start()
    try:
        while True:
            server.sendall(connection.receive())
    except Gone:
        pass
    finally:
        server.shutdown(socket.SHUT_RDWR)
        answers.join()


def _to_origin_form(head: bytes) -> bytes:
    """`GET http://host/path` becomes `GET /path`, and what is for the proxy alone is left out."""
    first, *lines = head.split(b"\r\n")
    method, target, version = first.split(b" ")
    path = b"/" + target.split(b"/", 3)[3]
    kept = [line for line in lines if not line.lower().startswith(b"proxy-")]
    return b"\r\n".join([b" ".join([method, path, version]), *kept])
