"""Sends calls that no client of the SDK would, over the SDK's own transport with all that it keeps.

The recorder and the verification ask with it: parameters left out, empty or sent twice, paths that are none.
The query is masked in every text form, the deadline holds, no redirect is followed, nothing is sent again,
proxies come from the environment.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeAlias

import httpx

from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.call.encode import Request
from tkeel_oauth._runtime.call.messages import Attempt, Failure, Phase, RawResponse
from tkeel_oauth._runtime.call.options import seconds
from tkeel_oauth._runtime.transport.config import configure
from tkeel_oauth._runtime.transport.sync.transport import SharedTransport

__all__ = ["ELSEWHERE", "Sender", "Sent", "Transport", "Verify", "fault_of"]

Transport: TypeAlias = httpx.BaseTransport
"""What may carry the calls."""

Verify: TypeAlias = bool | str | ssl.SSLContext
"""What certificates are checked with: the usual authorities or none, a file of certificates, a context."""

ELSEWHERE = frozenset({404, 405, 501})
"""The statuses that servers give to a path that they do not have."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one call.

    Args:
        answer: The answer, or why there is none.
        begun: Whether some of an answer had come.
        seconds: How long it took.
    """

    answer: RawResponse | Failure
    begun: bool
    seconds: float


class Sender:
    """The way to one server.

    Args:
        base_url: The server, such as `https://iot.example.com/apis/security/v1`.
        timeout: Seconds that each call may take.
        allow_insecure: Whether plain http may leave this machine.
        verify: What certificates are checked with, as for `Client`.
        transport: What carries the calls, closed at the end; without one, the SDK's own.

    Attributes:
        base_url: As it may be shown.
        base_path: Its path, encoded, without a slash at the end.

    Raises:
        ConfigurationError: An argument that cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float,
        allow_insecure: bool = False,
        verify: Verify = True,
        transport: Transport | None = None,
    ) -> None:
        self._timeout = seconds("timeout", timeout)
        own = transport is not None
        address = configure(base_url, verify=verify, own_transport=own, allow_insecure=allow_insecure).address
        self.base_url: str = address.text
        self.base_path: str = address.prefix.decode("ascii")
        # Targets are whole: some are none of those that begin with the path of the base URL.
        config = configure(address.origin, verify=verify, own_transport=own, allow_insecure=allow_insecure)
        self._shared = SharedTransport(config, transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._shared.close()

    def send(self, request: Request) -> Sent:
        """Makes a call, once.

        Args:
            request: What goes out, in a wrapper whose text form is mute: the target is the path, from the
                origin on, and the query; the headers are all but Host and Content-Length.
        """
        began = clock.monotonic()
        # A connection of its own, as a kept one that turns out to be closed would need a second call.
        attempt = Attempt(began + self._timeout, self._timeout, self._timeout, fresh=True)
        answer = self._shared.send(request, [], attempt)
        # Before that phase what came need not be HTTP at all.
        return Sent(answer, attempt.phase is Phase.READING, clock.monotonic() - began)


def fault_of(value: object) -> str | None:
    """Says why a value of a login cannot be sent, None where it can."""
    if not isinstance(value, str) or not value:
        return "must be a text that is not empty"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "holds half of a surrogate pair, which no UTF-8 can say"
    return None
