"""From our request to httpx's: whole on the wire, and mute in its text forms and in the logs."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeAlias
from urllib.parse import unquote

import httpx

from ..call.encode import Request
from ..call.messages import Attempt, attempt_under_way
from .address import Address

__all__ = [
    "NO_AUTH",
    "NO_CONTENT",
    "Cookieless",
    "MaskedURL",
    "RequestBuilder",
    "UnsendableRequest",
    "sends_raw_path",
]

RawHeaders: TypeAlias = list[tuple[bytes, bytes]]

_SEND_RAW_PATH = {
    "handle_request": (httpx.HTTPTransport, httpx.MockTransport, httpx.WSGITransport),
    "handle_async_request": (httpx.AsyncHTTPTransport, httpx.MockTransport, httpx.ASGITransport),
}

_KEY = os.urandom(32)
"""The key of this process, so that nobody can try passwords on the marks that it has left."""


def sends_raw_path(transport: object, method: str) -> bool:
    """Tell whether a transport sends ``url.raw_path``, so that the URL's text may be masked.

    True for httpx's own transports whose ``method`` is as httpx wrote it, and for what is
    wrapped around such a one and hands the request on. Others may send ``str(url)``, and
    would send the mask.
    """
    owner = next((kind for kind in type(transport).__mro__ if method in vars(kind)), None)
    if owner in _SEND_RAW_PATH[method]:
        return True
    held = getattr(transport, "__dict__", {}).values()
    wrapped = [one for one in held if isinstance(one, (httpx.BaseTransport, httpx.AsyncBaseTransport))]
    return bool(wrapped) and all(one is not transport and sends_raw_path(one, method) for one in wrapped)


class UnsendableRequest(Exception):
    """httpx makes no request of it.

    Args:
        why: what is wrong, and what to do.
    """

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class MaskedURL(httpx.URL):
    """The URL of a request whose query holds credentials.

    Reads as any :class:`httpx.URL`; its text forms show in place of the query a mark made
    of it. httpx's own transports send ``raw_path`` and so the whole of it.

    The mark is what recorders of requests tell one login from another by. It is made with a
    key of the process: what another process has recorded matches none of this one's.

    Args:
        base: scheme, host and port.
        target: path and query as they go out, percent-encoded.
        shown_path: the path as text forms show it, where a segment of it is secret; None
            where all of it may be shown.
    """

    def __init__(self, base: httpx.URL, target: bytes, shown_path: bytes | None = None) -> None:
        super().__init__(base)
        self._base = base
        self._target = target
        self._shown_path = shown_path

    def plain(self) -> httpx.URL:
        """Return the URL with nothing masked, for transports that send its text."""
        return self._base.copy_with(raw_path=self._target)

    @property
    def raw_path(self) -> bytes:
        return self._target

    @property
    def path(self) -> str:
        return unquote(self._target.partition(b"?")[0].decode("ascii"))

    @property
    def query(self) -> bytes:
        return self._target.partition(b"?")[2]

    @property
    def params(self) -> httpx.QueryParams:
        return httpx.QueryParams(self.query.decode("ascii"))

    def copy_with(self, **kwargs: Any) -> httpx.URL:
        return self._masked(self.plain().copy_with(**kwargs))

    def join(self, url: httpx.URL | str) -> httpx.URL:
        return self._masked(self.plain().join(url))

    def _masked(self, url: httpx.URL) -> MaskedURL:
        """Return another URL that shows no more than this one does."""
        path, shown = url.raw_path.partition(b"?")[0], self._shown_path
        if shown is not None and path != self._target.partition(b"?")[0]:
            shown = b"/[hidden]"
        return MaskedURL(url.copy_with(raw_path=b"/"), url.raw_path, shown)

    def __str__(self) -> str:
        path, asked, query = self._target.partition(b"?")
        shown = f"{self._base.copy_with(raw_path=self._shown_path or path)}"
        if not asked and self._shown_path is None:
            return shown
        hidden = query if self._shown_path is None else self._target
        mark = hashlib.blake2b(hidden, digest_size=8, key=_KEY).hexdigest()
        # With a value, as there are matchers of queries that drop a name without one.
        return f"{shown}?[hidden]={mark}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, MaskedURL):
            return self._target == other._target and self._base == other._base
        return self.plain() == other

    def __hash__(self) -> int:
        return hash(self.plain())

    def __reduce__(self) -> tuple[type[httpx.URL], tuple[str]]:
        return httpx.URL, (str(self),)

    def __copy__(self) -> MaskedURL:
        return self

    def __deepcopy__(self, memo: object) -> MaskedURL:
        return self


class _NoContent(httpx.ByteStream):
    """No body, and so no part of one: httpx's own has an empty part, which goes through httpcore and h11."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part


NO_CONTENT = _NoContent(b"")


