"""The recorded server as a transport for httpx, in the process of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tkeel_oauth.testing.engine import Engine, Replier, Reply
from tkeel_oauth.testing.errors import NotRecordedError
from tkeel_oauth.testing.journal import Call, Journal
from tkeel_oauth.testing.messages import Request

if TYPE_CHECKING:
    from tkeel_oauth.testing.scenario import Recording
    from tkeel_oauth.testing.wire_forms import Wire

__all__ = ["RecordedTransport", "answer", "mock_transport"]


class RecordedTransport(httpx.MockTransport):
    """Answers httpx from a recording, sync and async.

    A scenario without an answer raises what httpx raises then: `ReadTimeout` at once for a server that
    stays silent, `RemoteProtocolError` for a connection closed without one byte.

    Args:
        engine: What finds the answers.
        journal: Where calls are noted; without one, a journal of its own.
        refuse: Raise `NotRecordedError` for a request that was not recorded, instead of the 501.
    """

    def __init__(self, engine: Replier, journal: Journal | None = None, *, refuse: bool = False) -> None:
        self.engine = engine
        self._journal = Journal() if journal is None else journal
        self._refuse = refuse
        super().__init__(self._answer)

    # As MockTransport's own, but a NotRecordedError shows a test's frames, not these.
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request."""
        __tracebackhide__ = True
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request."""
        __tracebackhide__ = True
        await request.aread()
        return self._answer(request)

    @property
    def requests(self) -> tuple[Call, ...]:
        """What was asked so far, oldest first, without query values."""
        return self._journal.calls

    def _answer(self, request: httpx.Request) -> httpx.Response:
        __tracebackhide__ = True
        return answer(self.engine, self._journal, request, refuse=self._refuse)


def mock_transport(
    recording: Recording | None = None, *, strict: bool = False, wire: Wire | None = None
) -> RecordedTransport:
    """Makes a transport for `Client` and `AsyncClient` that answers from a recording.

    The host in the URL is not looked at; the path must start with `/v1`, or with `/apis/security/v1` as
    outside tKeel's gateway.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        strict: Answer 501 to credentials that were not recorded, instead of tKeel's refusal.
        wire: Answer in tKeel's `served` or its `documented` form; without it, in the recorded one.
    """
    return RecordedTransport(Engine(recording, strict=strict, wire=wire))


def answer(
    engine: Replier, journal: Journal, request: httpx.Request, *, refuse: bool = False
) -> httpx.Response:
    """Answers one httpx request.

    Args:
        engine: What finds the answer.
        journal: Where the call is noted.
        request: The request; of its URL only the raw path and query count.
        refuse: Raise for a request that was not recorded, instead of the 501.

    Raises:
        NotRecordedError: For a request that was not recorded, when asked to.
        httpx.ReadTimeout: When the scenario is a server that stays silent.
        httpx.RemoteProtocolError: When the scenario is a connection closed without one byte.
    """
    __tracebackhide__ = True
    plain = Request(
        method=request.method,
        target=request.url.raw_path.decode("ascii"),
        headers=tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
        ),
    )
    reply = engine.reply(plain)
    journal.add(plain, reply)
    if refuse and reply.unmatched:
        raise NotRecordedError(str(reply.unmatched))
    return _response(reply, request)


def _response(reply: Reply, request: httpx.Request) -> httpx.Response:
    if reply.answer is None:
        if reply.outcome == "hang":
            raise httpx.ReadTimeout(f"scenario {reply.scenario}: the server never answers", request=request)
        raise httpx.RemoteProtocolError(
            f"scenario {reply.scenario}: the connection closed without an answer", request=request
        )
    return httpx.Response(
        reply.answer.status,
        headers=list(reply.answer.headers),
        content=reply.answer.body,
        extensions={"http_version": b"HTTP/1.1", "reason_phrase": reply.answer.reason.encode("ascii")},
        request=request,
    )
