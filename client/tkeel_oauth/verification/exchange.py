"""One exchange as the checks see it, whether it was just made or recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth._runtime.call.encode import Request, header_bytes
from tkeel_oauth._runtime.call.messages import BodyError, RawResponse
from tkeel_oauth._version import __version__
from tkeel_oauth.testing.messages import Headers, header_values
from tkeel_oauth.testing.sender import Sender

from .cases import Case, Expect, PlannedStep, Values
from .openapi import Operation, Parameter

__all__ = ["Exchange", "Received", "Silence", "ask"]

_HEADERS = (
    (b"Accept", b"application/json"),
    (b"Accept-Encoding", b"identity"),
    (b"User-Agent", f"tkeel-oauth/{__version__}".encode()),
)


@dataclass(frozen=True, slots=True)
class Received:
    """An answer.

    Args:
        status: The HTTP status.
        headers: Names and values in wire order.
        body: As much of the body as came, decoded.
        error: Why the body is not whole, None where it is.
    """

    status: int
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False)
    error: BodyError | None = None

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters; "" where there is none."""
        return next(header_values(self.headers, "content-type"), "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer, or none whose status counts.

    Args:
        why: What happened and what to do, without a word of the server's.
        late: Whether the time was up.
        begun: Whether some of an answer had come.
    """

    why: str
    late: bool = False
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and what came of it.

    Args:
        step: The step.
        operation: What was called.
        expect: What it was to get.
        subject: The parameter that was left out or changed, None for neither.
        sent: The parameters that were sent, by name, not encoded.
        outcome: What came.
        seconds: How long it took, None for a recorded exchange.
    """

    step: PlannedStep
    operation: Operation
    expect: Expect
    subject: Parameter | None
    sent: Values = field(repr=False)
    outcome: Received | Silence
    seconds: float | None = None

    @property
    def hidden(self) -> set[str]:
        """What was sent and no report may hold."""
        shown = {parameter.name for parameter in self.operation.parameters if not parameter.sensitive}
        return {value for name, value in self.sent.items() if name not in shown}


def ask(sender: Sender, case: Case, values: Values) -> Exchange:
    """Makes a call and gives what came of it."""
    sent = sender.send(_request(sender.base_path, case.operation, values))
    answer = sent.answer
    outcome: Received | Silence
    if isinstance(answer, RawResponse):
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers)
        outcome = Received(answer.status_code, headers, answer.content, answer.body_error)
    else:
        outcome = Silence(answer.why, answer.timed_out, sent.begun)
    took = round(sent.seconds, 4)
    return Exchange(case.step, case.operation, case.expect, case.subject, values, outcome, took)


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
