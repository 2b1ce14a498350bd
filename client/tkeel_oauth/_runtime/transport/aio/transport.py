"""The one way to the server, for asyncio; see :mod:`..sync.transport`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterable
from typing import cast

import httpcore
import httpx

from ...call.encode import Request
from ...call.messages import Attempt, Failure, Phase, RawResponse, attempt_under_way
from ..address import Address
from ..body import Body
from ..config import TransportConfig, check_kind
from ..failures import FOREIGN, out_of_time
from ..foreign import AsyncTrace, outcome_of_error
from ..pool import Kinds, answer_in, connector
from ..request import NO_AUTH, NO_CONTENT, Cookieless, RequestBuilder
from .backend import AsyncBackend
from .pool import AsyncConnectionPool

__all__ = ["AsyncSharedTransport", "DefaultAsyncTransport"]


_GRACE = 0.05
"""Seconds after the deadline at which a call is cancelled that should have ended by then."""


class DefaultAsyncTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over connections that keep a deadline.

    ``handle_async_request`` is inherited: it is what others replace or wrap. Only what lies below
    it is ours. ``_pool`` is the one private name of httpx used here.

    Args:
        config: where to, and how.
        backend: what opens connections.
    """

    def __init__(self, config: TransportConfig, backend: httpcore.AsyncNetworkBackend | None = None) -> None:
        # Not the inherited one: it would read TLS certificates and build a pool for nothing.
        connect = connector(config, backend or AsyncBackend(), _KINDS)
        self._pool = AsyncConnectionPool(  # type: ignore[assignment]
            connect, config.max_connections, config.label, config.proxied_host
        )


_KINDS = Kinds(httpcore.AsyncHTTPConnection, httpcore.AsyncHTTPProxy, httpcore.AsyncSOCKSProxy)


class _OwnClient(Cookieless, httpx.AsyncClient):
    """httpx's client, but for cookies."""

    def __init__(self, transport: httpx.AsyncBaseTransport, base_url: httpx.URL) -> None:
        super().__init__(transport=transport, base_url=base_url, trust_env=False)


class AsyncSharedTransport:
    """Sends the requests of one client, and of those made from it with other options.

    Args:
        config: where to, and how.
        transport: one of the caller's, to use in place of our own; it is closed with this object.
        http_client: one of the caller's, to send with; it is not closed here.

    Attributes:
        address: where the requests go.
        closed: whether it has been closed.

    Raises:
        ConfigurationError: ``transport`` or ``http_client`` is none.
    """

    def __init__(
        self,
        config: TransportConfig,
        transport: httpx.AsyncBaseTransport | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        check_kind("transport", transport, httpx.AsyncBaseTransport)
        check_kind("http_client", http_client, httpx.AsyncClient)
        self.address: Address = config.address
        self.closed: bool = False
        self._label = config.label
        self._theirs = http_client
        self._own = transport is None and http_client is None
        self._client: httpx.AsyncClient
        if http_client is None:
            transport = DefaultAsyncTransport(config) if transport is None else transport
            self._client = _OwnClient(transport, config.address.url)
        else:
            self._client = http_client
        self._builder = RequestBuilder(config.address, transport, "handle_async_request")

    async def send(
        self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt
    ) -> RawResponse | Failure:
        """Send a request once and read its answer.

        Args:
            request: what to send.
            headers: the client's own headers; the list must not be changed afterwards.
            attempt: its limits.
        """
        token = attempt_under_way.set(attempt)
        # Our own connections keep the time themselves, and know more when it is up.
        limit = asyncio.timeout(max(attempt.left(), 0.0) + (_GRACE if self._own else 0.0))
        try:
            async with limit:
                response = await self._ask(request, headers, attempt)
                return await _answer(response, attempt)
        except Exception as error:
            if limit.expired():
                return _late(attempt)
            outcome = outcome_of_error(error, attempt, self._label, request.secrets, self._client)
            if outcome is None:
                raise
            return outcome
        except (asyncio.CancelledError, KeyboardInterrupt) as error:
            if self._own:
                # httpx's and httpcore's frames hold the request and parts of the answer.
                error.__traceback__ = None
            raise
        finally:
            # A task that its loop has left is ended by whoever collects it.
            with contextlib.suppress(ValueError):
                attempt_under_way.reset(token)

    async def _ask(
        self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt
    ) -> httpx.Response:
        # Built in the call and never bound to a name: a traceback may print local variables.
        if self._theirs is not None:
            return await self._theirs.send(
                self._builder.build_with(self._theirs, request, headers, attempt, AsyncTrace(attempt)),
                stream=True,
                follow_redirects=False,
            )
        trace = None if self._own else AsyncTrace(attempt)
        return await self._client.send(
            self._builder.build(request, headers, attempt, trace),
            stream=True,
            auth=NO_AUTH,
            follow_redirects=False,
        )

    async def aclose(self) -> None:
        """Close the connections, unless they are those of a client of the caller's."""
        self.closed = True
        if self._theirs is None:
            await self._client.aclose()


def _late(attempt: Attempt) -> RawResponse | Failure:
    """Return what is known when the time is up."""
    if attempt.outcome is not None:
        return attempt.outcome
    failure = out_of_time(attempt)
    return failure if attempt.body is None else attempt.body.broken_off(failure)


async def _answer(response: httpx.Response, attempt: Attempt) -> RawResponse:
    known = answer_in(response)
    if known is None:
        known = await _read(response, attempt)
    else:
        await response.aclose()
    response.stream = NO_CONTENT  # as in sync code
    return known


async def _read(response: httpx.Response, attempt: Attempt) -> RawResponse:
    attempt.phase = Phase.READING
    body = attempt.body = Body(response.status_code, response.headers.raw)
    try:
        if response.is_stream_consumed:  # others have read and decoded it
            body.take(response.content)
        else:
            await body.receive_async(cast("AsyncIterable[bytes]", response.stream), attempt)
    finally:
        # The answer is here, or what became of it is already known.
        with contextlib.suppress(*FOREIGN):
            await response.aclose()
    return body.answer()
