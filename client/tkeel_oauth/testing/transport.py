"""The recorded server as a transport for httpx, in the process of the test."""

from __future__ import annotations

import asyncio
import time

import httpx

from tkeel_oauth._runtime.call.messages import Phase, attempt_under_way
from tkeel_oauth._runtime.transport.failures import out_of_time

from .call_log import Call, CallLog
from .engine import Engine, Replier, Reply
from .errors import NotRecordedError
from .messages import Request
from .scenario import Recording
from .wire_forms import Wire

__all__ = ["AsyncReplayTransport", "RecordedTransport", "ReplayTransport", "mock_transport"]


class _Answering:
    """What the transports share: an engine, and the log of what it was asked.

    A scenario without an answer raises what httpx raises then: `ReadTimeout` at once for a server that
    stays silent, `RemoteProtocolError` for a connection closed without one byte.

    Args:
        engine: What finds the answers.
        log: Where calls are noted; without one, a log of its own.
        strict: Raise `NotRecordedError` for a request that was not recorded, instead of the 501.
    """

    def __init__(self, engine: Replier, log: CallLog | None = None, *, strict: bool = False) -> None:
        self._engine = engine
        self._log = CallLog() if log is None else log
        self._strict = strict

    @property
    def requests(self) -> tuple[Call, ...]:
        """What was asked so far, oldest first, without query values."""
        return self._log.calls

    def _reply(self, request: httpx.Request) -> Reply:
        # A NotRecordedError shows a test's frames, not these.
        __tracebackhide__ = True
        plain = Request(
            method=request.method,
            target=request.url.raw_path.decode("ascii"),
            headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
            ),
            body=request.content,
        )
        reply = self._engine.reply(plain)
        self._log.add(plain, reply)
        if self._strict and reply.unmatched:
            raise NotRecordedError(str(reply.unmatched))
        return reply


class ReplayTransport(_Answering, httpx.BaseTransport):
    """Answers `httpx.Client` and `Client` from a recording."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request."""
        __tracebackhide__ = True
        request.read()
        reply = self._reply(request)
        if reply.delay:
            time.sleep(_delay(reply, request))
        return _response(reply, request)


class AsyncReplayTransport(_Answering, httpx.AsyncBaseTransport):
    """Answers `httpx.AsyncClient` and `AsyncClient` from a recording."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request."""
        __tracebackhide__ = True
        await request.aread()
        reply = self._reply(request)
        if reply.delay:
            await asyncio.sleep(_delay(reply, request))
        return _response(reply, request)


class RecordedTransport(ReplayTransport, AsyncReplayTransport):
    """Answers httpx from a recording, sync and async."""


def mock_transport(
    recording: Recording | None = None, *, strict: bool = False, wire: Wire | None = None
) -> RecordedTransport:
    """Makes a transport for `Client` and `AsyncClient` that answers from a recording.

    The host in the URL is not looked at; the path must start with `/v1`, or with `/apis/security/v1` as
    outside tKeel's gateway. With respx, `route.mock(side_effect=mock_transport().handle_request)` answers a
    route in the same way.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        strict: Answer 501 to credentials that were not recorded, instead of tKeel's refusal.
        wire: Answer in tKeel's `served` or its `documented` form; without it, in the recorded one.
    """
    return RecordedTransport(Engine(recording, strict=strict, wire=wire))


def _delay(reply: Reply, request: httpx.Request) -> float:
    """Gives the seconds to wait; an answer that would come too late is not waited for."""
    __tracebackhide__ = True
    patience: float | None = request.extensions.get("timeout", {}).get("read")
    if patience is not None and reply.delay >= patience:
        raise _too_late(f"the answer is delayed by {reply.delay} s", request)
    return reply.delay


def _too_late(why: str, request: httpx.Request) -> httpx.ReadTimeout:
    """Gives what httpx raises; the SDK's own call then says what it says of a server that waits so long."""
    attempt = attempt_under_way.get()
    if attempt is not None:
        attempt.phase = Phase.WAITING
        attempt.outcome = out_of_time(attempt)
    return httpx.ReadTimeout(why, request=request)


def _response(reply: Reply, request: httpx.Request) -> httpx.Response:
    __tracebackhide__ = True
    answer = reply.answer
    if answer is not None:
        return httpx.Response(
            answer.status,
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers],
            content=answer.body,
            extensions={
                "http_version": answer.http_version.encode("ascii"),
                "reason_phrase": answer.reason.encode("latin-1"),
            },
            request=request,
        )
    if reply.outcome == "hang":
        raise _too_late(f"scenario {reply.scenario}: the server never answers", request)
    if reply.outcome == "refuse":
        raise httpx.ConnectError("the connection is refused", request=request) from ConnectionRefusedError()
    attempt = attempt_under_way.get()
    if attempt is not None:
        attempt.ended = True
    raise httpx.RemoteProtocolError(
        f"scenario {reply.scenario}: the connection closed without an answer", request=request
    )
