"""Answers read by h11, which alone decides what is one and where it ends."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import h11

from ..call.exchange import Phase
from .body import Body
from .conversation import MAX_HEAD, NotHTTP

if TYPE_CHECKING:
    from ..call.encode import Request
    from ..call.exchange import Answer, Attempt
    from .message import Writer

__all__ = ["H11Conversation"]

_END = h11.EndOfMessage()
_NOTHING = (b"", False)
"""No further bytes, and not the end of the connection either."""


@cache
def _stand_in(method: str) -> h11.Request:
    return h11.Request(method=method, target="/", headers=[("Host", "-")])


class H11Conversation:
    """A :class:`~.conversation.Conversation` over h11."""

    __slots__ = ("_h11", "body")

    def __init__(self) -> None:
        self._h11: h11.Connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
        self.body: Body | None = None

    def __repr__(self) -> str:
        return "<H11Conversation>"

    def ask(self, writer: Writer, request: Request, headers: list[tuple[bytes, bytes]]) -> bytes:
        """Return the bytes to send."""
        self.body = None
        # To judge an answer h11 needs the method alone, and the rest would cost as much as the answer.
        self._h11.send(_stand_in(request.method))
        self._h11.send(_END)
        return writer.write(request, headers)

    def hear(self, data: bytes, attempt: Attempt) -> bool:
        """Take what was received; return whether no more is wanted."""
        if data:
            attempt.received += len(data)
        else:
            attempt.ended = True
            if self.body is None:
                raise ConnectionResetError("no answer")
        try:
            self._h11.receive_data(data)
            return self._read(attempt)
        except h11.RemoteProtocolError:
            pass
        # Not within the clause: that error quotes the wire, and this one would hold it.
        raise NotHTTP("against the protocol")

    def _read(self, attempt: Attempt) -> bool:
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
        """Forget the answer; return whether another question may follow."""
        self.body = None
        parser = self._h11
        both_done = parser.our_state is h11.DONE and parser.their_state is h11.DONE
        if both_done and parser.trailing_data == _NOTHING:
            parser.start_next_cycle()
            return True
        return False

    def close(self) -> None:
        """Let go of everything."""
        self.body = None
