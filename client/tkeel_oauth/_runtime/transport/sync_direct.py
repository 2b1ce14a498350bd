"""Requests from our own sockets, sync, with nothing in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .breaks import BREAKS, failure_of
from .message import Writer
from .sync_pool import SyncPool
from .sync_stream import SyncStream

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from ..call.encode import Request
    from ..call.exchange import Answer, Attempt, Failure
    from .address import Address
    from .body import Body
    from .conversation import Conversation

__all__ = ["DirectExchange"]


class DirectExchange:
    """Sends requests to one server, which no proxy stands before.

    Args:
        address: where they go.
        context: makes the TLS context when a first connection needs it.
        size: how many connections there may be at once.
        conversation: makes what reads the answers of a connection.
    """

    def __init__(
        self,
        address: Address,
        context: Callable[[], ssl.SSLContext],
        size: int,
        conversation: Callable[[], Conversation],
    ) -> None:
        self._way = address.origin
        self._writer = Writer(address)
        self._pool = SyncPool(lambda: _Connection(address, context, conversation()), size)

    def attempt(
        self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt, timeout: float
    ) -> Answer | Failure:
        """Send a request once and read its answer.

        Args:
            request: what to send.
            headers: the client's own headers.
            attempt: its limits.
            timeout: seconds the whole call may take, for messages.
        """
        pool = self._pool
        try:
            pool.enter(attempt)
        except TimeoutError as error:
            return failure_of(error, attempt, self._way, timeout)
        connection = None
        keep = False
        try:
            connection = pool.take(attempt)
            answer = connection.exchange(self._writer, request, headers, attempt)
            keep = connection.settle()
        except BREAKS as error:
            failure = failure_of(error, attempt, self._way, timeout)
            body = None if connection is None else connection.body
            return failure if body is None else body.broken_off(failure)
        except KeyboardInterrupt as error:
            error.__traceback__ = None  # the frames of a reader hold what it has read
            raise
        else:
            return answer
        finally:
            pool.leave(connection, keep=keep)

    def close(self) -> None:
        self._pool.close()


class _Connection:
    """A connection, made when it is first used."""

    __slots__ = ("_address", "_context", "_conversation", "_idle", "_stream")

    def __init__(
        self, address: Address, context: Callable[[], ssl.SSLContext], conversation: Conversation
    ) -> None:
        self._address = address
        self._context = context
        self._conversation = conversation
        self._idle = False
        self._stream: SyncStream | None = None

    def exchange(
        self, writer: Writer, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt
    ) -> Answer:
        """Send a request and read its answer.

        Raises:
            OSError: the connection broke; TimeoutError where the time was up.
            NotHTTP: the answer is none.
        """
        self._idle = False
        stream = self._stream or self._connect(attempt)
        conversation = self._conversation
        # Nothing of either message is bound to a name: a traceback may print local variables.
        stream.say(attempt, conversation.ask(writer, request, headers))
        while not conversation.hear(stream.receive(attempt), attempt):
            pass
        return conversation.answer()

    def _connect(self, attempt: Attempt) -> SyncStream:
        address = self._address
        # Before anything is connected: what is to be trusted may not be there.
        context = self._context() if address.secure else None
        stream = self._stream = SyncStream.open(address.host, address.number, attempt)
        if context is not None:
            context.set_alpn_protocols(["http/1.1"])
            stream = self._stream = stream.secure(context, address.host, attempt)
        return stream

    @property
    def body(self) -> Body | None:
        """What has come of the answer, None before its headers were complete."""
        return self._conversation.body

    def settle(self) -> bool:
        """Forget the answer; return whether the connection may be kept."""
        self._idle = self._conversation.next()
        return self._idle

    def is_available(self) -> bool:
        return self._idle

    def has_expired(self) -> bool:
        return self._stream is None or self._stream.has_something

    def close(self) -> None:
        self._idle = False
        self._conversation.close()
        if self._stream is not None:
            self._stream.close()
