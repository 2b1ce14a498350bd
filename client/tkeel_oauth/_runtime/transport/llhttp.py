"""Answers read by llhttp: it finds the parts, and everything else here is a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httptools

from ..call.exchange import Phase
from .body import Body
from .conversation import MAX_HEAD, NotHTTP

if TYPE_CHECKING:
    from ..call.encode import Request
    from ..call.exchange import Answer, Attempt
    from .message import Writer

__all__ = ["LlhttpConversation"]

_OPENING = b"HTTP/"
"""How every answer begins; llhttp would take other protocols and empty lines, too."""

_END_OF_HEAD = b"\r\n\r\n"
_END_OF_CHUNKS = b"0\r\n\r\n"

_AS_H11 = {
    "lenient_chunked_length": True,
    "lenient_headers": True,
    "lenient_spaces_after_chunk_size": True,
    "lenient_version": True,
}
"""What llhttp refuses and h11 takes. It is a danger to those who pass messages on: others may find the
end of a message elsewhere. Here it ends, and a connection on which anything is left is not kept."""

_FIRST_STATUS = 100
_FIRST_FINAL_STATUS = 200
_WITHOUT_BODY = frozenset({204, 304})


class LlhttpConversation:
    """A :class:`~.conversation.Conversation` over llhttp."""

    __slots__ = (
        "_another",
        "_chunked",
        "_done",
        "_head",
        "_head_only",
        "_headers",
        "_heard",
        "_keep",
        "_last",
        "_length",
        "_parser",
        "_since_a_part",
        "_unreadable",
        "_whole",
        "body",
    )

    def __init__(self) -> None:
        parser = httptools.HttpResponseParser(self)
        parser.set_dangerous_leniencies(**_AS_H11)
        self._parser: httptools.HttpResponseParser | None = parser
        self._forget()

    def __repr__(self) -> str:
        return "<LlhttpConversation>"

    def _forget(self) -> None:
        self.body: Body | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._length: int | None = None
        self._chunked: bool = False
        self._head_only: bool = False
        # How far the answer has come: to its end; to where no more of it is wanted; to where it is none.
        self._whole: bool = False
        self._done: bool = False
        self._unreadable: bool = False
        self._keep: bool = False
        self._another: bool = False
        # What was received: its size, that of the first head if it is known, and the last bytes.
        self._heard: int = 0
        self._head: int = 0
        self._last: bytes = b""
        self._since_a_part: int = 0

    def ask(self, writer: Writer, request: Request, headers: list[tuple[bytes, bytes]]) -> bytes:
        """Return the bytes to send."""
        self._head_only = request.method == "HEAD"
        return writer.write(request, headers)

    def hear(self, data: bytes, attempt: Attempt) -> bool:
        """Take what was received; return whether no more is wanted."""
        if not data:
            return self._hear_the_end(attempt)
        attempt.received += len(data)
        self._note(data)
        self._parse(data)
        if self.body is not None:
            attempt.phase = Phase.READING
        if self._done:
            return True
        if self._unreadable or self._since_a_part > MAX_HEAD:
            raise NotHTTP("against the protocol")
        if attempt.left() <= 0:  # a flood of small parts, or of 1xx answers, may have come at once
            raise TimeoutError("deadline")
        return False

    def _hear_the_end(self, attempt: Attempt) -> bool:
        attempt.ended = True
        if self.body is None:
            raise ConnectionResetError("no answer")
        if self._chunked or self._length is not None:
            raise NotHTTP("cut")
        return True

    def _note(self, data: bytes) -> None:
        """Note what will tell whether anything followed the answer."""
        before = self._heard
        if before < len(_OPENING) and not _OPENING.startswith(data[: len(_OPENING) - before], before):
            raise NotHTTP("another protocol")
        if not self._head:
            known = self._last
            self._head = (known + data).find(_END_OF_HEAD) + len(_END_OF_HEAD)
            # Either not found, or somewhere behind what has been looked through before.
            self._head = 0 if self._head < len(_END_OF_HEAD) else self._head + before - len(known)
        self._heard = before + len(data)
        self._since_a_part += len(data)
        self._last = (self._last + data)[-len(_END_OF_CHUNKS) :]

    def _parse(self, data: bytes) -> None:
        if self._parser is None:
            raise ConnectionResetError("closed")
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._unreadable = True
            # Whatever comes up while llhttp calls back, Control-C included, becomes an error of its own.
            interrupt = error.__context__
            if interrupt is not None and not isinstance(interrupt, Exception):
                raise interrupt from None

    def answer(self) -> Answer:
        """Return the answer, :meth:`hear` having found its end."""
        if self.body is None:
            raise ConnectionResetError("no answer")
        return self.body.answer()

    def next(self) -> bool:
        """Forget the answer; return whether another question may follow."""
        kept = self._keep and not self._another and not self._unreadable and self._is_all()
        self._forget()
        return kept

    def _is_all(self) -> bool:
        """Tell whether it is certain that no byte followed the answer; llhttp skips empty lines."""
        if self._chunked:
            return self._last == _END_OF_CHUNKS
        return self._length is not None and self._heard == self._head + self._length

    def close(self) -> None:
        """Let go of everything; the parser refers back to this."""
        self._parser = None
        self._forget()

    # What llhttp calls; an exception in here would end in an error of the parser's.

    def on_message_begin(self) -> None:
        if self._whole:
            self._another = True
        else:
            self._headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.body is None:  # else it follows the body, where no header of use can be
            self._headers.append((name, value.strip(b" \t")))
            if b"\0" in value or b"\r" in value:  # the leniency is for other control characters
                self._unreadable = True

    def on_headers_complete(self) -> None:
        if self._unreadable or self._whole or self._parser is None:
            return
        self._since_a_part = 0
        status = self._parser.get_status_code()
        if status < _FIRST_STATUS:
            self._unreadable = True
        elif status >= _FIRST_FINAL_STATUS:
            if not self._framed():
                self._unreadable = True
                return
            if status in _WITHOUT_BODY:
                self._length, self._chunked = 0, False
            self.body = Body(status, self._headers)
            # llhttp is not told of the question, and waits for a body.
            self._whole = self._done = self._head_only

    def _framed(self) -> bool:
        """Find out how the body's end will be told; return whether it will."""
        for name, value in self._headers:
            if len(name) == 14 and name.lower() == b"content-length":  # noqa: PLR2004 - its letters
                self._length = int(value)
            elif len(name) == 17 and name.lower() == b"transfer-encoding":  # noqa: PLR2004
                # Anything else is refused, as only chunks tell where they end.
                if self._chunked or value.lower() != b"chunked":
                    return False
                self._chunked = True
        return True

    def on_body(self, data: bytes) -> None:
        if self.body is None or self._done or self._unreadable:
            return
        self._since_a_part = 0
        if not self.body.feed(data):
            self._done = True

    def on_message_complete(self) -> None:
        if self.body is None or self._done or self._unreadable or self._parser is None:
            return  # the end of an interim answer, one that nobody asked for, or one that was refused
        self._whole = self._done = True
        # Of an answer with two lengths, one is wrong.
        self._keep = self._parser.should_keep_alive() and not (self._chunked and self._length is not None)
