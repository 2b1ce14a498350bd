"""What a status and a body come to: one of each kind, over the wire.

What each status and each body means is decided from bytes alone, in tests/contract/test_wire_forms.py.
"""

from __future__ import annotations

from tests.faults.answers import answer, documented, envelope, filled, refusal, respond
from tests.faults.fault import Fault
from tests.faults.server import Connection, Script
from tests.faults.wording import (
    INVALID,
    NO_HTTP,
    NO_JSON,
    NO_SUCH_ANSWER,
    NO_UTF_8,
    redirected,
    server_error,
    unexpected,
)


def _redirect_to_itself(connection: Connection) -> None:
    target = connection.request().split(b" ")[1].decode()
    connection.send(answer(status=302, headers=(f"Location: {target}",)))
    connection.hold()


def _without_body(status: int) -> Script:
    """Send a head alone, as these statuses have no body."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(f"HTTP/1.1 {status} None\r\n\r\n".encode())
        connection.hold()

    return script


def _switching(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n")
    connection.send(filled(answer(envelope()), connection))


_PAGE = b"<html><head><title>error</title></head><body><h1>nginx</h1></body></html>"
_LONE_SURROGATE = b'{"@CODE@": 1, "\\udfff": 1}'
_DEEP = b'{"code": "@CODE@", "m": ' + b"[" * 100_000

STATUSES: tuple[Fault, ...] = (
    Fault("400 envelope", respond(refusal(), status=400), INVALID),
    Fault("503 HTML", respond(_PAGE, status=503, reason="Whatever", kind="text/html"), server_error(503, 14)),
    Fault("101", _switching, NO_HTTP),
    Fault("201 with the result", respond(envelope(), status=201), unexpected(NO_SUCH_ANSWER, 201)),
    Fault("204", _without_body(204), unexpected(NO_SUCH_ANSWER, 204)),
    Fault("302 to itself", _redirect_to_itself, redirected(302)),
    Fault(
        "303 to another port",
        respond(b"", status=303, headers=("Location: https://127.0.0.1:1/",)),
        redirected(303),
    ),
    Fault("308 to no URL", respond(b"", status=308, headers=("Location: //[::1",)), redirected(308)),
    Fault("304", _without_body(304), redirected(304)),
    Fault(
        "200 envelope of an error with a result",
        respond(envelope("io.tkeel.INTERNAL_ERROR")),
        unexpected("the body is tKeel's envelope and does not report success, though the status does"),
    ),
    # Python's own errors hold what could not be read.
    Fault("200 invalid UTF-8", respond(b'{"code": "@CODE@\xff"}'), NO_UTF_8),
    Fault("200 lone surrogate", respond(_LONE_SURROGATE), NO_UTF_8),
    Fault("200 cut JSON", respond(documented()[:-1]), NO_JSON),
    Fault(
        "200 100 000 levels",
        respond(_DEEP),
        unexpected("the body is not what was asked for: it is nested deeper than 64 levels"),
    ),
)
