"""One attempt of a call, sync."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, cast

from ..call.messages import Phase
from .body import Body
from .defaults_sync import DefaultTransport
from .failures import FOREIGN, LOW_LEVEL, failure_of, unsendable
from .quiet_logs import in_call
from .requests import RequestBuilder, UnsendableRequest, sends_raw_path

if TYPE_CHECKING:
    import httpx

    from ..call.encode import Request
    from ..call.messages import Attempt, Failure, RawResponse
    from .address import Address

__all__ = ["SyncExchange"]


class SyncExchange:
    """Sends requests over one transport.

    Args:
        address: where they go.
        transport: what carries them; it is closed with this object.
        way: how messages call the way there, the server's origin by default.
    """

    def __init__(self, address: Address, transport: httpx.BaseTransport, *, way: str | None = None) -> None:
        self._way = way or address.origin
        self._transport = transport
        self._builder = RequestBuilder(address, masked=sends_raw_path(transport, "handle_request"))
        self._own = isinstance(transport, DefaultTransport)
        self._expected: tuple[type[Exception], ...] = LOW_LEVEL if self._own else FOREIGN

    def attempt(
        self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt, timeout: float
    ) -> RawResponse | Failure:
        """Send a request once and read its answer.

        Args:
            request: what to send.
            headers: the client's own headers.
            attempt: its limits.
            timeout: seconds the whole call may take, for messages.
        """
        token = in_call.set(True)
        try:
            # Built in the call and never bound to a name: a traceback may print local variables.
            response = self._transport.handle_request(self._builder.build(request, headers, attempt))
            attempt.phase = Phase.READING
            body = Body(response.status_code, response.headers.raw)
            try:
                self._read(response, body, attempt)
            except self._expected as error:
                return body.broken_off(failure_of(error, attempt, self._way, timeout))
            finally:
                self._close(response)
            return body.answer()
        except UnsendableRequest:
            return unsendable()
        except self._expected as error:
            return failure_of(error, attempt, self._way, timeout)
        except KeyboardInterrupt as error:
            if self._own:
                # httpx's and httpcore's frames hold the request and parts of the answer.
                error.__traceback__ = None
            raise
        finally:
            in_call.reset(token)

    def _read(self, response: httpx.Response, body: Body, attempt: Attempt) -> None:
        if response.is_stream_consumed:  # a transport of the caller's has read and decoded it
            body.take(response.content)
            return
        for chunk in cast("httpx.SyncByteStream", response.stream):
            if not body.feed(chunk):
                return
            if attempt.left() <= 0:
                body.too_late()
                return

    def _close(self, response: httpx.Response) -> None:
        # The answer is here, or what became of it is already known.
        with contextlib.suppress(*self._expected):
            response.close()

    def close(self) -> None:
        self._transport.close()
