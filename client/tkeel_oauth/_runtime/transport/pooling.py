"""What the sync and the async pool have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import httpcore

from .timeouts import attempt_of

if TYPE_CHECKING:
    from ..exchange import Attempt

__all__ = ["KEEP_SECONDS", "attempt_for", "extensions_of", "quiet", "refuse_unasked"]

KEEP_SECONDS = 30.0
"""How long an idle connection is kept. tKeel keeps them for more than two minutes."""

_QUOTING = (httpcore.ProtocolError, httpcore.ProxyError)


def extensions_of(message: httpcore.Request | httpcore.Response) -> dict[str, Any]:
    """Return what httpcore passes along with a message; of its own it says no type."""
    return cast("dict[str, Any]", message.extensions)  # pyright: ignore[reportUnknownMemberType]


def attempt_for(request: httpcore.Request) -> Attempt:
    """Return the attempt a request belongs to."""
    attempt = attempt_of(extensions_of(request)["timeout"]["pool"])
    if attempt is None:
        raise TypeError("a request needs the attempt it belongs to")
    return attempt


def refuse_unasked(attempt: Attempt) -> None:
    """Refuse an answer that was there before the question.

    Bytes that followed an earlier answer stay in the parser and would be read as the
    answer to the next request, which may be another user's.

    Raises:
        httpcore.RemoteProtocolError: the answer came without one byte being received.
    """
    if attempt.reused and not attempt.received:
        raise httpcore.RemoteProtocolError("an answer that nobody asked for")


def quiet(error: Exception) -> Exception:
    """Return an error of the same kind that quotes nothing from the wire.

    httpcore quotes what it could not read. Its errors pass through code that is not
    ours, such as OpenTelemetry's, which writes their text down.
    """
    return type(error)("the server's words are withheld") if isinstance(error, _QUOTING) else error
