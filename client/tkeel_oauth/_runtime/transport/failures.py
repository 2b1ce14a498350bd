"""What went wrong below, in words that quote nothing from the wire."""

from __future__ import annotations

import httpcore
import httpx

from ..call.messages import Attempt, Failure
from .tls import UnusableCertificates
from .wording import broken, no_connection, not_connected_in_time, not_http, out_of_time, untrusting

__all__ = ["FOREIGN", "LOW_LEVEL", "failure_of"]

FOREIGN = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict)
"""What httpx's transports raise, a caller's own among them."""

LOW_LEVEL = (
    *FOREIGN,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
    OSError,
)
"""What our own transports can raise; from a caller's transport only ``FOREIGN`` is taken."""


def failure_of(error: BaseException, attempt: Attempt, origin: str, timeout: float) -> Failure:
    """Say what an error of the layers below means.

    Args:
        error: what was raised.
        attempt: how far it had come.
        origin: the server's scheme, host and port.
        timeout: seconds the call may take as a whole.
    """
    if isinstance(error, UnusableCertificates):
        return untrusting(error)
    if attempt.left() <= 0:
        return out_of_time(attempt, timeout)
    if isinstance(error, (httpx.ConnectTimeout, httpcore.ConnectTimeout)):
        return not_connected_in_time(attempt, origin)
    if isinstance(error, (httpx.TimeoutException, httpcore.TimeoutException)):
        return out_of_time(attempt, timeout)
    if isinstance(error, (httpx.ProxyError, httpcore.ProxyError)):
        return Failure("the proxy refused to connect; check its address and credentials", unsent=True)
    if isinstance(error, (httpx.ConnectError, httpcore.ConnectError, httpx.UnsupportedProtocol)):
        return no_connection(error, origin)
    unreadable = isinstance(error, (httpx.RemoteProtocolError, httpcore.RemoteProtocolError))
    if unreadable and not attempt.ended:
        return not_http(origin)
    return broken(attempt, origin)
