"""The connections of one client, for sync code.

Every call of a client goes to one origin, so a pool is a stack of idle connections and
a bound on how many there are. The last one used is used next: the others can expire.
The connections are httpcore's own; what goes through them is read here to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import httpcore

from ...base import clock
from ...call.messages import Attempt, Phase, RawResponse, current_attempt
from ..body import Body
from ..failures import LOW_LEVEL
from ..pool import (
    KEEPALIVE_EXPIRY,
    PoolResponse,
    forget_after_fork,
    nothing_left_over,
    outcome_of_break,
    refuse_unasked,
)
from ..semaphore import FairSemaphore, Place

__all__ = ["ConnectionPool"]


class ConnectionPool:
    """A stack of connections to one origin, as httpx's transport asks for it; threads may share it.

    Args:
        connect: makes a connection object, which connects when it is first used.
        size: how many connections there may be at once; further calls wait.
        label: what messages call the way to the server.
        host: what requests are to call the server, where httpx calls it otherwise.
    """

    def __init__(
        self, connect: Callable[[], httpcore.ConnectionInterface], size: int, label: str, host: bytes = b""
    ) -> None:
        self._connect = connect
        self._size = size
        self._label = label
        self._host = host
        self._closed = False
        self._inherited: list[object] = []
        self._start()
        forget_after_fork(self)

    def _start(self) -> None:
        self._idle: list[tuple[float, httpcore.ConnectionInterface]] = []
        self._places = FairSemaphore(self._size)

    def forget(self) -> None:
        """Start anew in a forked process, where parent and child share the sockets.

        Whoever of the two reads first gets the answer. The child keeps the old ones
        referenced, as closing them may say goodbye in the parent's name, and it makes
        a new bound, as threads that held a place are not here.
        """
        self._inherited.append(self._idle)
        self._start()

    def handle_request(self, request: httpcore.Request) -> PoolResponse:
        """Send a request over a connection that is idle, a new one, or the next to become idle.

        Raises:
            httpcore.TimeoutException, httpcore.NetworkError, …: no answer came; the attempt knows why.
        """
        attempt = current_attempt()
        if self._host:
            request.url.host = self._host
        try:
            outcome: RawResponse | Exception = self._exchange(request, attempt)
        except LOW_LEVEL as error:
            outcome = outcome_of_break(error, attempt, self._label)
        if isinstance(outcome, RawResponse):
            attempt.outcome = outcome
            return PoolResponse(outcome)
        # Raised here and not there: its context would quote the wire, and hold on to the request.
        raise outcome

    def _exchange(self, request: httpcore.Request, attempt: Attempt) -> RawResponse:
        place = Place()
        connection = None
        keep = False
        try:
            self._acquire(place, attempt)
            connection = self._take(attempt)
            response = connection.handle_request(request)
            refuse_unasked(attempt)
            attempt.phase = Phase.READING
            body = attempt.body = Body(response.status, response.headers)
            _read(response.stream, body, attempt)  # type: ignore[arg-type] # of both sides, to httpcore
            keep = nothing_left_over(attempt, response.headers)
            return body.answer()
        finally:
            place.over = True  # by itself, as Python runs no handler of a signal before a store is done
            self._leave(place, connection, attempt, keep=keep)

    def _acquire(self, place: Place, attempt: Attempt) -> None:
        attempt.phase = Phase.QUEUED
        left = attempt.left()
        try:
            self._places.acquire(place, max(left, 0.0))
        except TimeoutError:
            raise httpcore.PoolTimeout("no free connection") from None
        attempt.waited = left - attempt.left()

    def _take(self, attempt: Attempt) -> httpcore.ConnectionInterface:
        """Return a connection that is idle, or a new one."""
        if attempt.fresh:
            self._close_idle()
        while True:
            try:
                since, connection = self._idle.pop()
            except IndexError:
                return self._connect()
            young = clock.monotonic() - since < KEEPALIVE_EXPIRY
            if young and not connection.has_expired():
                attempt.reused = True
                return connection
            connection.close()

    def _leave(
        self, place: Place, connection: httpcore.ConnectionInterface | None, attempt: Attempt, *, keep: bool
    ) -> None:
        """Give the place back, and the connection that was used, if any."""
        try:
            if connection is not None:
                if keep and connection.is_available() and not self._closed:
                    self._idle.append((clock.monotonic(), connection))
                    self._close_old()
                else:
                    connection.close()
                    if attempt.close_opened is not None:  # of which httpcore forgets those that lead nowhere
                        attempt.close_opened()
            if self._closed:  # perhaps by another thread, and since this began
                self._close_idle()
        finally:  # whatever a signal's handler raises meanwhile
            self._places.release(place)

    def _close_old(self) -> None:
        """Close what has been idle too long; the longest idle lie at the bottom of the stack."""
        oldest = clock.monotonic() - KEEPALIVE_EXPIRY
        while self._idle and self._idle[0][0] < oldest:
            try:
                _, connection = self._idle.pop(0)
            except IndexError:  # another thread took it
                return
            connection.close()

    def _close_idle(self) -> None:
        while True:
            try:
                _, connection = self._idle.pop()
            except IndexError:
                return
            connection.close()

    def close(self) -> None:
        """Close idle connections now, and those in use when they are given back."""
        self._closed = True
        self._close_idle()


def _read(stream: Iterable[bytes], body: Body, attempt: Attempt) -> None:
    try:
        body.receive(stream, attempt)
    finally:
        # httpcore's bodies can be closed; those of mocks need not.
        close = getattr(stream, "close", None)
        if close is not None:
            close()
