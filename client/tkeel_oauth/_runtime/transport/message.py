"""From a request to the bytes that go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..call.encode import Request
    from .address import Address

__all__ = ["Writer"]

_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})
"""Methods whose requests say how long their body is, even where they have none."""


class Writer:
    """Writes requests to one server, the same bytes that httpx sends.

    Nothing is checked here: the client's headers were when it was made, a call's own and
    its target when they were encoded.

    Args:
        address: the client's base URL.
    """

    __slots__ = ("_common", "_host", "_prefix")

    def __init__(self, address: Address) -> None:
        self._prefix: bytes = address.prefix
        self._host: tuple[bytes, bytes] = (b"Host", address.host_header)
        # A client's own headers are one list for all its requests.
        self._common: tuple[list[tuple[bytes, bytes]] | None, bytes] = (None, b"")

    def __repr__(self) -> str:
        return "<Writer>"

    def write(self, request: Request, headers: list[tuple[bytes, bytes]]) -> bytes:
        """Return a request as bytes.

        Args:
            request: what to send.
            headers: the client's own headers; the list must not be changed afterwards.
        """
        known, common = self._common
        if known is not headers:
            common = b" HTTP/1.1\r\n" + _lines([self._host, *headers])
            self._common = (headers, common)
        further = request.headers
        if request.content or request.method in _WITH_LENGTH:
            further = [*further, (b"Content-Length", b"%d" % len(request.content))]
        return b"%b %b%b%b%b\r\n%b" % (
            request.method.encode("ascii"),
            self._prefix,
            request.target,
            common,
            _lines(further) if further else b"",
            request.content,
        )


def _lines(headers: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join([b"%b: %b\r\n" % header for header in headers])
