"""Every status above 400 with every kind of body, and the statuses below that are no result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.answers import REASON, answer, envelope, filled, refusal, respond, rpc_status
from tests.faults.fault import Expected, Fault
from tkeel_oauth import (
    APIStatusError,
    BadRequest,
    Conflict,
    ConnectionFailed,
    Forbidden,
    NotFound,
    RateLimited,
    ServerError,
    Unauthorized,
    UnexpectedResponse,
)

if TYPE_CHECKING:
    from tests.faults.server import Connection, Script

__all__ = ["STATUSES"]

_KINDS: dict[int, tuple[type[APIStatusError], int]] = {
    400: (BadRequest, 3),
    401: (Unauthorized, 16),
    403: (Forbidden, 7),
    404: (NotFound, 5),
    405: (APIStatusError, 9),
    406: (APIStatusError, 9),
    408: (APIStatusError, 4),
    409: (Conflict, 6),
    412: (APIStatusError, 9),
    413: (APIStatusError, 9),
    416: (APIStatusError, 11),
    418: (APIStatusError, 9),
    429: (RateLimited, 8),
    431: (APIStatusError, 9),
    499: (APIStatusError, 1),
    500: (ServerError, 13),
    501: (ServerError, 12),
    502: (ServerError, 13),
    503: (ServerError, 14),
    504: (ServerError, 4),
    520: (ServerError, 13),
    599: (ServerError, 13),
    600: (APIStatusError, 2),
    999: (APIStatusError, 2),
}
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


def _bad_request(name: str, body: bytes, *, conformant: bool = False, number: int = 3) -> Fault:
    return Fault(
        f"400 {name}",
        respond(body, status=400),
        Expected(BadRequest, status=400, conformant=conformant, number=number),
    )


_CONTRADICTIONS: tuple[Fault, ...] = (
    _bad_request("SUCCESS", envelope()),
    _bad_request("SUCCESS without data", envelope(data=None)),
    _bad_request("documented result", b'{"code": "@CODE@"}'),
    _bad_request("rpcStatus 0", rpc_status(0, "")),
    _bad_request("both error forms", rpc_status(3, "m", msg="", data=None)),
    _bad_request("envelope with message", envelope("io.tkeel.INTERNAL_ERROR", data=None, message="m")),
    _bad_request("envelope with data", envelope("io.tkeel.INTERNAL_ERROR")),
    _bad_request("wrong types", b'{"code": [3], "message": 3, "details": {}}'),
    _bad_request("number beyond int32", rpc_status(1 << 40)),
    _bad_request("null details", b'{"code": 5, "message": "m", "details": null}', conformant=True, number=5),
    _bad_request("gateway's own", b'{"code": "", "msg": "no route", "data": null}', conformant=True),
    _bad_request("list", b"[]"),
    _bad_request("deep nesting", b"[" * 100_000),
)


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
    _unusable(202),
    _unusable(203, envelope(), name="with the result"),
    Fault("204", _without_body(204), Expected(UnexpectedResponse, status=204)),
    _unusable(206, envelope(), "Content-Range: bytes 0-9/99", name="with the result"),
    _unusable(226, envelope(), name="with the result"),
    _unusable(299, refusal()),
    Fault("302 to itself", _redirect_to_itself, Expected(UnexpectedResponse, status=302)),
    _unusable(301, envelope(), "Location: /elsewhere", name="with the result"),
    _unusable(302, b"", "Location: http://other.example/oauth", name="to another host"),
    _unusable(303, b"", "Location: https://127.0.0.1:1/", name="to another port"),
    _unusable(307, b"", "Location: file:///etc/passwd", name="to a file"),
    _unusable(308, b"", "Location: //[::1", name="to no URL"),
    _unusable(302, b"", name="to nowhere"),
    Fault("304", _without_body(304), Expected(UnexpectedResponse, status=304)),
    _unusable(399, envelope(), name="with the result"),
)

STATUSES: tuple[Fault, ...] = (*_refusals(), *_CONTRADICTIONS, *_BELOW_400)
