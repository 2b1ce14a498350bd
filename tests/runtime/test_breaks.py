"""What it means when one of our own connections breaks, and how far a call had come by then."""

from __future__ import annotations

import socket
import threading
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from tkeel_oauth._runtime.call.exchange import Attempt, Phase
from tkeel_oauth._runtime.transport.breaks import failure_of
from tkeel_oauth._runtime.transport.conversation import NotHTTP
from tkeel_oauth._runtime.transport.sync_stream import SyncStream

if TYPE_CHECKING:
    from tests.runtime.clocks import Clock


def attempt(clock: Clock, phase: Phase, *, seconds: float = 30.0) -> Attempt:
    made = Attempt(clock.now + seconds, 5.0)
    made.connect_left()
    made.phase = phase
    return made


CASES: list[tuple[BaseException, Phase, float, str]] = [
    (TimeoutError(), Phase.CONNECTING, 30.0, "within connect_timeout=5 s"),
    # Rounded, so that a moment is left: what was up is the call's time, not that for connecting.
    (TimeoutError(), Phase.CONNECTING, 3.0, "no whole answer within 3 s \\(connecting\\)"),
    (ConnectionRefusedError(111, "no"), Phase.CONNECTING, 30.0, "no connection to there: refused"),
    (TimeoutError(), Phase.WAITING, 30.0, "no whole answer within 30 s \\(waiting for the answer\\)"),
    (NotHTTP("canary"), Phase.WAITING, 30.0, "is not HTTP"),
    (ConnectionResetError(), Phase.WAITING, 30.0, "ended the connection without an answer"),
]


@pytest.mark.parametrize(("error", "phase", "seconds", "says"), CASES)
def test_what_an_error_means(
    error: BaseException, phase: Phase, seconds: float, says: str, clock: Clock
) -> None:
    failure = failure_of(error, attempt(clock, phase, seconds=seconds), "there", seconds)
    with pytest.raises(AssertionError, match=says):
        raise AssertionError(failure.why)
    assert "canary" not in failure.why
    assert failure.late is ("no whole answer" in failure.why)
    assert failure.unsent is (phase is Phase.CONNECTING)


def test_the_phases_of_sending() -> None:
    near, far = socket.socketpair()
    now = Attempt(monotonic() + 30, 5.0)
    with far:
        stream = SyncStream(near)
        stream.send(now, b"question")
        assert (now.phase, now.sent) == (Phase.WAITING, True)
        sender = threading.Thread(target=far.sendall, args=(b"answer",))
        sender.start()
        assert stream.receive(now) == b"answer"
        sender.join()
        stream.close()
