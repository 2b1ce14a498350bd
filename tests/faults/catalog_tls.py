"""Faults of TLS."""

from __future__ import annotations

import ssl
from collections.abc import Callable

from tests.faults import certificates
from tests.faults.answers import answer, documented, envelope, respond, say
from tests.faults.fault import SHORT, Expected, Fault, Security
from tests.faults.server import Connection
from tests.faults.wording import CUT, GRANTED, LATE, NO_ANSWER, NO_TLS, NOT_MADE, not_trusted


def _plain(connection: Connection) -> None:
    """Answer a greeting of TLS as servers of plain HTTP do."""
    connection.receive()
    connection.send(answer(b"The plain HTTP request was sent to HTTPS port", status=400))


def _reset(connection: Connection) -> None:
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
    Fault("TLS port that resets", _reset, NOT_MADE, requests=0, security=_PLAIN_SERVER),
    Fault("TLS on a plain port", _GOOD, NO_ANSWER, requests=0, security=_TO_PLAIN_HTTP),
)
