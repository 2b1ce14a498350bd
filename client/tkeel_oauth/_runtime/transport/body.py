"""Collecting an answer's body within bounds."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Iterable

import httpx

from ..base.codes import FIRST_ERROR
from ..call.messages import MAX_BODY, Attempt, BodyError, Failure, RawResponse

__all__ = ["Body"]


class Body:
    """The body of an answer, as it arrives.

    We ask for no compression, so what comes compressed all the same is refused.

    Args:
        status_code: the answer's HTTP status.
        headers: the answer's headers.
    """

    __slots__ = ("_chunks", "_error", "_headers", "_size", "_status_code")

    def __init__(self, status_code: int, headers: list[tuple[bytes, bytes]]) -> None:
        self._status_code = status_code
        self._headers = headers
        self._chunks: list[bytes] = []
        self._size = 0
        self._error: BodyError | None = BodyError.ENCODED if _is_encoded(headers) else None

    def feed(self, data: bytes) -> bool:
        """Take what has arrived; return whether more is wanted."""
        if self._error is None:
            self._size += len(data)
            if self._size <= MAX_BODY:
                self._chunks.append(data)
                return True
            self._error = BodyError.LARGE
        return False

    def receive(self, stream: Iterable[bytes], attempt: Attempt) -> None:
        """Take what arrives, while more is wanted; the caller closes the stream.

        Raises:
            httpx.ReadTimeout: there is no time for more.
        """
        for part in stream:
            if not self._feed(part, attempt):
                return

    async def receive_async(self, stream: AsyncIterable[bytes], attempt: Attempt) -> None:
        """As :meth:`receive`, for asyncio."""
        parts = aiter(stream)
        try:
            async for part in parts:
                if not self._feed(part, attempt):
                    return
        finally:
            # A generator left in the middle would otherwise end some time later, in a task of its own.
            if isinstance(parts, AsyncGenerator):
                await parts.aclose()

    def _feed(self, part: bytes, attempt: Attempt) -> bool:
        if not self.feed(part):
            return False
        if attempt.left() <= 0:
            raise httpx.ReadTimeout("deadline")
        return True

    def take(self, data: bytes) -> None:
        """Take a body that is whole and decoded."""
        self._error = None
        self.feed(data)

    def answer(self) -> RawResponse:
        """Return the answer, its body having come to an end."""
        return RawResponse(self._status_code, self._headers, b"".join(self._chunks), self._error)

    def broken_off(self, failure: Failure) -> RawResponse | Failure:
        """Return what tells most when the body has no end.

        The status is known by then, and from 400 on it says enough.
        """
        if self._status_code < FIRST_ERROR:
            return failure
        self._error = BodyError.LATE if failure.timed_out else BodyError.CUT
        return self.answer()


def _is_encoded(headers: list[tuple[bytes, bytes]]) -> bool:
    for name, value in headers:
        if name.lower() == b"content-encoding" and value.strip().lower() not in {b"", b"identity"}:
            return True
    return False
