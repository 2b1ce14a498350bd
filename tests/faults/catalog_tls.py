"""Faults of TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults import certificates
from tests.faults.answers import answer, documented, envelope, respond, say
from tests.faults.catalog_connections import FAILED, LATE
from tests.faults.fault import SHORT, Fault, Security, value
from tests.faults.server import Connection

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

__all__ = ["TLS"]


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


def _untrusted(name: str, server: Callable[[], ssl.SSLContext]) -> Fault:
    return Fault(name, _GOOD, FAILED, requests=0, security=Security(server, certificates.trusting))


TLS: tuple[Fault, ...] = (
    Fault("TLS", _GOOD, value(), security=_TRUSTED),
    _untrusted("TLS, wrong name", certificates.wrong_name),
    _untrusted("TLS, expired", certificates.expired),
    _untrusted("TLS, self-signed", certificates.self_signed),
    _untrusted("TLS, unknown issuer", certificates.unknown_issuer),
    Fault(
        "TLS, closed in the middle of the answer",
        say(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + documented()),
        FAILED,
        security=_TRUSTED,
    ),
    Fault(
        "TLS, never answers",
        say(then=Connection.hold),
        LATE,
        timeout=SHORT,
        security=_TRUSTED,
    ),
    Fault("plain HTTP on a TLS port", _plain, FAILED, requests=None, security=_PLAIN_SERVER),
    Fault("TLS port that hangs", Connection.hold, LATE, timeout=SHORT, requests=0, security=_PLAIN_SERVER),
    Fault("TLS port that closes", lambda _: None, FAILED, requests=0, security=_PLAIN_SERVER),
    Fault("TLS port that resets", _reset, FAILED, requests=0, security=_PLAIN_SERVER),
    Fault(
        "TLS on a plain port",
        _GOOD,
        FAILED,
        requests=0,
        security=Security(certificates.good, certificates.trusting, scheme="http"),
    ),
)
