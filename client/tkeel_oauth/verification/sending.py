"""Makes one call of a verification, over the SDK's own transport with all that it keeps.

The query is masked in every text form, the deadline holds, redirects are not followed, proxies come from the
environment. Unlike the SDK it sends what the contract forbids: parameters left out, or empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.base.secrets import Secrets
from tkeel_oauth._runtime.call.checks import seconds
from tkeel_oauth._runtime.call.encode import Request, header_bytes
from tkeel_oauth._runtime.call.messages import Attempt, Phase, RawResponse
from tkeel_oauth._runtime.call.options import Options
from tkeel_oauth._runtime.transport.opening import Route, open_sync

from .seen import Received, Seen, Silence

if TYPE_CHECKING:
    from types import TracebackType

    from tkeel_oauth._runtime.transport.kinds import SyncTransport

    from .contract import Operation
    from .plan import PlannedCall
    from .values import Values

__all__ = ["Sender"]


class Sender:
    """The way to one server.

    Args:
        base_url: The server, such as `https://iot.example.com/apis/security/v1`.
        timeout: Seconds that each call may take.
        allow_insecure: Whether plain http may leave this machine.
        transport: What carries the calls; without one, the SDK's own.

    Raises:
        ConfigurationError: An argument that cannot be used.
    """

    def __init__(
        self, base_url: str, *, timeout: float, allow_insecure: bool, transport: SyncTransport | None = None
    ) -> None:
        self._timeout = seconds("timeout", timeout)
        route = Route(base_url, own_transport=transport is not None, allow_insecure=allow_insecure)
        self.base_url: str = route.address.text
        self._headers = Options(
            timeout=self._timeout, connect_timeout=self._timeout, retries=0, headers=None, user_agent=None
        ).raw_headers
        self._exchange = open_sync(route, transport)

    def __repr__(self) -> str:
        return "<Sender>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._exchange.close()

    def ask(self, call: PlannedCall, sent: Values) -> Seen:
        """Makes a call and gives what came of it.

        Args:
            call: The call.
            sent: The parameters with their values, not encoded.
        """
        began = clock.monotonic()
        # A connection of its own, as a kept one that turns out to be closed would need a second call.
        attempt = Attempt(began + self._timeout, self._timeout, fresh=True)
        answer = self._exchange.attempt(_request(call.operation, sent), self._headers, attempt, self._timeout)
        outcome: Received | Silence
        if isinstance(answer, RawResponse):
            headers = tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers
            )
            outcome = Received(answer.status_code, headers, answer.content, answer.body_error)
        else:
            # Before that phase what came need not be HTTP at all.
            outcome = Silence(answer.why, answer.timed_out, attempt.phase is Phase.READING)
        took = clock.monotonic() - began
        return Seen(call.step, call.operation, call.expect, call.subject, sent, outcome, took)


def _request(operation: Operation, sent: Values) -> Request:
    path = operation.path
    query: list[str] = []
    headers: list[tuple[bytes, bytes]] = []
    for parameter in operation.parameters:
        if parameter.name not in sent:
            continue
        text = sent[parameter.name]
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(text, safe=""), 1)
        elif parameter.place == "header":
            headers.append((parameter.name.encode(), header_bytes(parameter.name, text)))
        else:
            query.append(f"{quote(parameter.name, safe='')}={quote(text, safe='')}")
    target = f"{path}?{'&'.join(query)}" if query else path
    return Request(operation.method, target.encode(), headers, b"", Secrets(sent.values()))
