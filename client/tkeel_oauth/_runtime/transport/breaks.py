"""What it means when one of our own connections breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..call.exchange import Phase
from .conversation import NotHTTP
from .tls import UnusableCertificates
from .wording import broken, no_connection, not_connected_in_time, not_http, out_of_time, untrusting

if TYPE_CHECKING:
    from ..call.exchange import Attempt, Failure

__all__ = ["BREAKS", "failure_of"]

BREAKS = (OSError, NotHTTP)
"""What our own connections raise."""


def failure_of(error: BaseException, attempt: Attempt, way: str, timeout: float) -> Failure:
    """Say what an error means.

    Args:
        error: what was raised.
        attempt: how far it had come.
        way: what messages call the way to the server.
        timeout: seconds the call may take as a whole.
    """
    if isinstance(error, UnusableCertificates):
        return untrusting(error)
    if attempt.left() <= 0:
        return out_of_time(attempt, timeout)
    if attempt.phase is Phase.CONNECTING:
        if not isinstance(error, TimeoutError):
            return no_connection(error, way)
        # Where all the time there was could go into connecting, it is the call's that is up.
        own = attempt.connected_by == attempt.ends
        return out_of_time(attempt, timeout) if own else not_connected_in_time(attempt, way)
    if isinstance(error, TimeoutError):
        return out_of_time(attempt, timeout)
    if isinstance(error, NotHTTP) and not attempt.ended:
        return not_http(way)
    return broken(attempt, way)
