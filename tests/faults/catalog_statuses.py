"""What a status and a body come to: one of each kind, over the wire.

What each status and each body means is decided from bytes alone, in tests/contract/test_wire_forms.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.answers import REASON, answer, documented, envelope, filled, refusal, respond, rpc_status
from tests.faults.fault import Expected, Fault, value
from tkeel_oauth import (
    APIStatusError,
    BadRequest,
    ConnectionFailed,
    ServerError,
    UnexpectedResponse,
)

if TYPE_CHECKING:
    from tests.faults.server import Connection, Script

__all__ = ["STATUSES"]

_KINDS: dict[int, tuple[type[APIStatusError], int]] = {400: (BadRequest, 3), 503: (ServerError, 14)}
"""The class and the gRPC number of each status."""

_PAGE = b"<html><head><title>error</title></head><body><h1>nginx</h1></body></html>"
_BODIES: dict[str, tuple[bytes, str]] = {
    "rpcStatus": (rpc_status(3, "invalid"), "application/json"),
    "envelope": (refusal(), "application/json"),
    "HTML": (_PAGE, "text/html"),
    "text": (b"Method Not Allowed", "text/plain; charset=utf-8"),
    "empty": (b"", "application/json"),
    "truncated JSON": (rpc_status()[:-9], "application/json"),
}


def _expected(status: int, body: str) -> Expected:
    kind, number = _KINDS[status]
    if body in {"rpcStatus", "envelope"}:
        # The body's own number; tKeel's name for it stands for 3, too.
        reason = REASON if body == "envelope" else None
        return Expected(kind, status=status, conformant=True, number=3, reason=reason)
    return Expected(kind, status=status, conformant=False, number=number)


def _cut(status: int) -> Script:
    """Close the connection in the middle of a body."""

    def script(connection: Connection) -> None:
        connection.request()
        body = rpc_status()
        connection.send(answer(body[:-9], status=status, length=len(body)))

    return script


def _refusals() -> list[Fault]:
    faults: list[Fault] = []
    for status in _KINDS:
        for name, (body, kind) in _BODIES.items():
            script = respond(body, status=status, reason="Whatever", kind=kind)
            faults.append(Fault(f"{status} {name}", script, _expected(status, name)))
        faults.append(Fault(f"{status} truncated", _cut(status), _expected(status, "truncated")))
    return faults


def _unusable(status: int, body: bytes = b"", *headers: str, name: str = "") -> Fault:
    return Fault(
        f"{status} {name}".rstrip(),
        respond(body, status=status, headers=headers),
        Expected(UnexpectedResponse, status=status),
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


_BELOW_400: tuple[Fault, ...] = (
    Fault("101", _switching, Expected(ConnectionFailed)),
    _unusable(201, envelope(), name="with the result"),
    Fault("204", _without_body(204), Expected(UnexpectedResponse, status=204)),
    Fault("302 to itself", _redirect_to_itself, Expected(UnexpectedResponse, status=302)),
    _unusable(303, b"", "Location: https://127.0.0.1:1/", name="to another port"),
    _unusable(307, b"", "Location: file:///etc/passwd", name="to a file"),
    _unusable(308, b"", "Location: //[::1", name="to no URL"),
    Fault("304", _without_body(304), Expected(UnexpectedResponse, status=304)),
)


def _under_200(name: str, body: bytes, expected: Expected) -> Fault:
    return Fault(f"200 {name}", respond(body), expected)


_UNEXPECTED = Expected(UnexpectedResponse, status=200)
_RESULTS: tuple[Fault, ...] = (
    _under_200("documented form", documented(), value()),
    _under_200("served form", envelope(), value()),
    _under_200("HTML", _PAGE, _UNEXPECTED),
    _under_200("code a list of it", b'{"code": ["@CODE@"]}', _UNEXPECTED),
    _under_200("envelope of an error with a result", envelope("io.tkeel.INTERNAL_ERROR"), _UNEXPECTED),
    _under_200("result with an error", b'{"code": "@CODE@", "message": "failed"}', _UNEXPECTED),
    _under_200("code twice", b'{"code": "@CODE@", "code": "@CODE@"}', _UNEXPECTED),
    _under_200("invalid UTF-8", b'{"code": "@CODE@\xff"}', _UNEXPECTED),
    _under_200("lone surrogate", b'{"@CODE@": 1, "\\udfff": 1}', _UNEXPECTED),
    _under_200("cut JSON", documented()[:-1], _UNEXPECTED),
    _under_200("100 000 levels", b'{"code": "@CODE@", "m": ' + b"[" * 100_000, _UNEXPECTED),
)

STATUSES: tuple[Fault, ...] = (*_refusals(), *_BELOW_400, *_RESULTS)
