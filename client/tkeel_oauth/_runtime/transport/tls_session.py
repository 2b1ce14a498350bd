"""TLS without sockets: bytes in, bytes out, one step at a time.

Python's TLS sockets read on within one call for as long as the peer keeps sending records
that hold no data, so no deadline can be kept over them. And neither they nor asyncio's
TLS take a context made before truststore was injected. Over :class:`ssl.MemoryBIO` each
read from the network is the backend's own, for TLS within a proxy's TLS as well.
"""

from __future__ import annotations

import errno
import ssl
from collections.abc import Callable
from typing import TypeVar

from .tls import UnusableTLS

__all__ = ["TLSSession"]

T = TypeVar("T")


class TLSSession:
    """One connection's TLS.

    Args:
        context: what is trusted and offered.
        host: the server's name or address, as in a URL.

    Raises:
        OSError: a name that TLS cannot check.
    """

    __slots__ = ("_incoming", "_outgoing", "_plain", "object")

    def __init__(self, context: ssl.SSLContext, host: str | None) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._plain = memoryview(b"")
        try:
            self.object: ssl.SSLObject = context.wrap_bio(
                self._incoming, self._outgoing, server_hostname=_name_of(host)
            )
        except ValueError:
            raise OSError(errno.EINVAL, "TLS cannot check a host of that name") from None

    def shake_hands(self) -> bool | None:
        """Go on with the handshake.

        Returns:
            True when it is complete, None where more must be received.

        Raises:
            OSError: it fails.
        """
        try:
            self.object.do_handshake()
        except ssl.SSLWantReadError:
            return None
        if self.object.selected_alpn_protocol() == "h2":
            raise UnusableTLS(
                "the SSLContext offers HTTP/2, which the server took and this client does not speak; "
                'give it context.set_alpn_protocols(["http/1.1"])'
            )
        return True

    def read(self, most: int) -> bytes | None:
        """Return what has been decrypted, ``b""`` at the end, None where more must be received.

        Raises:
            OSError: what was received is no TLS, or refuses this side of it.
        """
        try:
            return self._step(lambda: self.object.read(most))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):  # many servers end without a farewell
            return b""

    def take(self, data: bytes) -> None:
        """Take what is to be sent; :meth:`encrypt` follows.

        It is kept here, as the arguments of functions are in tracebacks that print local variables.
        """
        self._plain = memoryview(data)
        del data

    def encrypt(self) -> bool | None:
        """Go on with encrypting what was taken.

        Returns:
            True when that is done, None where more must be received.

        Raises:
            OSError: the connection has ended.
        """
        while self._plain:
            written = self._step(lambda: self.object.write(self._plain))
            if written is None:
                return None
            self._plain = self._plain[written:]
        return True

    def _step(self, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except ssl.SSLWantReadError:
            return None

    def outgoing(self) -> bytes:
        """Return what must be sent, an alert after a failure included."""
        return self._outgoing.read()

    def feed(self, data: bytes) -> None:
        """Take what was received, ``b""`` at the end of the connection."""
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    @property
    def holds_something(self) -> bool:
        """Whether something has been received that nobody has read."""
        return self._incoming.pending > 0 or self.object.pending() > 0


def _name_of(host: str | None) -> str | None:
    """Return a host as certificates name it: without the dot of a whole name, a zone, or brackets."""
    return None if host is None else host.strip("[]").partition("%")[0].removesuffix(".")
