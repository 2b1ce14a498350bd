"""Faults of the connection and of HTTP itself: what is cut, late, endless or no HTTP."""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from tests.faults.answers import answer, documented, envelope, filled, rpc_status, say
from tests.faults.fault import AMPLE, SHORT, Expected, Fault, value
from tests.faults.server import Connection
from tkeel_oauth import (
    BadRequest,
    ConnectionFailed,
    DeadlineExceeded,
    NotFound,
    ServerError,
    UnexpectedResponse,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.server import Script
    from tkeel_oauth import APIStatusError

__all__ = ["CONNECTIONS"]

FAILED = Expected(ConnectionFailed)
LATE = Expected(DeadlineExceeded)
UNEXPECTED = Expected(UnexpectedResponse, status=200)

_MIB = 1 << 20
_ENOUGH = 32 * _MIB
"""Bytes a server may have sent, system buffers included, before a client that stops at 1 MiB is seen to."""


def refused(kind: type[APIStatusError], status: int, number: int) -> Expected:
    return Expected(kind, status=status, conformant=False, number=number)


def _head(status: str = "200 OK", *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Content-Type: application/json", *headers, "", ""]).encode()


def _drip_headers(connection: Connection) -> None:
    connection.request()
    connection.drip(answer(filled(envelope(), connection), headers=tuple(f"X-{n}: {n}" for n in range(500))))


def _drip_body(status: int) -> Script:
    def script(connection: Connection) -> None:
        connection.request()
        connection.send(_head(f"{status} Dripping", "Content-Length: 100000"))
        connection.drip(b" " * 100000)

    return script


def _flood(head: bytes, more: bytes) -> Script:
    def script(connection: Connection) -> None:
        connection.request()
        connection.send(head)
        connection.flood(more)

    return script


def _large(size: int) -> Script:
    def script(connection: Connection) -> None:
        connection.request()
        connection.send(_head("200 OK", f"Content-Length: {size}"))
        for _ in range(size // _MIB):
            connection.send(b" " * _MIB)

    return script


def _bomb(packed: Callable[[], bytes], encoding: str) -> Script:
    def script(connection: Connection) -> None:
        body = packed()
        connection.request()
        connection.send(answer(body, headers=(f"Content-Encoding: {encoding}",)))
        connection.hold()

    return script


@lru_cache
def _gzip_bomb() -> bytes:
    """16 MiB of spaces in 16 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * _MIB) for _ in range(16)) + packer.flush()


def _packed(pack: Callable[[bytes], bytes], encoding: str, *, cut: int = 0) -> Script:
    def script(connection: Connection) -> None:
        body = pack(filled(envelope(), connection))
        connection.request()
        connection.send(answer(body[: len(body) - cut], headers=(f"Content-Encoding: {encoding}",)))
        connection.hold()

    return script


def _length(difference: int, then: Callable[[Connection], None] | None = None) -> Script:
    def script(connection: Connection) -> None:
        connection.request()
        body = filled(envelope(), connection)
        connection.send(answer(body, length=len(body) + difference))
        if then is not None:
            then(connection)

    return script


def _trailing(connection: Connection) -> None:
    connection.request()
    body = filled(envelope(), connection)
    connection.send(answer(body + b"and more", length=len(body)))
    connection.hold()


def _http_1_0(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.0 200 OK\r\n\r\n" + filled(envelope(), connection))


def _chunks(*sizes: int, end: bytes = b"0\r\n\r\n") -> Script:
    """Answer in chunks of these sizes, the last one taking the rest; `end` is what follows it."""

    def script(connection: Connection) -> None:
        connection.request()
        body = filled(envelope(), connection)
        connection.send(_head("200 OK", "Transfer-Encoding: chunked"))
        for size in (*sizes, len(body)):
            part, body = body[:size], body[size:]
            connection.send(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        connection.send(end)

    return script


_CHUNKED = _head("200 OK", "Transfer-Encoding: chunked")
_INTERIM = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"


def _interim_for_ever(connection: Connection) -> None:
    connection.request()
    while True:
        connection.send(_INTERIM)
        connection.pause(0.002)


def _after(before: bytes) -> Script:
    """Send something, then the right answer."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(before + answer(filled(envelope(), connection)))
        connection.hold()

    return script


_NEVER: tuple[Fault, ...] = (
    Fault("refused", None, FAILED, requests=0),
    Fault("reset before the request is read", Connection.reset, FAILED, requests=None),
    Fault("reset before the answer", say(then=Connection.reset), FAILED),
    Fault("reset in the headers", say(b"HTTP/1.1 200 OK\r\nContent-", then=Connection.reset), FAILED),
    Fault(
        "reset after the headers", say(_head("200 OK", "Content-Length: 99"), then=Connection.reset), FAILED
    ),
    Fault("reset in the body", say(answer(b'{"code"', length=99), then=Connection.reset), FAILED),
    Fault(
        "reset in the body of an error",
        say(answer(b'{"code"', length=99, status=500), then=Connection.reset),
        refused(ServerError, 500, 13),
    ),
    Fault("closed without reading", lambda _: None, FAILED, requests=None),
    Fault("closed without an answer", say(), FAILED),
    Fault("closed in the status line", say(b"HTTP/1.1 20"), FAILED),
    Fault("closed in the headers", say(b"HTTP/1.1 200 OK\r\nContent-Type: appl"), FAILED),
    Fault("half closed without an answer", say(then=Connection.finish_sending), FAILED),
    Fault("never answers", say(then=Connection.hold), LATE, timeout=SHORT),
    Fault("never reads", Connection.ignore, LATE, timeout=SHORT, requests=0),
    Fault("stops in the headers", say(b"HTTP/1.1 200 OK\r\n", then=Connection.hold), LATE, timeout=SHORT),
    Fault("stops before the body", say(answer(length=99), then=Connection.hold), LATE, timeout=SHORT),
    Fault("stops in the body", say(answer(b'{"code', length=99), then=Connection.hold), LATE, timeout=SHORT),
    Fault(
        "stops in the body of an error",
        say(answer(b'{"code', length=99, status=400), then=Connection.hold),
        refused(BadRequest, 400, 3),
        timeout=AMPLE,
    ),
    Fault("drips the headers", _drip_headers, LATE, timeout=SHORT),
    Fault("drips the body", _drip_body(200), LATE, timeout=SHORT),
    Fault("drips the body of an error", _drip_body(400), refused(BadRequest, 400, 3), timeout=AMPLE),
    Fault("1xx for ever", _interim_for_ever, LATE, timeout=SHORT),
)

_ENDLESS: tuple[Fault, ...] = (
    Fault("endless headers", _flood(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 999), FAILED),
    Fault("endless header", _flood(b"HTTP/1.1 200 OK\r\nX-More: ", b"and more" * 999), FAILED),
    Fault("endless status line", _flood(b"HTTP/1.1 200 ", b"OK" * 9999), FAILED),
    Fault("endless body", _flood(_head(), b" " * 65536), UNEXPECTED, most_sent=_ENOUGH),
    Fault(
        "endless chunks",
        _flood(_head("200 OK", "Transfer-Encoding: chunked"), b"8000\r\n" + b" " * 32768 + b"\r\n"),
        UNEXPECTED,
        most_sent=_ENOUGH,
    ),
    Fault(
        "endless body of an error",
        _flood(_head("503 Service Unavailable"), b" " * 65536),
        refused(ServerError, 503, 14),
        most_sent=_ENOUGH,
    ),
    Fault("200 MB", _large(200 * _MIB), UNEXPECTED, most_sent=_ENOUGH),
    Fault("just over 1 MiB", say(answer(b" " * _MIB + b"1"), then=Connection.hold), UNEXPECTED),
    Fault("gzip bomb", _bomb(_gzip_bomb, "gzip"), UNEXPECTED),
    Fault("gzip in gzip", _packed(lambda body: gzip.compress(gzip.compress(body)), "gzip, gzip"), UNEXPECTED),
    Fault("gzip, not asked for", _packed(gzip.compress, "gzip"), UNEXPECTED),
    Fault("deflate, not asked for", _packed(zlib.compress, "deflate"), UNEXPECTED),
    Fault("gzip cut short", _packed(gzip.compress, "gzip", cut=12), UNEXPECTED),
    Fault("gzip that is none", _packed(bytes, "gzip"), UNEXPECTED),
    Fault("unknown encoding", _packed(bytes, "br"), UNEXPECTED),
)

_FRAMING: tuple[Fault, ...] = (
    Fault("no fault", _after(b""), value()),
    Fault("Content-Length too long, closed", _length(9), FAILED),
    Fault("Content-Length too long, open", _length(9, Connection.hold), LATE, timeout=SHORT),
    Fault("Content-Length too short", _length(-9, Connection.hold), UNEXPECTED),
    Fault("bytes after the answer", _trailing, value()),
    Fault("two lengths", say(answer(b"{}", headers=("Content-Length: 99",))), FAILED),
    Fault("negative Content-Length", say(answer(b"{}", length=-1)), FAILED),
    Fault("no length, closed", say(_head() + documented()), value()),
    Fault("chunks", _chunks(1, 20, 5), value()),
    Fault("chunks with trailers", _chunks(7, end=b"0\r\nX-Trailer: 1\r\n\r\n"), value()),
    Fault("chunk size that is none", _chunks(1, end=b"xyz\r\n"), FAILED),
    Fault("chunk size too large", say(_CHUNKED + b"f" * 30 + b"\r\n"), FAILED),
    Fault("chunk longer than it says", say(_CHUNKED + b"1\r\n{}\r\n0\r\n\r\n"), FAILED),
    Fault("chunk cut", say(_CHUNKED + b"40\r\n{"), FAILED),
    Fault("chunks without an end", _chunks(9, end=b""), FAILED),
    Fault("unknown transfer encoding", say(_head("200 OK", "Transfer-Encoding: zip") + b"{}"), FAILED),
    Fault("garbage", say(b"\x00\xff\x16garbage\r\n" * 9 + b"\r\n"), FAILED),
    Fault("a page without a head", say(b"<html>hello</html>\r\n\r\n"), FAILED),
    Fault("another protocol", say(b"SSH-2.0-OpenSSH_9.6\r\n", then=Connection.finish_sending), FAILED),
    Fault("HTTP/2 preface", say(b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64"), FAILED),
    Fault("header without a colon", say(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"), FAILED),
    Fault("status of two digits", say(answer(b"{}", status=20)), FAILED),
    Fault("status of four digits", say(answer(b"{}", status=2000)), FAILED),
    Fault("status 099", say(answer(b"{}", status="099")), FAILED),
    Fault("HTTP/1.0", _http_1_0, value()),
    Fault("HTTP/9.9", say(answer(b"{}", version="HTTP/9.9")), UNEXPECTED),
    Fault("HTTP/X", say(answer(b"{}", version="HTTP/X")), FAILED),
    Fault("1xx before the answer", _after(_INTERIM), value()),
    Fault("1xx and no answer", say(_INTERIM), FAILED),
    Fault(
        "rpcStatus without a length",
        say(_head("404 Not Found") + rpc_status(5)),
        Expected(NotFound, status=404, conformant=True, number=5),
    ),
)

CONNECTIONS: tuple[Fault, ...] = (*_NEVER, *_ENDLESS, *_FRAMING)
