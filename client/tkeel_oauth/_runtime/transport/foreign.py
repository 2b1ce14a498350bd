"""What transports and clients of a caller's give back, tell and raise."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from traceback import walk_tb
from typing import Any

import httpcore
import httpx

from ..base.redaction import WITHHELD, SecretScanner, one_line
from ..call.messages import Attempt, Failure, Phase, RawResponse
from .body import Body
from .failures import FOREIGN, failure_of, raised_by_a_handler
from .pool import answer_in
from .request import Cookieless, UnsendableRequest

__all__ = [
    "CLOSED",
    "AsyncTrace",
    "Trace",
    "outcome_of_error",
]


CLOSED = "the client is closed; make a new one, or call inside its with block"
_THEIRS_CLOSED = "the http_client is closed; keep it open as long as the clients that send with it"


class Trace:
    """httpcore's ``trace`` extension: how far an attempt has come on transports that are not ours.

    Args:
        attempt: where that is noted.
    """

    __slots__ = ("_connected", "_tunnelling", "attempt")

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self._connected = False
        self._tunnelling = False

    def __call__(self, name: str, info: Mapping[str, Any]) -> None:
        """Take an event: its name, such as ``http11.send_request_headers.started``, and what goes with it."""
        attempt = self.attempt
        step, _, point = name.rpartition(".")
        step = step.rpartition(".")[2]
        if point == "failed":
            self._failed(step, info["exception"])
        if step in _CONNECTING:
            attempt.phase = Phase.CONNECTING
            attempt.body = None  # as below
            self._connected = True
            return
        if step == "send_request_headers" and point == "started":
            # What a proxy is asked for the way, and answers, is neither question nor answer.
            self._tunnelling = getattr(info.get("request"), "method", None) == b"CONNECT"
        if self._tunnelling:
            return
        if step == "send_request_headers" and point == "started":
            attempt.phase = Phase.SENDING
            attempt.reused = not self._connected
            attempt.body = None  # what auth, or a transport that tries again, was answered before
            attempt.question_sent()
        elif step == "receive_response_headers" and point == "started":
            attempt.phase = Phase.WAITING
        elif step == "receive_response_headers" and point == "complete":
            told = info["return_value"]
            # Of HTTP/1.1 its version and the reason are told, too; of HTTP/2 there are none.
            status, headers = told if name.startswith("http2.") else (told[1], told[3])
            attempt.received = 1
            attempt.body = Body(status, headers)

    def _failed(self, step: str, error: BaseException) -> None:
        ended = str(error).startswith(_ENDED)
        if step.startswith("receive_response_"):
            self.attempt.ended = ended
        if isinstance(error, httpcore.RemoteProtocolError) and not ended:
            # h11 quotes what it cannot read, which may repeat the password, and spans take it down.
            for below in (error, error.__cause__, error.__context__):
                if below is not None:
                    below.args = (WITHHELD,)


_ENDED = ("Server disconnected", "peer closed connection")
"""What httpcore and h11 say here that is no word of the server's: it hung up before its answer, or within."""

_CONNECTING = frozenset({"connect_tcp", "connect_unix_socket", "start_tls", "setup_socks5_connection"})


class AsyncTrace(Trace):
    """As :class:`Trace`; on asyncio it is awaited."""

    __slots__ = ()

    async def __call__(self, name: str, info: Mapping[str, Any]) -> None:  # type: ignore[override]
        super().__call__(name, info)


