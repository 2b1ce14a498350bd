"""Sends the planned scenarios to a live server, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth._runtime.call.encode import Request as Outgoing
from tkeel_oauth._runtime.call.messages import Attempt, Phase
from tkeel_oauth._runtime.call.options import seconds, text
from tkeel_oauth._runtime.transport.body import Body
from tkeel_oauth._runtime.transport.budget import attempt_under_way
from tkeel_oauth._runtime.transport.config import configure
from tkeel_oauth._runtime.transport.failures import LOW_LEVEL, failure_of
from tkeel_oauth._runtime.transport.request import RequestBuilder
from tkeel_oauth._runtime.transport.sync.transport import DefaultTransport

from .answers import issued
from .base import base_of
from .capture import exchange_of
from .errors import RecordingError, UnansweredError
from .plan import planned

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tkeel_oauth.testing.matching import Credentials
    from tkeel_oauth.testing.messages import Request

    from .exchange import Exchange

__all__ = ["Walk"]

_OURS = frozenset({"host", "content-length"})


class Walk:
    """One login, one server, and the scenarios that are sent there.

    Args:
        base_url: The server, such as `https://iot.example.com/apis/security/v1`.
        login: Who logs in; all but `state` must be given.
        timeout: Seconds that each call may take at most.
        allow_insecure: Whether plain http may leave this machine.

    Raises:
        ConfigurationError: An argument that cannot be used.
        IndistinctError: When the login's values could not be told from what is written anyway.
    """

    def __init__(
        self, base_url: str, login: Credentials, *, timeout: float = 30.0, allow_insecure: bool = False
    ) -> None:
        self._config = configure(base_url, allow_insecure=allow_insecure, max_connections=1)
        self._timeout = seconds("timeout", timeout)
        for name in ("tenant_id", "username", "password", "redirect_uri"):
            text(name, getattr(login, name))
        self._base = base_of(self._config.address.text)
        self._requests = planned(self._base, login)
        self._builder = RequestBuilder(self._config.address.root())
        self._answered = 0

    def __repr__(self) -> str:
        return f"<Walk of {len(self)} scenarios>"

    def __len__(self) -> int:
        return len(self._requests)

    def run(self, progress: Callable[[int, str], None] = lambda _number, _name: None) -> list[Exchange]:
        """Sends every scenario once and gives the exchanges.

        Args:
            progress: Called before each call with its number, from 1, and the scenario's name.

        Raises:
            UnansweredError: When a call gets no whole answer; the rest is not sent.
            RecordingError: When the first scenario, the login, gets no code; the rest is not sent.
        """
        transport = DefaultTransport(self._config)
        try:
            exchanges: list[Exchange] = []
            for number, (name, request) in enumerate(self._requests, start=1):
                progress(number, name)
                exchanges.append(self._call(transport, name, request))
                if number == 1:
                    _check_login(exchanges[0])
            return exchanges
        finally:
            transport.close()

    def _call(self, transport: DefaultTransport, name: str, request: Request) -> Exchange:
        # A connection of its own, as a kept one that turns out to be closed would need a second call.
        attempt = Attempt(clock.monotonic() + self._timeout, self._timeout, fresh=True)
        token = attempt_under_way.set(attempt)
        try:
            response = transport.handle_request(self._built(request, attempt))
            try:
                attempt.phase = Phase.READING
                exchange = self._read(name, request, response, attempt)
            finally:
                response.close()
        except LOW_LEVEL as error:
            why = failure_of(error, attempt, self._config.address.origin, self._timeout).why
        else:
            self._answered += 1
            return exchange
        finally:
            attempt_under_way.reset(token)
        # Raised here and not there: the cause would stay with the error.
        raise UnansweredError(f"scenario {name}: {why}", answered=self._answered > 0)

    def _built(self, request: Request, attempt: Attempt) -> httpx.Request:
        headers = [
            (key.encode("latin-1"), value.encode("latin-1"))
            for key, value in request.headers
            if key.lower() not in _OURS
        ]
        outgoing = Outgoing(
            request.method, request.target.encode("ascii"), headers, request.body, SecretScanner(())
        )
        return self._builder.build(outgoing, [], attempt, None, masked=True)

    def _read(self, name: str, request: Request, response: httpx.Response, attempt: Attempt) -> Exchange:
        body = Body(response.status_code, response.headers.raw)
        for chunk in cast("httpx.SyncByteStream", response.stream):
            if not body.feed(chunk):
                break
            if attempt.left() <= 0:
                body.too_late()
                break
        answer = body.answer()
        if answer.body_error is not None:
            raise UnansweredError(f"scenario {name}: {answer.body_error.value}", answered=True)
        return exchange_of(self._base, self._built(request, attempt), response, answer.content, name)


def _check_login(exchange: Exchange) -> None:
    if not any(role == "code" for role, _ in issued(exchange.answer)):
        raise RecordingError(
            f"the login got no code (status {exchange.answer.status}): check tenant, user name, password and "
            "that the base URL is tKeel's; nothing else was sent"
        )
