"""What went wrong, in words that quote nothing from the wire; for every transport the same."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..call.messages import Failure, Phase

if TYPE_CHECKING:
    from ..call.messages import Attempt

__all__ = [
    "broken",
    "no_connection",
    "not_connected_in_time",
    "not_http",
    "out_of_time",
    "unsendable",
    "untrusting",
]


def out_of_time(attempt: Attempt, timeout: float) -> Failure:
    """Return the failure of a call whose time is up."""
    return Failure(
        f"no whole answer within {timeout:g} s ({attempt.phase.value}); "
        "raise timeout if the server may take longer, else look whether it hangs",
        timed_out=True,
        unsent=not attempt.sent and attempt.phase in (Phase.QUEUED, Phase.CONNECTING),
    )


def unsendable() -> Failure:
    """Return the failure of a request that the transport cannot take."""
    return Failure("the arguments make a URL too long for the transport; shorten them", permanent=True)


def untrusting(error: BaseException) -> Failure:
    """Return the failure of TLS that has nothing to trust; no other attempt would have."""
    return Failure(str(error), unsent=True, permanent=True)


def not_connected_in_time(attempt: Attempt, way: str) -> Failure:
    """Return the failure of an attempt that has spent its time for connecting.

    Args:
        attempt: the attempt.
        way: what messages call the way to the server.
    """
    return Failure(
        f"no connection to {way} within connect_timeout={attempt.connect_timeout:g} s; "
        "check the address and that a firewall lets it through",
        unsent=True,
    )


def no_connection(error: BaseException, way: str) -> Failure:
    """Return the failure to connect that an error, or one that it came from, stands for."""
    return Failure(f"no connection to {way}: {_connect_reason(error)}", unsent=True)


def not_http(way: str) -> Failure:
    """Return the failure of an answer that cannot be read."""
    return Failure(f"what {way} answers is not HTTP; check scheme and port of the base URL")


def broken(attempt: Attempt, way: str) -> Failure:
    """Return the failure of a connection that ended before its answer did."""
    if attempt.received:
        return Failure(f"{way} ended the connection in the middle of its answer; try again")
    return Failure(f"{way} ended the connection without an answer; try again", stale=attempt.reused)


def _connect_reason(error: BaseException) -> str:
    """Return why connecting failed, from the system's own error below httpx's."""
    ssl, socket = sys.modules.get("ssl"), sys.modules.get("socket")  # what is not loaded raised nothing
    seen = 0
    below: BaseException | None = error
    while below is not None and seen < 10:  # noqa: PLR2004 - chains are short; loops must end
        if ssl is not None and isinstance(below, ssl.SSLCertVerificationError):
            reason: object = getattr(below, "verify_message", "")
            return f"its certificate is not trusted ({reason}); check the host, or pass verify="
        if ssl is not None and isinstance(below, ssl.SSLError):
            return "it does not speak TLS as it should; check scheme and port of the base URL"
        if socket is not None and isinstance(below, socket.gaierror):
            return "there is no host of that name; check the base URL, and the name server"
        if isinstance(below, ConnectionRefusedError):
            return "refused; check that it runs and listens on that port"
        if isinstance(below, OSError) and below.strerror:
            return f"{below.strerror}; check the address and what lies between"
        below = below.__cause__ or below.__context__
        seen += 1
    return "the connection broke while it was made; check scheme and port of the base URL"
