"""What is said on one connection, whoever reads the answers.

There are two readers: :mod:`.http11`, over h11, and :mod:`.llhttp`, over llhttp, for
the extra ``[fast]``. They stand in for httpx and httpcore where nobody would notice,
see :mod:`.watched`: what those do beyond reading is to serve any request to any server,
which costs more than the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..call.encode import Request
    from ..call.exchange import Answer, Attempt
    from .body import Body
    from .message import Writer

__all__ = ["MAX_HEAD", "Conversation", "NotHTTP"]

MAX_HEAD = 100 * 1024
"""Bytes that may come without being a whole head or a part of a body; httpcore allows as many."""


class NotHTTP(Exception):
    """What the server says is against the protocol, or breaks off."""


class Conversation(Protocol):
    """A question, its answer, the next question."""

    body: Body | None
    """The answer, from the moment its headers are complete until :meth:`next`."""

    def ask(self, writer: Writer, request: Request, headers: list[tuple[bytes, bytes]]) -> bytes:
        """Return the bytes to send, and expect their answer.

        Args:
            writer: writes requests to this server.
            request: what to send.
            headers: the client's own headers; the list must not be changed afterwards.
        """
        ...

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
        ...

    def answer(self) -> Answer:
        """Return the answer, :meth:`hear` having found its end."""
        ...

    def next(self) -> bool:
        """Forget the answer; return whether another question may follow.

        Not where the server wants to close, and not where a byte followed the answer: it
        would be taken for the beginning of the next one, which may be another user's.
        """
        ...

    def close(self) -> None:
        """Let go of everything; nothing is said any more."""
        ...
