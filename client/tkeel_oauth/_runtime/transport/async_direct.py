"""Requests from our own connections, on asyncio, with nothing in between."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .async_pool import AsyncPools
from .async_stream import AsyncStream
from .breaks import BREAKS, failure_of
from .message import Writer

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from ..call.encode import Request
    from ..call.exchange import Answer, Attempt, Failure
    from .address import Address
    from .body import Body
    from .conversation import Conversation

__all__ = ["AsyncDirectExchange"]


class AsyncDirectExchange:
    """As :class:`~.sync_direct.DirectExchange`, for asyncio."""

    def __init__(
        self,
        address: Address,
        context: Callable[[], ssl.SSLContext],
        size: int,
        conversation: Callable[[], Conversation],
    ) -> None:
        self._way = address.origin
        self._writer = Writer(address)
        self._pools = AsyncPools(lambda: _Connection(address, context, conversation()), size)

    async def attempt(
        self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt, timeout: float
    ) -> Answer | Failure:
        """Send a request once and read its answer; arguments as in the sync one."""
        pool = await self._pools.here()
        try:
            if pool.crowded:
                async with asyncio.timeout(max(attempt.left(), 0.0)):
                    await pool.enter()
            else:
                await pool.enter()
        except TimeoutError as error:
            return failure_of(error, attempt, self._way, timeout)
        connection = None
        keep = False
        try:
            connection = await pool.take(attempt)
            answer = await connection.exchange(self._writer, request, headers, attempt)
            keep = connection.settle()
        except BREAKS as error:
            failure = failure_of(error, attempt, self._way, timeout)
            body = None if connection is None else connection.body
            return failure if body is None else body.broken_off(failure)
        else:
            return answer
        finally:
            await pool.leave(connection, keep=keep)

    async def aclose(self) -> None:
        await self._pools.aclose()


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
        self._stream: AsyncStream | None = None

    async def exchange(
        self, writer: Writer, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt
    ) -> Answer:
        """Send a request and read its answer; errors as in the sync one."""
        self._idle = False
        stream = self._stream or await self._connect(attempt)
        conversation = self._conversation
        # Nothing of either message is bound to a name: a traceback may print local variables.
        await stream.say(attempt, conversation.ask(writer, request, headers))
        while not conversation.hear(await stream.receive(attempt), attempt):
            pass
        return conversation.answer()

    async def _connect(self, attempt: Attempt) -> AsyncStream:
        address = self._address
        # Before anything is connected: what is to be trusted may not be there.
        context = self._context() if address.secure else None
        stream = self._stream = await AsyncStream.open(address.host, address.number, attempt)
        if context is not None:
            context.set_alpn_protocols(["http/1.1"])
            await stream.secure(context, address.host, attempt)
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

    async def aclose(self) -> None:
        self._idle = False
        self._conversation.close()
        if self._stream is not None:
            self._stream.close()
