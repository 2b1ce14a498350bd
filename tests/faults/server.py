"""A loopback server whose every connection follows a script, and which notes what arrives."""

from __future__ import annotations

import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

CODE = "AUTHORIZATIONCODE0123456789AUTHORIZATIONCODE0123"
"""The code that answers hold unless a test chooses another."""

_PATIENCE = 20.0
"""Seconds after which a wait of a test is a failure."""


class Gone(Exception):
    """The client has closed the connection, or the server is stopping."""


class Connection:
    """One connection, as a script sees it.

    Args:
        server: the server it came to; `server.code` is the code to answer with.
        number: how many came before it.
        peer: the socket.
    """

    def __init__(self, server: FaultServer, number: int, peer: socket.socket) -> None:
        self.server = server
        self.number = number
        self._peer = peer
        self._unread = b""

    def request(self) -> bytes:
        """Read a request's head, which is all that a GET has; return it as it came."""
        while b"\r\n\r\n" not in self._unread:
            self._unread += self.receive()
        head, _, self._unread = self._unread.partition(b"\r\n\r\n")
        with self.server.changed:
            self.server.requests.append(head)
            self.server.changed.notify_all()
        return head

    @property
    def unread(self) -> bytes:
        """What came after the last request."""
        return self._unread

    def greeting(self) -> bytes:
        """Return what comes first, which `request` reads as well."""
        self._unread += self.receive()
        return self._unread

    def receive(self) -> bytes:
        """Take what comes next, whatever it is."""
        data = self._peer.recv(65536)
        if not data:
            raise Gone
        return data

    def send(self, data: bytes) -> None:
        self._peer.sendall(data)
        with self.server.changed:
            self.server.sent += len(data)
            self.server.changed.notify_all()

    def ask_for_certificate(self) -> None:
        """Ask for the client's certificate in the middle of a TLS 1.3 connection, and wait for it."""
        assert isinstance(self._peer, ssl.SSLSocket)
        self._peer.verify_client_post_handshake()
        self.send(b"HTTP/1.1 100 Continue\r\n\r\n")  # along with which it is asked
        self._peer.settimeout(0.01)
        while not self._peer.getpeercert():
            with suppress(TimeoutError, ssl.SSLWantReadError):
                self._peer.recv(1)
        self._peer.settimeout(None)

    def flood(self, data: bytes) -> None:
        """Send the same bytes until the client has had enough."""
        while not self.server.stopping.is_set():
            self.send(data)

    def drip(self, data: bytes, every: float = 0.01) -> None:
        """Send a byte at a time."""
        for n in range(len(data)):
            self.send(data[n : n + 1])
            self.pause(every)

    def pause(self, seconds: float) -> None:
        if self.server.stopping.wait(seconds):
            raise Gone

    def hold(self) -> None:
        """Say nothing until the client closes the connection."""
        while self._peer.recv(65536):
            pass
        raise Gone

    def ignore(self) -> None:
        """Neither say nor read anything until the server stops."""
        self.server.stopping.wait()
        raise Gone

    def finish_sending(self) -> None:
        """Close the sending half alone."""
        self._peer.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """End the connection with a reset in place of a farewell."""
        # Two numbers, shorter ones on Windows.
        linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
        self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        raise Gone


Script = Callable[[Connection], None]


class FaultServer:
    """Listens on loopback from `with` to the end of it, and then leaves nothing behind.

    Args:
        scripts: the first connection follows the first one and so on; all further
            connections follow the last. Without any, nothing listens.
        tls: the context to speak TLS with, None for plain HTTP.
        code: the authorization code that scripts answer with.
        receive_buffer: bytes the system may take in for a script that does not read.
    """

    def __init__(
        self,
        *scripts: Script,
        tls: ssl.SSLContext | None = None,
        code: str = CODE,
        receive_buffer: int | None = None,
    ) -> None:
        self._scripts = scripts
        self._tls = tls
        self._receive_buffer = receive_buffer
        self._peers: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self.code = code
        self.changed = threading.Condition()
        self.stopping = threading.Event()
        self.connections = 0
        self.requests: list[bytes] = []
        self.sent = 0
        self.broken: list[BaseException] = []

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def base_url(self) -> str:
        return self.url("http" if self._tls is None else "https")

    def url(self, scheme: str) -> str:
        return f"{scheme}://127.0.0.1:{self.port}"

    @property
    def open(self) -> int:
        """How many connections neither side has closed."""
        with self.changed:
            return len(self._peers)

    def wait(self, until: Callable[[], bool], patience: float = _PATIENCE) -> None:
        """Wait for something that changes with what arrives, is sent or is closed."""
        with self.changed:
            assert self.changed.wait_for(until, patience), "the server waited in vain"

    def __enter__(self) -> Self:
        self._listener = socket.socket()
        if self._receive_buffer is not None:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        self._listener.bind(("127.0.0.1", 0))
        if not self._scripts:
            return self  # the port is taken, and connecting to it refused
        self._listener.listen(512)
        self._acceptor = threading.Thread(target=self._accept, name="fault-server", daemon=True)
        self._acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stopping.set()
        if self._scripts:
            # Wakes the thread that accepts; closing the listener would not do so everywhere.
            with socket.socket() as waker:
                waker.connect(self._listener.getsockname())
            self._acceptor.join(_PATIENCE)
        self._listener.close()
        with self.changed:
            peers = list(self._peers)
        for peer in peers:
            # The plain socket's, as an SSLSocket's would take its state from under the other thread.
            with suppress(OSError):  # it may have ended by itself
                socket.socket.shutdown(peer, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(_PATIENCE)
            assert not thread.is_alive(), "a script does not end"
        if error is None:
            assert not self.broken, self.broken

    def _accept(self) -> None:
        while True:
            peer, _ = self._listener.accept()
            if self.stopping.is_set():
                peer.close()
                return
            if self._tls is not None:
                peer = self._tls.wrap_socket(peer, server_side=True, do_handshake_on_connect=False)
            with self.changed:
                self._peers.add(peer)
                number = self.connections
                self.connections += 1
                self.changed.notify_all()
            thread = threading.Thread(target=self._serve, args=(number, peer), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, number: int, peer: socket.socket) -> None:
        try:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if isinstance(peer, ssl.SSLSocket):
                peer.do_handshake()
            self._scripts[min(number, len(self._scripts) - 1)](Connection(self, number, peer))
        except (Gone, OSError):
            pass  # the ways in which connections end
        except BaseException as error:  # noqa: BLE001 - a mistake in a script must fail its test
            self.broken.append(error)
        finally:
            peer.close()
            with self.changed:
                self._peers.discard(peer)
                self.changed.notify_all()


@contextmanager
def silent_port() -> Generator[int]:
    """A port whose queue is full, so that the system drops what asks for a connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(8)]
        try:
            for filler in fillers:
                filler.setblocking(False)  # noqa: FBT003 - the socket's own signature
                filler.connect_ex(listener.getsockname())
            yield listener.getsockname()[1]
        finally:
            for filler in fillers:
                filler.close()
