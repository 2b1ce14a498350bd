"""Transports that keep what passes through them, for a recording."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

import httpx

from tkeel_oauth._runtime.call.messages import MAX_BODY
from tkeel_oauth._runtime.transport.quiet_logs import in_call

from .base import base_of, guess_base
from .capture import exchange_of, target_of, whole_body
from .saving import save

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from datetime import datetime

    from tkeel_oauth.testing.matching import Credentials
    from tkeel_oauth.testing.scenario import Recording

    from .base import Base
    from .exchange import Exchange

__all__ = ["AsyncRecordingTransport", "RecordingTransport"]


class _Collector:
    """Keeps exchanges in memory, in the order in which their requests were sent.

    Args:
        base_url: The base URL of the client, to record all that it asks there; without it, what looks
            like tKeel's OAuth paths is recorded.
    """

    def __init__(self, base_url: str | None) -> None:
        self._base = None if base_url is None else base_of(base_url)
        self._lock = threading.Lock()
        self._started = 0
        self._kept: dict[int, Exchange] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.recorded} exchanges>"

    @property
    def recorded(self) -> int:
        """How many whole exchanges there are so far."""
        return len(self._kept)

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        credentials: Credentials | Iterable[Credentials] = (),
        secrets: Iterable[str] = (),
        origin: str | None = None,
        recorded_at: datetime | None = None,
    ) -> Recording:
        """Writes what was recorded as HAR, with every live value replaced by an invented one.

        Args:
            path: The file; replaced whole or not at all.
            credentials: Logins that work, should the exchanges not show it by an answer with a code.
            secrets: Further texts that must not be written.
            origin: What was recorded, in words; must not name the server.
            recorded_at: The start of the recording; without one, now.

        Returns:
            The recording as it is loaded from the file.

        Raises:
            RecordingError: When nothing was recorded.
            SecretSurvivedError: When a live value would be written; nothing is then.
            OSError: When the file cannot be written.
        """
        with self._lock:
            exchanges = [self._kept[number] for number in sorted(self._kept)]
        return save(
            exchanges, path, credentials=credentials, secrets=secrets, origin=origin, recorded_at=recorded_at
        )

    def _begin(self, request: httpx.Request) -> Callable[[httpx.Response, bytes | None], None]:
        """Gives what keeps a request's exchange once its answer is whole."""
        base = self._base_of(request)
        with self._lock:
            number = self._started
            self._started += 1

        def keep(response: httpx.Response, body: bytes | None) -> None:
            if base is not None and body is not None:
                self._kept[number] = exchange_of(base, request, response, body)

        return keep

    def _base_of(self, request: httpx.Request) -> Base | None:
        target = target_of(request)
        url = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}{target}"
        if self._base is None:
            return guess_base(url)
        ours = base_of(url).netloc == self._base.netloc and self._base.recorded(target) is not None
        return self._base if ours else None


class RecordingTransport(_Collector, httpx.BaseTransport):
    """Records what passes through another transport, for `Client` and `httpx.Client`.

    An exchange counts once its answer was read to the end; an answer of more than 1 MiB does not.

    Args:
        transport: What carries the requests; without one, an `httpx.HTTPTransport`.
        base_url: The base URL of the client, to record all that it asks there; without it, what looks
            like tKeel's OAuth paths is recorded.
    """

    def __init__(self, transport: httpx.BaseTransport | None = None, *, base_url: str | None = None) -> None:
        super().__init__(base_url)
        self._transport = httpx.HTTPTransport() if transport is None else transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request on."""
        request.read()
        keep = self._begin(request)
        token = in_call.set(True)
        try:
            response = self._transport.handle_request(request)
        finally:
            in_call.reset(token)
        if response.is_stream_consumed:
            keep(response, response.content)
        else:
            response.stream = _Kept(cast("httpx.SyncByteStream", response.stream), response, keep)
        return response

    def close(self) -> None:
        """Closes the transport it was given."""
        self._transport.close()


class AsyncRecordingTransport(_Collector, httpx.AsyncBaseTransport):
    """Records what passes through another transport, for `AsyncClient` and `httpx.AsyncClient`.

    Args:
        transport: What carries the requests; without one, an `httpx.AsyncHTTPTransport`.
        base_url: As for `RecordingTransport`.
    """

    def __init__(
        self, transport: httpx.AsyncBaseTransport | None = None, *, base_url: str | None = None
    ) -> None:
        super().__init__(base_url)
        self._transport = httpx.AsyncHTTPTransport() if transport is None else transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request on."""
        await request.aread()
        keep = self._begin(request)
        token = in_call.set(True)
        try:
            response = await self._transport.handle_async_request(request)
        finally:
            in_call.reset(token)
        if response.is_stream_consumed:
            keep(response, response.content)
        else:
            response.stream = _AsyncKept(cast("httpx.AsyncByteStream", response.stream), response, keep)
        return response

    async def aclose(self) -> None:
        """Closes the transport it was given."""
        await self._transport.aclose()


class _Taken:
    """The bytes of a body so far, up to the size that counts."""

    def __init__(
        self, response: httpx.Response, keep: Callable[[httpx.Response, bytes | None], None]
    ) -> None:
        self._response = response
        self._keep = keep
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size <= MAX_BODY:
            self._chunks.append(chunk)

    def end(self) -> None:
        if self._size <= MAX_BODY:
            self._keep(self._response, whole_body(self._response, self._chunks))


class _Kept(httpx.SyncByteStream):
    def __init__(
        self,
        stream: httpx.SyncByteStream,
        response: httpx.Response,
        keep: Callable[[httpx.Response, bytes | None], None],
    ) -> None:
        self._stream = stream
        self._taken = _Taken(response, keep)

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._taken.add(chunk)
            yield chunk
        self._taken.end()

    def close(self) -> None:
        self._stream.close()


class _AsyncKept(httpx.AsyncByteStream):
    def __init__(
        self,
        stream: httpx.AsyncByteStream,
        response: httpx.Response,
        keep: Callable[[httpx.Response, bytes | None], None],
    ) -> None:
        self._stream = stream
        self._taken = _Taken(response, keep)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._taken.add(chunk)
            yield chunk
        self._taken.end()

    async def aclose(self) -> None:
        await self._stream.aclose()
