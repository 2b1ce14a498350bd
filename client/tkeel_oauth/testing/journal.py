"""What a recorded server was asked, without anything a caller would not want logged."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .matching import path_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from .engine import Reply
    from .messages import Request

__all__ = ["Call", "Journal"]

_METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the request log.

    Args:
        method: The method; `OTHER` for one that HTTP does not define.
        path: The path with the tenant and every unknown segment replaced; never a query.
        status: The status answered, 0 when the connection ended without an answer.
        scenario: The scenario that answered, None for the engine's own 501.
    """

    method: str
    path: str
    status: int
    scenario: str | None

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status or '-'} {self.scenario or 'not recorded'}"


class Journal:
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
        call = Call(method, path_template(request.target), reply.status, reply.scenario)
        self._calls.append(call)
        if self._sink:
            self._sink(call)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls so far, oldest first."""
        return tuple(self._calls)
