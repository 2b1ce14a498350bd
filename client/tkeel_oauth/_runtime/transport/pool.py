"""What the sync and the async pool have in common."""

from __future__ import annotations

import os
import ssl
import weakref
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, Protocol

import httpcore
import httpx

from ..call.messages import Attempt, RawResponse
from .config import TransportConfig
from .failures import failure_of, raised_by_a_handler
from .tls import hands_off

__all__ = [
    "KEEPALIVE_EXPIRY",
    "Kinds",
    "PoolResponse",
    "answer_in",
    "connector",
    "forget_after_fork",
    "nothing_left_over",
    "outcome_of_break",
    "refuse_unasked",
]

KEEPALIVE_EXPIRY = 30.0
"""Seconds that an idle connection is kept. tKeel keeps them for more than two minutes."""

_ANSWER = "tkeel_oauth.answer"
"""The extension by which our pool hands up the answer itself, with its body as it came."""


class Kinds(NamedTuple):
    """httpcore's classes for one side, sync or asyncio."""

    direct: Any
    http_proxy: Any
    socks_proxy: Any


def connector(config: TransportConfig, backend: object, kinds: Kinds) -> Callable[[], Any]:
    """Return what makes a connection object of httpcore's, which connects when it is first used.

    Args:
        config: where to, and how.
        backend: what opens sockets.
        kinds: the classes.
    """
    address, proxy, secure = config.address, config.proxy, config.address.secure
    host = config.proxied_host or address.host.encode()
    origin = httpcore.Origin(address.scheme.encode(), host, address.number)
    further: dict[str, Any] = {"network_backend": backend}

    def context() -> ssl.SSLContext | None:
        return hands_off(config.context()) if secure else None

    if proxy is None:
        return lambda: kinds.direct(origin, ssl_context=context(), **further)
    kind = kinds.socks_proxy if proxy.url.scheme.startswith("socks") else kinds.http_proxy

    def through_proxy() -> Any:
        # httpcore's proxies are pools; they only make connections here, the pool is ours.
        made = kind(ssl_context=context(), **_proxy_options(config, proxy), **further)
        # What stands in for connections in tests, as respx does, does so for those of this kind.
        connection = kinds.direct(origin, **further)
        connection._connection = made.create_connection(origin)  # noqa: SLF001
        return connection

    return through_proxy


def _proxy_options(config: TransportConfig, proxy: httpx.Proxy) -> dict[str, Any]:
    url = proxy.url
    options: dict[str, Any] = {
        "proxy_url": httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        ),
        "proxy_auth": proxy.raw_auth,
    }
    if not url.scheme.startswith("socks"):
        options["proxy_headers"] = proxy.headers.raw
        if url.scheme == "https":
            options["proxy_ssl_context"] = hands_off(proxy.ssl_context or config.context())
    return options


class _Pool(Protocol):
    def forget(self) -> None: ...


_POOLS: weakref.WeakSet[_Pool] = weakref.WeakSet()


def forget_after_fork(pool: _Pool) -> None:
    """Have a pool start anew in forked processes, where parent and child share its sockets."""
    _POOLS.add(pool)


def _after_fork() -> None:
    for pool in list(_POOLS):
        pool.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def refuse_unasked(attempt: Attempt) -> None:
    """Refuse an answer that was there before the question.

    Bytes that followed an earlier answer stay in the parser and would be read as the
    answer to the next request, which may be another user's.

    Raises:
        httpcore.RemoteProtocolError: the answer came without one byte being received.
    """
    if attempt.reused and attempt.sent and not attempt.received:
        raise httpcore.RemoteProtocolError("an answer that nobody asked for")


def nothing_left_over(attempt: Attempt, headers: list[tuple[bytes, bytes]]) -> bool:
    """Tell whether it is certain that no byte followed the answer.

    What followed would stay in the parser, where nobody sees it, and be taken for the
    beginning of the next answer. A connection of which this is not certain is not kept.
    """
    length = None
    for name, value in headers:
        lowered = name.lower()
        if lowered == b"transfer-encoding":
            return attempt.tail == b"0\r\n\r\n"
        if lowered == b"content-length":
            length = value
    return length is not None and length.isdigit() and attempt.received == attempt.head + int(length)


class PoolResponse:
    """An answer as httpx's transports take it from their pool.

    In place of httpcore's class, which would check each header a second time. With the
    usual reason phrase, as the server's own would be logged. Where the body is not whole,
    there is none: a hook that reads it would inflate it, or find it cut.

    Args:
        answer: the answer.
    """

    __slots__ = ("extensions", "headers", "status", "stream")

    def __init__(self, answer: RawResponse) -> None:
        self.status = answer.status_code
        self.headers = answer.headers
        self.stream = httpx.ByteStream(b"" if answer.body_error is not None else answer.content)
        self.extensions = {
            _ANSWER: answer,
            "http_version": b"HTTP/1.1",
            "reason_phrase": _reason_phrase(answer.status_code),
        }


def answer_in(response: httpx.Response) -> RawResponse | None:
    """Return the answer that a response was made of by our own pool, None where others made it."""
    found = response.extensions.get(_ANSWER)
    return found if isinstance(found, RawResponse) else None


@cache
def _reason_phrase(status_code: int) -> bytes:
    return httpx.codes.get_reason_phrase(status_code).encode()


def outcome_of_break(error: Exception, attempt: Attempt, label: str) -> RawResponse | Exception:
    """Return the answer, where enough of it came before an error, else what to raise for httpx.

    What happened stays with the attempt. What is raised is of the same kind as the error and
    says nothing: it passes through code that is not ours, such as OpenTelemetry's, which
    writes its text down; httpcore quotes what it could not read.

    Args:
        error: what was raised.
        attempt: how far it had come.
        label: what messages call the way to the server.
    """
    raised = raised_by_a_handler(error, attempt)
    if isinstance(raised, Exception):
        return raised
    failure = failure_of(error, attempt, label)
    outcome = failure if attempt.body is None else attempt.body.broken_off(failure)
    attempt.outcome = outcome
    if outcome is not failure:
        return outcome  # type: ignore[return-value] # a body becomes an answer or its failure
    kind: type[Exception] = httpcore.ReadTimeout if failure.timed_out else httpcore.NetworkError
    if isinstance(error, _KINDS):
        kind = type(error)
    return kind("the server's words are withheld, see the error of tkeel-oauth")


_KINDS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
)