def outcome_of_error(
    error: Exception,
    attempt: Attempt,
    label: str,
    secrets: SecretScanner,
    client: httpx.Client | httpx.AsyncClient,
) -> RawResponse | Failure | None:
    """Say what it means that sending a request has raised an error, None where it is to pass through.

    Args:
        error: what was raised.
        attempt: how far it had come.
        label: what messages call the way to the server.
        secrets: what messages must not hold.
        client: what sent the request, our own or the caller's.
    """
    theirs = not isinstance(client, Cookieless)
    if isinstance(error, UnsendableRequest):
        return Failure(error.why, permanent=True)
    raised = raised_by_a_handler(error, attempt)
    if raised is not None:
        raise raised from None
    if isinstance(error, httpx.HTTPStatusError):
        elsewhere = theirs and not _asked_in(error, attempt)
        return _answered_elsewhere(error.response) if elsewhere else _answer_of(error.response)
    known = isinstance(error, FOREIGN)
    if attempt.outcome is not None and (known or isinstance(error, UnicodeError)):
        return attempt.outcome  # what our own pool knows
    redirect = _redirect_to_nowhere(error)
    if redirect is not None:
        elsewhere = theirs and not _asked_in(redirect, attempt)
        return _answered_elsewhere(redirect) if elsewhere else _answer_of(redirect)
    if client.is_closed and isinstance(error, RuntimeError):
        return Failure(_THEIRS_CLOSED if theirs else CLOSED, unsent=True, permanent=True)
    if not known and not _of_a_stock_transport(error, attempt):
        return None
    failure = _failure(error, attempt, label, secrets, timed_out=not theirs)
    return failure if attempt.body is None else attempt.body.broken_off(failure)


def _answer_of(response: httpx.Response) -> RawResponse:
    """Return an answer that came before something was raised; what of it nobody had read is lost by then."""
    known = answer_in(response)
    if known is not None:
        return known
    try:
        content = response.content
    except httpx.ResponseNotRead:
        content = b""
    body = Body(response.status_code, response.headers.raw)
    body.take(content)
    return body.answer()


def _asked_in(told: httpx.HTTPStatusError | httpx.Response, attempt: Attempt) -> bool:
    """Tell whether this is of the attempt's own request, and not of one that auth or a hook has made."""
    with suppress(RuntimeError):  # it names no request
        trace = told.request.extensions.get("trace")
        return isinstance(trace, Trace) and trace.attempt is attempt
    return False


def _answered_elsewhere(response: httpx.Response) -> Failure:
    return Failure(
        "a request that the auth or the hooks of the http_client have made themselves was answered "
        f"{response.status_code}; look there"
    )


def _redirect_to_nowhere(error: Exception) -> httpx.Response | None:
    """Return the redirect that an error is about, None where it is about something else.

    httpx makes the request that a redirect leads to even where that is not to be sent, and fails where
    the address is none. Of the answer it says no word then; it stands in the frames of the error.
    """
    for frame, _ in walk_tb(error.__traceback__):
        if frame.f_code.co_name == "_build_redirect_request":
            response = frame.f_locals.get("response")
            return response if isinstance(response, httpx.Response) else None
    return None


def _of_a_stock_transport(error: Exception, attempt: Attempt) -> bool:
    """Tell whether a transport of httpx's has failed, though the error is none of httpx's.

    It lets out those of the SOCKS library, and what Python says of a host name that cannot be one.
    """
    if type(error).__module__.partition(".")[0] == "socksio":
        return True
    return isinstance(error, UnicodeError) and attempt.phase is Phase.CONNECTING


def _failure(
    error: Exception, attempt: Attempt, label: str, secrets: SecretScanner, *, timed_out: bool
) -> Failure:
    if attempt.left() > 0 and type(error) is httpx.TimeoutException:
        return _unmocked(error, secrets)
    if attempt.left() > 0 and isinstance(error, _PATIENCE):
        return _impatient(error, attempt, timed_out=timed_out)
    if isinstance(error, UnicodeError):
        why = "its host cannot be looked up, as no name is like that; check the base URL"
        return Failure(f"no connection to {label}: {why}", unsent=True)
    return failure_of(error, attempt, label)


_PATIENCE = (httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout)


def _impatient(error: Exception, attempt: Attempt, *, timed_out: bool) -> Failure:
    """Return the failure of a transport whose own patience ended before the call's time did."""
    return Failure(
        f"no whole answer within {attempt.timeout:g} s: the transport itself gave up before "
        f"({type(error).__name__}); look at the limits, or the mocks, that were set for it",
        timed_out=timed_out,
    )


def _unmocked(error: Exception, secrets: SecretScanner) -> Failure:
    """Return the failure where a tool for tests has no answer. No transport raises that class itself.

    It says for what request, and then what the request held and what was expected: that may be a password.
    """
    asked = str(error).partition(" amongst:")[0].partition(" with ")[0]
    return Failure(
        f'the transport gave up: "{one_line(secrets.redact(asked))}"; look at the mocks that were set for it'
    )
