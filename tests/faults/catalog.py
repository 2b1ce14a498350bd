"""Every fault, in one table: those of statuses and bodies and of TLS, beside the larger tables.

What each status and each body means is decided from bytes alone, in tests/contract/test_wire_forms.py.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable

from tests.faults import certificates
from tests.faults.answers import answer, documented, envelope, filled, refusal, respond, say
from tests.faults.catalog_connections import CONNECTIONS
from tests.faults.catalog_echoes import ECHOES
from tests.faults.fault import SHORT, Expected, Fault, Security
from tests.faults.server import Connection, Script
from tests.faults.wording import (
    CUT,
    GRANTED,
    INVALID,
    LATE,
    NO_ANSWER,
    NO_HTTP,
    NO_JSON,
    NO_SUCH_ANSWER,
    NO_TLS,
    NO_UTF_8,
    NOT_MADE,
    not_trusted,
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


def _plain(connection: Connection) -> None:
    """Answer a greeting of TLS as servers of plain HTTP do."""
    connection.receive()
    connection.send(answer(b"The plain HTTP request was sent to HTTPS port", status=400))


def _reset_handshake(connection: Connection) -> None:
    """End the handshake once it has begun."""
    connection.receive()
    connection.reset()


_GOOD = respond(envelope())
_PLAIN_SERVER = Security(None, certificates.trusting)
_TRUSTED = Security(certificates.good, certificates.trusting)
_TO_PLAIN_HTTP = Security(certificates.good, certificates.trusting, scheme="http")
_CUT = say(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + documented())


def _untrusted(name: str, server: Callable[[], ssl.SSLContext], expected: Expected) -> Fault:
    return Fault(name, _GOOD, expected, requests=0, security=Security(server, certificates.trusting))


TLS: tuple[Fault, ...] = (
    Fault("TLS", _GOOD, GRANTED, security=_TRUSTED),
    _untrusted(
        "TLS, wrong name",
        certificates.wrong_name,
        not_trusted("IP address mismatch, certificate is not valid for '127.0.0.1'."),
    ),
    _untrusted("TLS, expired", certificates.expired, not_trusted("certificate has expired")),
    _untrusted("TLS, self-signed", certificates.self_signed, not_trusted("self-signed certificate")),
    _untrusted(
        "TLS, unknown issuer",
        certificates.unknown_issuer,
        not_trusted("unable to get local issuer certificate"),
    ),
    Fault("TLS, closed in the middle of the answer", _CUT, CUT, security=_TRUSTED),
    Fault("TLS, never answers", say(then=Connection.hold), LATE, timeout=SHORT, security=_TRUSTED),
    Fault("plain HTTP on a TLS port", _plain, NO_TLS, requests=None, security=_PLAIN_SERVER),
    Fault("TLS port that hangs", Connection.hold, LATE, timeout=SHORT, requests=0, security=_PLAIN_SERVER),
    Fault("TLS port that closes", lambda _: None, NOT_MADE, requests=0, security=_PLAIN_SERVER),
    Fault("TLS port that resets", _reset_handshake, NOT_MADE, requests=0, security=_PLAIN_SERVER),
    Fault("TLS on a plain port", _GOOD, NO_ANSWER, requests=0, security=_TO_PLAIN_HTTP),
)

FAULTS = (*CONNECTIONS, *TLS, *STATUSES, *ECHOES)
