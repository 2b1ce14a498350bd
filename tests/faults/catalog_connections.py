"""Faults of the connection and of HTTP itself: what is cut, late, endless or no HTTP."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import lru_cache

from tests.faults.answers import answer, documented, envelope, filled, rpc_status, say
from tests.faults.fault import AMPLE, SHORT, Fault
from tests.faults.server import Connection, Script
from tests.faults.wording import (
    COMPRESSED,
    CUT,
    GRANTED,
    LARGE,
    LATE,
    NO_ANSWER,
    NO_HTTP,
    NO_JSON,
    REFUSED,
    UNREAD,
    api_error,
    bad_request,
    server_error,
)
from tkeel_oauth import NotFound

_MIB = 1 << 20
_ENOUGH = 32 * _MIB
"""Bytes a server may have sent, system buffers included, before a client that stops at 1 MiB is seen to."""


def _head(status: str = "200 OK", *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Content-Type: application/json", *headers, "", ""]).encode()


_CHUNKED = _head("200 OK", "Transfer-Encoding: chunked")
_INTERIM = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"


def _answering(send: Callable[[Connection, bytes], None]) -> Script:
    """Send what `send` does, given the body of a success, and then nothing more."""

    def script(connection: Connection) -> None:
        connection.request()
        send(connection, filled(envelope(), connection))
        connection.hold()

    return script


def _drip_headers(connection: Connection, body: bytes) -> None:
    connection.drip(answer(body, headers=tuple(f"X-{n}: {n}" for n in range(500))))


def _drip_body(connection: Connection, _: bytes) -> None:
    connection.send(_head("200 Dripping", "Content-Length: 100000"))
    connection.drip(b" " * 100000)


def _interim_for_ever(connection: Connection, _: bytes) -> None:
    while True:
        connection.send(_INTERIM)
        connection.pause(0.002)


def _flood(head: bytes, more: bytes) -> Script:
    def send(connection: Connection, _: bytes) -> None:
        connection.send(head)
        connection.flood(more)

    return _answering(send)


@lru_cache
def _gzip_bomb() -> bytes:
    """16 MiB of spaces in 16 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * _MIB) for _ in range(16)) + packer.flush()


def _send_bomb(connection: Connection, _: bytes) -> None:
    connection.send(answer(_gzip_bomb(), headers=("Content-Encoding: gzip",)))


def _cut_by_length(connection: Connection, body: bytes) -> None:
    connection.send(answer(body, length=len(body) - 9))


def _http_1_0(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.0 200 OK\r\n\r\n" + filled(envelope(), connection))


def _chunks(*sizes: int, end: bytes) -> Script:
    """Answer in chunks of these sizes, the last one taking the rest; `end` is what follows it."""

    def script(connection: Connection) -> None:
        connection.request()
        body = filled(envelope(), connection)
        connection.send(_CHUNKED)
        for size in (*sizes, len(body)):
            part, body = body[:size], body[size:]
            connection.send(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        connection.send(end)

    return script


_NEVER: tuple[Fault, ...] = (
    Fault("refused", None, REFUSED, requests=0),
    Fault("reset before the request is read", Connection.reset, UNREAD, requests=None),
    Fault("reset before the answer", say(then=Connection.reset), NO_ANSWER),
    Fault("reset in the body", say(answer(b'{"code"', length=99), then=Connection.reset), CUT),
    Fault(
        "reset in the body of an error",
        say(answer(b'{"code"', length=99, status=500), then=Connection.reset),
        server_error(500, 13),
    ),
    Fault("closed without reading", lambda _: None, UNREAD, requests=None),
    Fault("closed without an answer", say(), NO_ANSWER),
    Fault("closed in the headers", say(b"HTTP/1.1 200 OK\r\nContent-Type: appl"), CUT),
    Fault("closed in the body", say(answer(b'{"code"', length=99)), CUT),
    Fault("half closed without an answer", say(then=Connection.finish_sending), NO_ANSWER),
    Fault("never answers", say(then=Connection.hold), LATE, timeout=SHORT),
    Fault("never reads", Connection.ignore, LATE, timeout=SHORT, requests=0),
    Fault("stops in the headers", say(b"HTTP/1.1 200 OK\r\n", then=Connection.hold), LATE, timeout=SHORT),
    Fault("stops in the body", say(answer(b'{"code', length=99), then=Connection.hold), LATE, timeout=SHORT),
    Fault(
        "stops in the body of an error",
        say(answer(b'{"code', length=99, status=400), then=Connection.hold),
        bad_request(),
        timeout=AMPLE,
    ),
    Fault("drips the headers", _answering(_drip_headers), LATE, timeout=SHORT),
    Fault("drips the body", _answering(_drip_body), LATE, timeout=SHORT),
    Fault("1xx for ever", _answering(_interim_for_ever), LATE, timeout=SHORT),
)

_ENDLESS: tuple[Fault, ...] = (
    Fault("endless headers", _flood(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 999), NO_HTTP),
    Fault("endless chunks", _flood(_CHUNKED, b"8000\r\n" + b" " * 32768 + b"\r\n"), LARGE, most_sent=_ENOUGH),
    Fault(
        "200 MB",
        _flood(_head("200 OK", f"Content-Length: {200 * _MIB}"), b" " * 65536),
        LARGE,
        most_sent=_ENOUGH,
    ),
    Fault(
        "endless body of an error",
        _flood(_head("503 Service Unavailable"), b" " * 65536),
        server_error(503, 14),
        most_sent=_ENOUGH,
    ),
    Fault("gzip bomb", _answering(_send_bomb), COMPRESSED),
)

_FRAMING: tuple[Fault, ...] = (
    Fault("no fault", _answering(lambda connection, body: connection.send(answer(body))), GRANTED),
    Fault("Content-Length too short", _answering(_cut_by_length), NO_JSON),
    Fault("two lengths", say(answer(b"{}", headers=("Content-Length: 99",))), NO_HTTP),
    Fault("no length, closed", say(_head() + documented()), GRANTED),
    Fault("chunks with trailers", _chunks(1, 20, 5, end=b"0\r\nX-Trailer: 1\r\n\r\n"), GRANTED),
    Fault("chunk size that is none", _chunks(1, end=b"xyz\r\n"), NO_HTTP),
    Fault("chunks without an end", _chunks(9, end=b""), CUT),
    Fault("garbage", say(b"\x00\xff\x16garbage\r\n" * 9 + b"\r\n"), NO_HTTP),
    Fault("header without a colon", say(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"), NO_HTTP),
    Fault("HTTP/1.0", _http_1_0, GRANTED),
    Fault(
        "1xx before the answer",
        _answering(lambda connection, body: connection.send(_INTERIM + answer(body))),
        GRANTED,
    ),
    Fault(
        "rpcStatus without a length",
        say(_head("404 Not Found") + rpc_status(5)),
        api_error(
            NotFound,
            404,
            5,
            ': "invalid"; check the base URL: its path usually ends in /apis/security/v1 '
            "(/v1 for tkeel-oauth serve)",
            conformant=True,
        ),
    ),
)

CONNECTIONS: tuple[Fault, ...] = (*_NEVER, *_ENDLESS, *_FRAMING)