class RequestBuilder:
    """Builds the httpx requests of one client.

    Args:
        address: the client's base URL.
        transport: what sends the requests, where no client of the caller's does.
        method: how transports of that side, sync or asyncio, are called.
    """

    __slots__ = ("_address", "_masked", "_method", "_prepared")

    def __init__(self, address: Address, transport: object, method: str) -> None:
        self._address = address
        self._method = method
        self._masked = sends_raw_path(transport, method)
        self._prepared: tuple[RawHeaders, httpx.Headers] | None = None

    def build(
        self,
        request: Request,
        headers: RawHeaders,
        attempt: Attempt,
        trace: Callable[..., object] | None,
    ) -> httpx.Request:
        """Return the request for one attempt.

        Args:
            request: what to send.
            headers: the client's own headers; the list must not be changed afterwards.
            attempt: its limits.
            trace: what a transport that is not ours shall tell how far it has come.
        """
        built = httpx.Request(
            request.method,
            self._address.url,
            headers=self._headers(request, headers),
            stream=httpx.ByteStream(request.content) if request.content else NO_CONTENT,
            extensions=_extensions(attempt, trace),
        )
        if request.content or request.method in _WITH_BODY:
            built.headers["Content-Length"] = str(len(request.content))
        built.read()
        # The constructor would make it plain again.
        built.url = self._url(request, request.target, masked=self._masked)
        return built

    def build_with(
        self,
        client: httpx.Client | httpx.AsyncClient,
        request: Request,
        headers: RawHeaders,
        attempt: Attempt,
        trace: Callable[..., object],
    ) -> httpx.Request:
        """Return the request for one attempt, with what a client of the caller's adds to its own requests.

        Args:
            client: the caller's client.
            request: what to send.
            headers: our client's own headers, which win over those of the caller's.
            attempt: its limits.
            trace: as in :meth:`build`.
        """
        ours = self._headers(request, headers).copy()
        agent = client.headers.get("User-Agent", "")
        if not agent.startswith("python-httpx/"):  # somebody has chosen it
            ours["User-Agent"] = agent
        # With its path, as cookies may be of one.
        where = self._url(request, request.target.partition(b"?")[0], masked=False)
        built: httpx.Request | None = None
        with contextlib.suppress(UnicodeError):  # whose object is the header
            built = client.build_request(
                request.method,
                where,
                headers=ours,
                content=request.content or None,
                extensions=_extensions(attempt, trace),
            )
        if built is None:
            # httpx keeps any cookie, but sends ASCII alone.
            raise UnsendableRequest(
                "the http_client has cookies or parameters that cannot be sent; clear its cookies"
            )
        target = request.target
        if client.params:
            target += (b"&" if b"?" in target else b"?") + str(client.params).encode("ascii")
        # What will send it, httpx tells by a private name alone; without it, the URL stays plain.
        chosen = getattr(client, "_transport_for_url", None)
        transport = None if chosen is None else chosen(built.url)
        built.url = self._url(request, target, masked=sends_raw_path(transport, self._method))
        return built

    def _headers(self, request: Request, headers: RawHeaders) -> httpx.Headers:
        if self._prepared is None or self._prepared[0] is not headers:
            made = httpx.Headers([(b"Host", self._address.host_header), *headers])
            self._prepared = (headers, made)
        prepared = self._prepared[1]
        if not request.headers:
            return prepared
        merged = prepared.copy()
        merged.update(request.headers)  # what the call says of itself counts
        return merged

    def _url(self, request: Request, target: bytes, *, masked: bool) -> httpx.URL:
        prefix, shown = self._address.prefix, request.shown_path
        url = MaskedURL(self._address.url, prefix + target, None if shown is None else prefix + shown)
        return url if masked else _plain(url)


_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def _extensions(attempt: Attempt, trace: Callable[..., object] | None) -> dict[str, object]:
    """Return what httpx's transports are told besides; our own looks at the attempt itself."""
    left = max(attempt.left(), 0.0)
    connect = min(left, attempt.connect_timeout)
    timeouts = {"connect": connect, "read": left, "write": left, "pool": left}
    return {"timeout": timeouts} if trace is None else {"timeout": timeouts, "trace": trace}


def _plain(url: MaskedURL) -> httpx.URL:
    with contextlib.suppress(httpx.InvalidURL):  # whose text shows the URL
        return url.plain()
    raise UnsendableRequest("the arguments make a URL too long for the transport; shorten them")


class _NoCookies(httpx.Cookies):
    """A jar that takes nothing and gives nothing."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Take none."""

    def set_cookie_header(self, request: httpx.Request) -> None:
        """Give none."""


_NO_COOKIES = _NoCookies()


class Cookieless:
    """Part of our httpx clients: one user's cookies must not go along with the next one's login."""

    @property
    def cookies(self) -> httpx.Cookies:
        """The jar, always empty."""
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: object) -> None:
        """Keep none."""


NO_AUTH = httpx.Auth()
"""For ``send``: the headers that there are authenticate."""


class _Quiet(logging.Filter):
    """What httpx and httpcore log during a call of ours, without the parts that quote anybody.

    httpcore's DEBUG lines show received headers, reason phrases and parse errors, any of which can
    repeat the password (tKeel's redirects do); httpx's INFO line shows the URL, and with a foreign
    transport that is the plain one. Other users of the two in the process keep their lines.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if attempt_under_way.get() is None:
            return True
        if record.name == "httpx":
            return _without_reason(record)
        record.msg = f"{record.getMessage().partition(' ')[0]} [withheld by tkeel-oauth]"
        record.args = None
        return True


def _without_reason(record: logging.LogRecord) -> bool:
    """Put the usual reason phrase in place of the server's; tell whether the line may be shown."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    if any(type(one) is httpx.URL for one in arguments):
        return False
    if arguments and isinstance(status := arguments[-2:][0], int):
        record.args = (*arguments[:-1], httpx.codes.get_reason_phrase(status))
    return True


_QUIET = _Quiet()

for _name in (
    "httpx",
    *("httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks"),
    *("hpack.hpack", "hpack.table"),  # where a caller's transport speaks HTTP/2
):
    logging.getLogger(_name).addFilter(_QUIET)
