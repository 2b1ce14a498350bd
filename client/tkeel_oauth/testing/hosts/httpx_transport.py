"""The recorded server as a transport for httpx, in the process of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tkeel_oauth.testing.engine import Engine, Reply
from tkeel_oauth.testing.journal import Call, Journal
from tkeel_oauth.testing.messages import Request

if TYPE_CHECKING:
    from tkeel_oauth.testing.scenario import Recording

__all__ = ["RecordedTransport", "answer", "mock_transport"]


class RecordedTransport(httpx.MockTransport):
    """Answers httpx from a recording, sync and async.

    A scenario without an answer raises what httpx raises then: `ReadTimeout` at once for a server that
    stays silent, `RemoteProtocolError` for a connection closed without one byte.

    Args:
        engine: What finds the answers.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._journal = Journal()
        super().__init__(lambda request: answer(engine, self._journal, request))

    @property
    def requests(self) -> tuple[Call, ...]:
        """What was asked so far, oldest first, without query values."""
        return self._journal.calls


def mock_transport(recording: Recording | None = None, *, strict: bool = False) -> RecordedTransport:
    """Makes a transport for `Client` and `AsyncClient` that answers from a recording.

    The host in the URL is not looked at; the path must start with `/v1`, or with `/apis/security/v1` as
    outside tKeel's gateway.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        strict: Answer 501 to credentials that were not recorded, instead of tKeel's refusal.
    """
    return RecordedTransport(Engine(recording, strict=strict))


def answer(engine: Engine, journal: Journal, request: httpx.Request) -> httpx.Response:
    """Answers one httpx request.

    Args:
        engine: What finds the answer.
        journal: Where the call is noted.
        request: The request; of its URL only the raw path and query count.

    Raises:
        httpx.ReadTimeout: When the scenario is a server that stays silent.
        httpx.RemoteProtocolError: When the scenario is a connection closed without one byte.
    """
    plain = Request(
        method=request.method,
        target=request.url.raw_path.decode("ascii"),
        headers=tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
        ),
    )
    reply = engine.reply(plain)
    journal.add(plain, reply)
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
