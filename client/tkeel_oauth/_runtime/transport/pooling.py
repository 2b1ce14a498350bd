"""What the sync and the async pool have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import httpcore

from .timeouts import attempt_of

if TYPE_CHECKING:
    from ..call.messages import Attempt

__all__ = [
    "attempt_for",
    "extensions_of",
    "nothing_left_over",
    "quiet",
    "refuse_unasked",
    "shown_extensions",
]

_QUOTING = (httpcore.ProtocolError, httpcore.ProxyError)


def extensions_of(message: httpcore.Request | httpcore.Response) -> dict[str, Any]:
    """Return what httpcore passes along with a message, which it gives no full type."""
    return cast("dict[str, Any]", message.extensions)  # pyright: ignore[reportUnknownMemberType]


def shown_extensions(response: httpcore.Response) -> dict[str, Any]:
    """Return a response's extensions without the reason phrase, which the response's text form shows."""
    return {name: value for name, value in extensions_of(response).items() if name != "reason_phrase"}


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


def nothing_left_over(attempt: Attempt, response: httpcore.Response) -> bool:
    """Tell whether it is certain that no byte followed the answer.

    What followed would stay in the parser, where nobody sees it, and be taken for the
    beginning of the next answer. A connection of which this is not certain is not kept.
    """
    length = None
    for name, value in response.headers:
        lowered = name.lower()
        if lowered == b"transfer-encoding":
            return attempt.tail == b"0\r\n\r\n"
        if lowered == b"content-length":
            length = value
    return length is not None and attempt.received == attempt.head + int(length)


def quiet(error: Exception) -> Exception:
    """Return an error of the same kind that quotes nothing from the wire.

    httpcore quotes what it could not read. Its errors pass through code that is not
    ours, such as OpenTelemetry's, which writes their text down.
    """
    return type(error)("the server's words are withheld") if isinstance(error, _QUOTING) else error
