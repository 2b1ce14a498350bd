"""The id under which a server, or a gateway before it, has logged a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..call.messages import Failure
from .secrets import WITHHELD

if TYPE_CHECKING:
    from ..call.messages import RawResponse
    from ..contract.operation import Operation
    from .headers import Headers
    from .secrets import Secrets

__all__ = ["NAMES", "received_id", "request_id_in"]

NAMES = ("x-request-id", "x-correlation-id", "x-b3-traceid", "traceparent")
"""Where it stands, the most telling first."""

_RAW_NAMES = frozenset(name.encode() for name in NAMES)
_LONGEST = 128


def request_id_in(headers: Headers) -> str | None:
    """Return the id that an answer's headers name, None if they name none or it had to be withheld."""
    from .lines import one_line  # noqa: PLC0415 - most answers name none

    for name in NAMES:
        for value in headers.get_list(name):
            if value and value != WITHHELD:
                return one_line(value, _LONGEST)
    return None


def received_id(
    operation: Operation[Any, Any], outcome: RawResponse | Failure, secrets: Secrets
) -> str | None:
    """Return the id that an answer names, None if it names none or repeats what was sent.

    Args:
        operation: what was called.
        outcome: the answer, or the lack of one.
        secrets: what the id must not hold.
    """
    if isinstance(outcome, Failure) or not any(name.lower() in _RAW_NAMES for name, _ in outcome.headers):
        return None
    from ..call.outcome import shown_headers  # noqa: PLC0415 - few answers need it

    return request_id_in(shown_headers(operation, outcome, secrets))
