"""From our request to httpx's."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import httpx

from .masked_url import MaskedURL
from .timeouts import extension

if TYPE_CHECKING:
    from ..call.encode import Request
    from ..call.messages import Attempt
    from .address import Address

__all__ = ["RequestBuilder", "UnsendableRequest", "sends_raw_path"]

_SEND_RAW_PATH = {
    "handle_request": (httpx.HTTPTransport, httpx.MockTransport, httpx.WSGITransport),
    "handle_async_request": (httpx.AsyncHTTPTransport, httpx.MockTransport, httpx.ASGITransport),
}


def sends_raw_path(transport: object, method: str) -> bool:
    """Tell whether a transport sends ``url.raw_path``, so that the URL's text may be masked.

    True for httpx's own transports whose ``method`` is as httpx wrote it. Others may send
    ``str(url)``, and would send the mask.
    """
    owner = next((kind for kind in type(transport).__mro__ if method in vars(kind)), None)
    return owner in _SEND_RAW_PATH[method]


class UnsendableRequest(Exception):
    """httpx takes no URL that long in its plain form."""


class RequestBuilder:
    """Builds the httpx requests of one client.

    Args:
        address: the client's base URL.
        masked: whether the text forms of the URL may end before its query.
    """

    __slots__ = ("_address", "_masked")

    def __init__(self, address: Address, *, masked: bool) -> None:
        self._address = address
        self._masked = masked

    def build(self, request: Request, headers: list[tuple[bytes, bytes]], attempt: Attempt) -> httpx.Request:
        """Return the request for one attempt."""
        address = self._address
        built = httpx.Request(
            request.method,
            address.url,
            headers=[(b"Host", address.host_header), *headers, *request.headers],
            stream=httpx.ByteStream(request.content),
            extensions={"timeout": extension(attempt)},
        )
        if request.content or request.method in {"POST", "PUT", "PATCH"}:
            built.headers["Content-Length"] = str(len(request.content))
        built.read()
        url = MaskedURL(address.url, address.prefix + request.target)
        # The constructor would make it plain again.
        built.url = url if self._masked else _plain(url)
        return built


def _plain(url: MaskedURL) -> httpx.URL:
    with contextlib.suppress(httpx.InvalidURL):  # whose text shows the URL
        return url.plain()
    raise UnsendableRequest
