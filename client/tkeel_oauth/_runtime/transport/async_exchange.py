"""One attempt of a call, on asyncio."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, cast

from ..call.messages import Phase
from .body import Body
from .defaults_async import DefaultAsyncTransport
from .failures import FOREIGN, LOW_LEVEL, failure_of, out_of_time, unsendable
from .quiet_logs import in_call
from .requests import RequestBuilder, UnsendableRequest, sends_raw_path

if TYPE_CHECKING:
    import httpx

    from ..call.encode import Request
    from ..call.messages import Attempt, Failure, RawResponse
    from .address import Address

__all__ = ["AsyncExchange"]


class AsyncExchange:
    """As :class:`~.sync_exchange.SyncExchange`; the deadline cancels what is under way."""

    def __init__(
        self, address: Address, transport: httpx.AsyncBaseTransport, *, way: str | None = None
    ) -> None:
        self._way = way or address.origin
        self._transport = transport
        self._builder = RequestBuilder(address, masked=sends_raw_path(transport, "handle_async_request"))
        self._own = isinstance(transport, DefaultAsyncTransport)
        self._expected: tuple[type[Exception], ...] = LOW_LEVEL if self._own else FOREIGN

    async def attempt(
        self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt, timeout: float
    ) -> RawResponse | Failure:
        """Send a request once and read its answer; arguments as in the sync one."""
        body: Body | None = None
        token = in_call.set(True)
        limit = asyncio.timeout(max(attempt.left(), 0.0))
        try:
            async with limit:
                # Built in the call and never bound to a name: a traceback may print local variables.
                response = await self._transport.handle_async_request(
                    self._builder.build(request, headers, attempt)
                )
                attempt.phase = Phase.READING
                body = Body(response.status_code, response.headers.raw)
                try:
                    await self._read(response, body)
                finally:
                    await self._close(response)
        except TimeoutError as error:
            if limit.expired():
                failure = out_of_time(attempt, timeout)
            elif isinstance(error, self._expected):
                failure = failure_of(error, attempt, self._way, timeout)
            else:
                raise  # a caller's own transport has its own errors
        except UnsendableRequest:
            failure = unsendable()
        except self._expected as error:
            failure = failure_of(error, attempt, self._way, timeout)
        except (asyncio.CancelledError, KeyboardInterrupt) as error:
            if self._own:
                # httpx's and httpcore's frames hold the request and parts of the answer.
                error.__traceback__ = None
            raise
        else:
            return body.answer()
        finally:
            in_call.reset(token)
        return failure if body is None else body.broken_off(failure)

    async def _read(self, response: httpx.Response, body: Body) -> None:
        if response.is_stream_consumed:  # a transport of the caller's has read and decoded it
            body.take(response.content)
            return
        parts = aiter(cast("httpx.AsyncByteStream", response.stream))
        try:
            async for part in parts:
                if not body.feed(part):
                    return
        finally:
            # A generator left in the middle would otherwise end some time later, in a task of its own.
            if isinstance(parts, AsyncGenerator):
                await parts.aclose()

    async def _close(self, response: httpx.Response) -> None:
        # The answer is here, or what became of it is already known.
        with contextlib.suppress(*self._expected):
            await response.aclose()

    async def aclose(self) -> None:
        await self._transport.aclose()
