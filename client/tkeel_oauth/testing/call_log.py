"""What a recorded server was asked; its text forms hold nothing a caller would not want logged."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPMethod

from .engine import Reply
from .matching import Credentials, canonical, path_template
from .messages import Request
from .unmatched import UnknownLogin, Unmatched

__all__ = ["MALFORMED", "Call", "CallLog"]

_METHODS = frozenset(HTTPMethod)

MALFORMED = "malformed"
"""What stands for the scenario where something came that is no HTTP request."""


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the request log.

    Args:
        method: The method; `OTHER` for one that HTTP does not define.
        path: The path with the tenant and every unknown segment replaced; never a query.
        status: The status answered, 0 when the connection ended without an answer.
        scenario: The scenario that answered, or `fail`, `hang`, `html` or `refuse` for a fault that a test
            asked for, or `malformed` for what is no HTTP request; None for the engine's own 501.
        unmatched: Why there is no recorded answer, for the 501.
        unknown_login: Who is known, where a login that was not recorded was refused.
        request: What was asked, whole; shown by no text form.
    """

    method: str
    path: str
    status: int
    scenario: str | None
    unmatched: Unmatched | None = field(default=None, repr=False, compare=False)
    unknown_login: UnknownLogin | None = field(default=None, repr=False, compare=False)
    request: Request | None = field(default=None, repr=False, compare=False)

    @property
    def credentials(self) -> Credentials | None:
        """The arguments of the call when it was a well-formed authorize, else None."""
        return canonical(self.request).credentials if self.request else None

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status or '-'} {self.scenario or 'not recorded'}"


class CallLog:
    """Keeps the latest calls and hands each one on; safe to share between threads.

    Args:
        keep: How many calls are kept.
        sink: Called with each call as it is answered.
    """

    def __init__(self, *, keep: int = 1000, sink: Callable[[Call], None] | None = None) -> None:
        self._calls: deque[Call] = deque(maxlen=keep)
        self._sink = sink

    def add(self, request: Request, reply: Reply) -> None:
        """Notes a request and what it was answered with."""
        method = request.method if request.method in _METHODS else "OTHER"
        path = path_template(request.target)
        self._keep(
            Call(method, path, reply.status, reply.scenario, reply.unmatched, reply.unknown_login, request)
        )

    def add_malformed(self, status: int) -> None:
        """Notes that something came that is no HTTP request, and what it was answered with."""
        self._keep(Call("OTHER", "/{other}", status, MALFORMED))

    def _keep(self, call: Call) -> None:
        self._calls.append(call)
        if self._sink:
            self._sink(call)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls so far, oldest first."""
        return tuple(self._calls)
