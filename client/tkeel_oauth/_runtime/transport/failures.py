"""What went wrong below, in words that quote nothing from the wire."""

from __future__ import annotations

import socket
import ssl

import httpcore
import httpx

from ..exchange import Attempt, Failure, Phase

__all__ = ["FOREIGN", "LOW_LEVEL", "failure_of", "out_of_time", "unsendable"]

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


def out_of_time(attempt: Attempt, timeout: float) -> Failure:
    """Return the failure of a call whose time is up."""
    return Failure(
        f"no whole answer within {timeout:g} s ({attempt.phase.value}); "
        "raise timeout if the server may take longer, else look whether it hangs",
        late=True,
        unsent=not attempt.sent and attempt.phase in (Phase.QUEUED, Phase.CONNECTING),
    )


def unsendable() -> Failure:
    """Return the failure of a request that the transport cannot take."""
    return Failure("the arguments make a URL too long for the transport; shorten them", hopeless=True)


def failure_of(error: BaseException, attempt: Attempt, origin: str, timeout: float) -> Failure:
    """Say what an error of the layers below means.

    Args:
        error: what was raised.
        attempt: how far it had come.
        origin: the server's scheme, host and port.
        timeout: seconds the call may take as a whole.
    """
    if attempt.left() <= 0:
        return out_of_time(attempt, timeout)
    if isinstance(error, (httpx.ConnectTimeout, httpcore.ConnectTimeout)):
        return Failure(
            f"no connection to {origin} within connect_timeout={attempt.connect_timeout:g} s; "
            "check the address and that a firewall lets it through",
            unsent=True,
        )
    if isinstance(error, (httpx.TimeoutException, httpcore.TimeoutException)):
        return out_of_time(attempt, timeout)
    if isinstance(error, (httpx.ProxyError, httpcore.ProxyError)):
        return Failure("the proxy refused to connect; check its address and credentials", unsent=True)
    if isinstance(error, (httpx.ConnectError, httpcore.ConnectError, httpx.UnsupportedProtocol)):
        return Failure(f"no connection to {origin}: {_connect_reason(error)}", unsent=True)
    stale = attempt.reused and not attempt.received
    if isinstance(error, (httpx.RemoteProtocolError, httpcore.RemoteProtocolError)) and not attempt.ended:
        return Failure(f"what {origin} answers is not HTTP; check scheme and port of the base URL")
    if attempt.received:
        return Failure(f"{origin} ended the connection in the middle of its answer; try again")
    return Failure(f"{origin} ended the connection without an answer; try again", stale=stale)


def _connect_reason(error: BaseException) -> str:
    """Return why connecting failed, from the system's own error below httpx's."""
    seen = 0
    below: BaseException | None = error
    while below is not None and seen < 10:  # noqa: PLR2004 - chains are short; loops must end
        if isinstance(below, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({below.verify_message}); check the host, or pass verify="
        if isinstance(below, ssl.SSLError):
            return "it does not speak TLS as it should; check scheme and port of the base URL"
        if isinstance(below, socket.gaierror):
            return "there is no host of that name; check the base URL, and the name server"
        if isinstance(below, ConnectionRefusedError):
            return "refused; check that it runs and listens on that port"
        if isinstance(below, OSError) and below.strerror:
            return f"{below.strerror}; check the address and what lies between"
        below = below.__cause__ or below.__context__
        seen += 1
    return "the connection broke while it was made; check scheme and port of the base URL"
