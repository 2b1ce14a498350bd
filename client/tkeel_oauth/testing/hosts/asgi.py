"""The recorded server as an ASGI application, without a framework."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from tkeel_oauth.testing.engine import Engine, Replier
from tkeel_oauth.testing.errors import NoAnswerError
from tkeel_oauth.testing.journal import Call, Journal
from tkeel_oauth.testing.messages import Answer, Headers, Request

if TYPE_CHECKING:
    from tkeel_oauth.testing.scenario import Outcome, Recording
    from tkeel_oauth.testing.wire_forms import Wire

__all__ = ["HANG_UP", "RecordedApp", "asgi_app"]

# ASGI's own types: what a message holds depends on its "type".
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

HANG_UP = "tkeel_oauth.hang_up"
"""The scope extension through which a server lends a function that closes the connection."""


class RecordedApp:
    """Answers ASGI requests from a recording.

    `raw_path` of the scope is used, so that `a%2Fb` differs from `a/b`. A scenario in which the server
    stays silent waits until the client leaves. One in which the connection closes without a byte needs a
    server that lends a way to hang up, as `RecordedServer` does; others get a `NoAnswerError` error.

    Args:
        engine: What finds the answers.
        journal: Where calls are noted; without one, a journal of its own.
        latency: Seconds that every answer waits; other requests are answered meanwhile.
    """

    def __init__(self, engine: Replier, journal: Journal | None = None, *, latency: float = 0.0) -> None:
        self.engine = engine
        self.latency = latency
        self._journal = Journal() if journal is None else journal

    @property
    def requests(self) -> tuple[Call, ...]:
        """What was asked so far, oldest first, without query values."""
        return self._journal.calls

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers one request, or the server's start and stop."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            raise NoAnswerError(f"the recorded server speaks HTTP only, not {scope['type']}")
        request = _request(scope)
        reply = self.engine.reply(request)
        self._journal.add(request, reply)
        if self.latency > 0 and await _leaves_within(self.latency, receive):
            return
        if reply.answer is None:
            await _no_answer(scope, receive, reply.outcome, reply.scenario)
        else:
            await _send(send, reply.answer, head=request.method == "HEAD")


def asgi_app(
    recording: Recording | None = None,
    *,
    strict: bool = False,
    wire: Wire | None = None,
    latency: float = 0.0,
) -> RecordedApp:
    """Makes an ASGI application that answers from a recording.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        strict: Answer 501 to credentials that were not recorded, instead of tKeel's refusal.
        wire: Answer in tKeel's `served` or its `documented` form; without it, in the recorded one.
        latency: Seconds that every answer waits; other requests are answered meanwhile.
    """
    return RecordedApp(Engine(recording, strict=strict, wire=wire), latency=latency)


def _request(scope: Mapping[str, Any]) -> Request:
    target = cast("bytes", scope["raw_path"]).decode("latin-1")
    query = cast("bytes", scope["query_string"]).decode("latin-1")
    return Request(
        method=scope["method"],
        # httpx's ASGI transport leaves the query in raw_path.
        target=target.partition("?")[0] + (f"?{query}" if query else ""),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]),
        http_version=f"HTTP/{scope['http_version']}",
    )


async def _send(send: Send, answer: Answer, *, head: bool) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": _encoded(answer.headers)})
    await send({"type": "http.response.body", "body": b"" if head else answer.body})


@lru_cache(maxsize=256)
def _encoded(headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    # An engine gives the same few answers again and again.
    return tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers)


async def _leaves_within(seconds: float, receive: Receive) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await _leaves(receive)
    except TimeoutError:
        return False
    return True


async def _leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _no_answer(scope: Message, receive: Receive, outcome: Outcome | None, scenario: str | None) -> None:
    if outcome == "close":
        hang_up = scope.get("extensions", {}).get(HANG_UP)
        if hang_up is None:
            raise NoAnswerError(
                f"scenario {scenario}: this server has no way to close the connection unanswered"
            )
        hang_up()
    await _leaves(receive)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
