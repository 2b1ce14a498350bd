"""Collecting an answer's body within bounds."""

from __future__ import annotations

import zlib
from typing import Protocol

from ..base.codes import FIRST_ERROR
from ..call.messages import MAX_BODY, BodyError, Failure, RawResponse

__all__ = ["Body"]

_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""zlib's numbers for the formats."""


class _Inflate(Protocol):
    """zlib's decompressor, whose type has no public name."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class Body:
    """The body of an answer, as it arrives.

    We ask for no compression. What comes compressed all the same is undone with the
    same bound on what comes out, or refused.

    Args:
        status_code: the answer's HTTP status.
        headers: the answer's headers.
    """

    __slots__ = ("_chunks", "_flaw", "_headers", "_inflate", "_packed", "_size", "_status_code")

    def __init__(self, status_code: int, headers: list[tuple[bytes, bytes]]) -> None:
        self._status_code = status_code
        self._headers = headers
        self._chunks: list[bytes] = []
        self._size = 0
        self._packed = 0
        self._inflate: _Inflate | None = None
        self._flaw: BodyError | None = None
        for name, value in headers:
            if name.lower() == b"content-encoding":
                self._expect(value.decode("latin-1"))

    def _expect(self, encoding: str) -> None:
        for part in encoding.split(","):
            coding = part.strip().lower()
            if coding in {"", "identity"}:
                continue
            if self._inflate is not None or coding not in _WINDOWS:
                self._flaw = BodyError.ENCODED
                return
            self._inflate = zlib.decompressobj(_WINDOWS[coding])

    def feed(self, data: bytes) -> bool:
        """Take the next part; return whether more is wanted."""
        if self._inflate is not None:
            data = self._unpacked(self._inflate, data)
        if self._flaw is not None:
            return False
        return self._keep(data)

    def _unpacked(self, inflate: _Inflate, data: bytes) -> bytes:
        """Return what a part holds; what follows the compressed end is nothing that could be undone."""
        self._packed += len(data)
        if self._packed > MAX_BODY:
            self._flaw = BodyError.LARGE
            return b""
        if inflate.eof and data:
            self._flaw = BodyError.ENCODED
            return b""
        try:
            data = inflate.decompress(data, MAX_BODY - self._size + 1)
        except zlib.error:
            self._flaw = BodyError.ENCODED
        if inflate.eof and inflate.unused_data:
            self._flaw = BodyError.ENCODED
        return data

    def take(self, data: bytes) -> None:
        """Take a body that is whole and decoded."""
        self._inflate = None
        self._flaw = None
        self._keep(data)

    def _keep(self, data: bytes) -> bool:
        self._size += len(data)
        if self._size > MAX_BODY:
            self._flaw = BodyError.LARGE
            return False
        self._chunks.append(data)
        return True

    def too_late(self) -> None:
        """Note that the call's time was up before the end."""
        self._flaw = self._flaw or BodyError.LATE

    def answer(self) -> RawResponse:
        """Return the answer, its body having come to an end."""
        if self._flaw is None and self._inflate is not None and self._size and not self._inflate.eof:
            self._flaw = BodyError.CUT
        return RawResponse(self._status_code, self._headers, b"".join(self._chunks), self._flaw)

    def broken_off(self, failure: Failure) -> RawResponse | Failure:
        """Return what tells most when the body has no end.

        The status is known by then, and from 400 on it says enough.
        """
        if self._status_code < FIRST_ERROR:
            return failure
        self._flaw = BodyError.LATE if failure.timed_out else BodyError.CUT
        return RawResponse(self._status_code, self._headers, b"".join(self._chunks), self._flaw)
