"""Makes one call of a verification, and asks for JSON as the SDK does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth._runtime.call.encode import Request, header_bytes
from tkeel_oauth._runtime.call.messages import RawResponse
from tkeel_oauth._version import __version__

from .seen import Received, Seen, Silence

if TYPE_CHECKING:
    from tkeel_oauth.testing.sender import Sender

    from .contract import Operation
    from .plan import PlannedCall
    from .values import Values

__all__ = ["ask"]

_HEADERS = (
    (b"Accept", b"application/json"),
    (b"Accept-Encoding", b"identity"),
    (b"User-Agent", f"tkeel-oauth/{__version__}".encode()),
)


def ask(sender: Sender, call: PlannedCall, values: Values) -> Seen:
    """Makes a call and gives what came of it.

    Args:
        sender: The way to the server.
        call: The call.
        values: The parameters with their values, not encoded.
    """
    sent = sender.send(_request(sender.base_path, call.operation, values))
    answer = sent.answer
    outcome: Received | Silence
    if isinstance(answer, RawResponse):
        given = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers)
        outcome = Received(answer.status_code, given, answer.content, answer.body_error)
    else:
        outcome = Silence(answer.why, answer.timed_out, sent.begun)
    return Seen(call.step, call.operation, call.expect, call.subject, values, outcome, sent.seconds)


def _request(base_path: str, operation: Operation, values: Values) -> Request:
    path = f"{base_path}{operation.path}"
    query: list[str] = []
    headers: list[tuple[bytes, bytes]] = [*_HEADERS]
    for parameter in operation.parameters:
        if parameter.name not in values:
            continue
        text = values[parameter.name]
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(text, safe=""), 1)
        elif parameter.place == "header":
            headers.append((parameter.name.encode(), header_bytes(parameter.name, text)))
        else:
            query.append(f"{quote(parameter.name, safe='')}={quote(text, safe='')}")
    target = f"{path}?{'&'.join(query)}" if query else path
    return Request(operation.method, target.encode(), headers, b"", SecretScanner(values.values()))
