"""The one way to the server, sync: an httpx client, a transport of httpx's, our pool, httpcore's connections.

So what others do to any of these (mock, watch, instrument) they do to our calls, too.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import cast

import httpcore
import httpx

from ...call.encode import Request
from ...call.messages import Attempt, Failure, Phase, RawResponse, attempt_under_way
from ..address import Address
from ..body import Body
from ..config import TransportConfig, check_kind
from ..failures import FOREIGN
from ..foreign import Trace, outcome_of_error
from ..pool import Kinds, answer_in, connector
from ..request import NO_AUTH, NO_CONTENT, Cookieless, RequestBuilder
from .backend import SyncBackend
from .pool import ConnectionPool

__all__ = ["DefaultTransport", "SharedTransport"]


class DefaultTransport(httpx.HTTPTransport):
    """httpx's transport over connections that keep a deadline.

    ``handle_request`` is inherited: it is what others replace or wrap. Only what lies below
    it is ours. ``_pool`` is the one private name of httpx used here.

    Args:
        config: where to, and how.
        backend: what opens connections.
    """

    def __init__(self, config: TransportConfig, backend: httpcore.NetworkBackend | None = None) -> None:
        # Not the inherited one: it would read TLS certificates and build a pool for nothing.
        connect = connector(config, backend or SyncBackend(), _KINDS)
        self._pool = ConnectionPool(  # type: ignore[assignment]
            connect, config.max_connections, config.label, config.proxied_host
        )


_KINDS = Kinds(httpcore.HTTPConnection, httpcore.HTTPProxy, httpcore.SOCKSProxy)


class _OwnClient(Cookieless, httpx.Client):
    """httpx's client, but for cookies."""

    def __init__(self, transport: httpx.BaseTransport, base_url: httpx.URL) -> None:
        super().__init__(transport=transport, base_url=base_url, trust_env=False)


class SharedTransport:
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
        transport: httpx.BaseTransport | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        check_kind("transport", transport, httpx.BaseTransport)
        check_kind("http_client", http_client, httpx.Client)
        self.address: Address = config.address
        self.closed: bool = False
        self._label = config.label
        self._theirs = http_client
        self._own = transport is None and http_client is None
        self._client: httpx.Client
        if http_client is None:
            transport = DefaultTransport(config) if transport is None else transport
            self._client = _OwnClient(transport, config.address.url)
        else:
            self._client = http_client
        self._builder = RequestBuilder(config.address, transport, "handle_request")

    def send(
        self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt
    ) -> RawResponse | Failure:
        """Send a request once and read its answer.

        Args:
            request: what to send.
            headers: the client's own headers; the list must not be changed afterwards.
            attempt: its limits.
        """
        token = attempt_under_way.set(attempt)
        try:
            response = self._ask(request, headers, attempt)
            return _answer(response, attempt)
        except Exception as error:
            outcome = outcome_of_error(error, attempt, self._label, request.secrets, self._client)
            if outcome is None:
                raise
            return outcome
        except KeyboardInterrupt as error:
            if self._own:
                # httpx's and httpcore's frames hold the request and parts of the answer.
                error.__traceback__ = None
            raise
        finally:
            attempt_under_way.reset(token)

    def _ask(self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt) -> httpx.Response:
        # Built in the call and never bound to a name: a traceback may print local variables.
        if self._theirs is not None:
            return self._theirs.send(
                self._builder.build_with(self._theirs, request, headers, attempt, Trace(attempt)),
                stream=True,
                follow_redirects=False,
            )
        trace = None if self._own else Trace(attempt)
        return self._client.send(
            self._builder.build(request, headers, attempt, trace),
            stream=True,
            auth=NO_AUTH,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Close the connections, unless they are those of a client of the caller's."""
        self.closed = True
        if self._theirs is None:
            self._client.close()


def _answer(response: httpx.Response, attempt: Attempt) -> RawResponse:
    known = answer_in(response)
    if known is None:
        known = _read(response, attempt)
    else:
        response.close()
    # httpx's stream and answer hold each other, and so the request, until the garbage collector comes by.
    response.stream = NO_CONTENT
    return known


def _read(response: httpx.Response, attempt: Attempt) -> RawResponse:
    attempt.phase = Phase.READING
    body = attempt.body = Body(response.status_code, response.headers.raw)
    try:
        if response.is_stream_consumed:  # others have read and decoded it
            body.take(response.content)
        else:
            body.receive(cast("Iterable[bytes]", response.stream), attempt)
    finally:
        # The answer is here, or what became of it is already known.
        with contextlib.suppress(*FOREIGN):
            response.close()
    return body.answer()
