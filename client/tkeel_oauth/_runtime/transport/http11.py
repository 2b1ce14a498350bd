"""HTTP/1.1 over one connection to the server itself, judged by h11.

This stands in for httpx and httpcore where nobody would notice, see :mod:`.watched`:
what they do beyond h11 is to serve any request to any server, which costs more than
the request. h11 alone decides what is an answer and where it ends.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import h11

from ..exchange import Phase
from .body import Body

if TYPE_CHECKING:
    from ..encode import Request
    from ..exchange import Answer, Attempt
    from .address import Address

__all__ = ["Conversation", "NotHTTP", "Writer"]

NotHTTP = h11.RemoteProtocolError
"""What the server says is against the protocol. The text of this error quotes the wire."""

MAX_HEAD = 100 * 1024
"""Bytes an answer's status line and headers, or the length of a chunk, may have, as in httpcore."""

_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})
_END = h11.EndOfMessage()
_NOTHING = (b"", False)
"""No further bytes, and not the end of the connection either."""


class Writer:
    """Writes requests to one server.

    Args:
        address: the client's base URL.
    """

    __slots__ = ("_address", "_tail")

    def __init__(self, address: Address) -> None:
        self._address = address
        self._tail: tuple[object, bytes] = (None, b"")

    def write(self, to: h11.Connection, request: Request, headers: list[tuple[bytes, bytes]]) -> bytes:
        """Return the bytes of a request, and let h11 know what answer to expect.

        Args:
            to: the connection they are for.
            request: what to send.
            headers: the client's own headers; the list must not be changed afterwards.
        """
        if request.headers or request.content or request.method in _WITH_LENGTH:
            return self._written_by_h11(to, request, headers)
        known, tail = self._tail
        if known is not headers:
            tail = b" HTTP/1.1\r\n%b\r\n" % b"".join(
                b"%b: %b\r\n" % header for header in ((b"Host", self._address.host_header), *headers)
            )
            self._tail = headers, tail
        # Whatever the target and the headers are, the answer is judged alike. They were checked when they
        # were encoded, and the headers are the same in every call, so that h11 need not do it in each.
        to.send(_stand_in(request.method))
        to.send(_END)
        return b"%b %b%b%b" % (request.method.encode(), self._address.prefix, request.target, tail)

    def _written_by_h11(
        self, to: h11.Connection, request: Request, headers: list[tuple[bytes, bytes]]
    ) -> bytes:
        content = request.content
        length = (
            [(b"Content-Length", b"%d" % len(content))] if content or request.method in _WITH_LENGTH else []
        )
        parts = [
            to.send(
                h11.Request(
                    method=request.method,
                    target=self._address.prefix + request.target,
                    headers=[(b"Host", self._address.host_header), *headers, *request.headers, *length],
                )
            )
        ]
        if content:
            parts.append(to.send(h11.Data(data=content)))
        parts.append(to.send(_END))
        return b"".join(part for part in parts if part)


@cache
def _stand_in(method: str) -> h11.Request:
    return h11.Request(method=method, target="/", headers=[("Host", "-")])


class Conversation:
    """What is said on one connection: a question, its answer, the next question."""

    __slots__ = ("_h11", "body")

    def __init__(self) -> None:
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
        self.body: Body | None = None
        """The answer, from the moment its headers are complete."""

    def ask(self, writer: Writer, request: Request, headers: list[tuple[bytes, bytes]]) -> bytes:
        """Return the bytes to send."""
        self.body = None
        return writer.write(self._h11, request, headers)

    def hear(self, data: bytes, attempt: Attempt) -> bool:
        """Take what was received; return whether no more is wanted.

        Args:
            data: ``b""`` at the end of the connection.
            attempt: whose answer it is.

        Raises:
            NotHTTP: it is against the protocol, or breaks off.
            OSError: the connection ended before the answer's headers.
            TimeoutError: the time is up.
        """
        if data:
            attempt.received += len(data)
        else:
            attempt.ended = True
            if self.body is None:
                raise ConnectionResetError("no answer")
        self._h11.receive_data(data)
        while True:
            event = self._h11.next_event()
            if event is h11.NEED_DATA:
                return False
            if isinstance(event, h11.Data):
                if self.body is not None and not self.body.feed(bytes(event.data)):
                    return True
            elif isinstance(event, h11.Response):
                attempt.phase = Phase.READING
                self.body = Body(event.status_code, event.headers.raw_items())
            elif not isinstance(event, h11.InformationalResponse):  # the end of the message
                return True
            # A flood of small parts, or of 1xx answers, may have come at once.
            if attempt.left() <= 0:
                raise TimeoutError("deadline")

    def answer(self) -> Answer:
        """Return the answer, :meth:`hear` having found its end."""
        if self.body is None:
            raise ConnectionResetError("no answer")
        return self.body.answer()

    def next(self) -> bool:
        """Forget the answer; return whether another question may follow.

        Not where the server wants to close, and not where a byte followed the answer: it
        would be taken for the beginning of the next one, which may be another user's.
        """
        self.body = None
        parser = self._h11
        both_done = parser.our_state is h11.DONE and parser.their_state is h11.DONE
        if both_done and parser.trailing_data == _NOTHING:
            parser.start_next_cycle()
            return True
        return False
