"""One attempt to get an answer, and what can come of it.

Values, not exceptions: the frames an exception passes through keep the request alive
in its traceback, so errors are made and raised only where no secret is in sight.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import ContextVar
from enum import Enum
from typing import NamedTuple, Protocol

from ..base import clock

__all__ = [
    "MAX_BODY",
    "Attempt",
    "BodyError",
    "BodySoFar",
    "Failure",
    "Phase",
    "RawResponse",
    "attempt_under_way",
    "current_attempt",
]

MAX_BODY = 1 << 20
"""Bytes a body may have, decoded. tKeel's answers have a few hundred."""


class BodyError(Enum):
    """Why a body is not whole."""

    CUT = "the connection ended in the middle of the answer"
    LATE = "the time was up in the middle of the answer"
    LARGE = f"the body is larger than {MAX_BODY >> 20} MiB"
    ENCODED = "the body is compressed, which nobody asked for"


class Phase(Enum):
    """How far an attempt has come."""

    HANDED_OVER = "waiting for the transport"  # of which not all tell more
    QUEUED = "waiting for a free connection"
    CONNECTING = "connecting"
    SENDING = "sending the request"
    WAITING = "waiting for the answer"
    READING = "reading the answer"


class RawResponse:
    """A status, headers, and as much of a body as came.

    Args:
        status_code: the HTTP status.
        headers: names and values as received.
        content: the body, decoded.
        body_error: why the body is not whole, None where it is.
    """

    __slots__ = ("body_error", "content", "headers", "status_code")

    def __init__(
        self,
        status_code: int,
        headers: list[tuple[bytes, bytes]],
        content: bytes,
        body_error: BodyError | None = None,
    ) -> None:
        self.status_code: int = status_code
        self.headers: list[tuple[bytes, bytes]] = headers
        self.content: bytes = content
        self.body_error: BodyError | None = body_error

    def __repr__(self) -> str:
        return f"<RawResponse {getattr(self, 'status_code', 'being made')}>"


class Failure(NamedTuple):
    """No answer.

    Args:
        why: what happened and what to do, in a line that quotes nothing from the wire.
        timed_out: whether the call's time was up.
        unsent: whether it is certain that the server saw nothing of the request.
        stale: whether a kept connection turned out to be closed, without one byte of an answer.
        permanent: whether no other attempt could go better: the request cannot be sent, or
            nothing can be trusted.
    """

    why: str
    timed_out: bool = False
    unsent: bool = False
    stale: bool = False
    permanent: bool = False


class BodySoFar(Protocol):
    """A body that is still arriving."""

    def answer(self) -> RawResponse:
        """Return the answer as far as it has come."""
        ...

    def broken_off(self, failure: Failure) -> RawResponse | Failure:
        """Return what tells most when the body has no end."""
        ...


class Attempt:
    """One attempt's limits in time, and what is known of its progress.

    Args:
        ends: the moment, of :func:`clock.monotonic`, at which the call must have returned.
        connect_timeout: seconds that connecting may take, all addresses, proxies and
            TLS together.
        timeout: seconds the whole call may take, for messages alone.
        fresh: whether it needs a new connection, as kept ones have proved closed.

    Attributes:
        waited: seconds that it waited for a free connection.
        close_opened: closes the connection that it has opened, None where it has opened none.
        body: the answer's body as far as it has come, None before the headers were complete.
        outcome: what came of it, where that is known though something else was raised since.
        outside: what the caller was handling when it began, which Python chains to all that is raised
            within, and which is no cause of it.
    """

    __slots__ = (
        "body",
        "close_opened",
        "connect_timeout",
        "connected_by",
        "ended",
        "ends",
        "fresh",
        "head",
        "outcome",
        "outside",
        "phase",
        "received",
        "reused",
        "sent",
        "tail",
        "timeout",
        "waited",
    )

    def __init__(self, ends: float, connect_timeout: float, timeout: float, *, fresh: bool = False) -> None:
        self.ends: float = ends
        self.connect_timeout: float = connect_timeout
        self.timeout: float = timeout
        self.connected_by: float | None = None
        self.fresh: bool = fresh
        self.phase: Phase = Phase.HANDED_OVER
        self.reused: bool = False
        self.sent: bool = False
        self.received: int = 0
        self.head: int = 0
        self.tail: bytes = b""
        self.ended: bool = False
        self.waited: float = 0.0
        self.close_opened: Callable[[], None] | None = None
        self.body: BodySoFar | None = None
        self.outcome: RawResponse | Failure | None = None
        self.outside: BaseException | None = sys.exception()

    def question_sent(self) -> None:
        """Note that from here on what is received is the answer."""
        self.sent = True
        self.received = 0

    def answer_part(self, data: bytes) -> None:
        """Note what has been received, ``b""`` being the end of the connection."""
        if not data:
            self.ended = True
            return
        if not self.received:
            # Answers of a few hundred bytes come in one piece; where not, the size stays unknown.
            self.head = data.find(b"\r\n\r\n") + 4
        self.received += len(data)
        self.tail = data[-5:]

    def left(self) -> float:
        """Return the seconds left, zero or less when the time is up."""
        return self.ends - clock.monotonic()

    def connect_left(self) -> float:
        """Return the seconds left for connecting; the first question starts that clock."""
        now = clock.monotonic()
        if self.connected_by is None:
            self.connected_by = min(self.ends, now + self.connect_timeout)
        return self.connected_by - now


attempt_under_way: ContextVar[Attempt | None] = ContextVar("tkeel_oauth_attempt", default=None)
"""The attempt of this thread or task, None outside of one.

Between the client and the socket lie httpx and httpcore, which know numbers of seconds
alone; wrappers may change even those. A context variable passes them by.
"""


def current_attempt() -> Attempt:
    """Return the attempt that this request is sent for.

    Raises:
        RuntimeError: there is none: our transport serves our clients alone.
    """
    attempt = attempt_under_way.get()
    if attempt is None:
        raise RuntimeError("no call is under way")
    return attempt
