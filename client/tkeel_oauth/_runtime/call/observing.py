"""What is told of a call while somebody listens: a line of the log, and an observer's spans.

Nobody listens to most calls, so all of this is behind one check a call. An observer is
set from outside, by :mod:`tkeel_oauth.otel`; this module knows no tool by name.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Protocol, Self

from ..base import clock
from ..base.errors import ConfigurationError, class_for
from ..base.request_ids import received_id
from ..base.statuses import FIRST_ERROR
from .encode import header_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from logging import Logger
    from types import TracebackType

    from ..contract.operation import Operation
    from ..transport.address import Address
    from .encode import Request
    from .exchange import Answer, Failure

__all__ = ["Observation", "Observer", "Sending", "Watch", "begin", "observe_with"]

_DEBUG = 10
"""``logging.DEBUG``."""

_LINE = "%s %s status=%s time=%.1fms attempts=%d request_id=%s"


class Sending:
    """One attempt as an observer may know it; no secret is in it.

    Args:
        method: the HTTP method.
        template: the operation's path as the contract has it, such as ``/oauth/{tenant_id}/authorize``.
        url: the whole URL up to its query.
        host: the server's name or address.
        port: its port.
        resends: how many attempts of this call came before.
    """

    __slots__ = ("host", "method", "port", "resends", "template", "url")

    def __init__(  # noqa: PLR0913 - all that is told
        self, method: str, template: str, *, url: str, host: str, port: int, resends: int
    ) -> None:
        self.method = method
        self.template = template
        self.url = url
        self.host = host
        self.port = port
        self.resends = resends


class Observation(Protocol):
    """What an observer makes of one attempt."""

    headers: Mapping[str, str]
    """Headers that the request takes along, such as ``traceparent``."""

    def answered(self, outcome: Answer | Failure, request_id: str | None) -> None:
        """Take what came, or the lack of it, and the id that the server gave."""
        ...

    def broken(self, error: BaseException) -> None:
        """Take what passes through the call: a cancellation, or what a caller's own transport raises."""
        ...


class Observer(Protocol):
    """Who is told of every attempt of every call."""

    def sends(self, sending: Sending) -> Observation | None:
        """Begin to watch an attempt, or leave it alone."""
        ...


_observer: Observer | None = None
_logger: Logger | None = None


def observe_with(observer: Observer | None) -> None:
    """Tell an observer of all calls that begin from now on; None for nobody."""
    global _observer  # noqa: PLW0603 - one for the process, as the instrumentation is
    _observer = observer


def begin(operation: Operation[Any, Any], began: float) -> Watch | None:
    """Return what watches a call, None where nobody listens."""
    log = _logger or _find_logger()
    if log is not None and log.isEnabledFor(_DEBUG):
        return Watch(operation, began, log, _observer)
    return None if _observer is None else Watch(operation, began, None, _observer)


def _find_logger() -> Logger | None:
    """Return our logger. Nobody can listen to it before somebody has imported ``logging``."""
    if "logging" not in sys.modules:
        return None
    import logging  # noqa: PLC0415 - it has been imported already

    global _logger  # noqa: PLW0603 - asking logging for it takes a lock
    _logger = logging.getLogger("tkeel_oauth")
    return _logger


class Watch:
    """Watches one call. As a context manager it notes what passes through.

    Args:
        operation: what is called.
        began: when, of :func:`clock.monotonic`.
        log: where the line goes, None for nowhere.
        observer: who is told of the attempts, None for nobody.
    """

    __slots__ = (
        "_address",
        "_attempts",
        "_began",
        "_id",
        "_last",
        "_log",
        "_observer",
        "_operation",
        "_request",
    )

    def __init__(
        self, operation: Operation[Any, Any], began: float, log: Logger | None, observer: Observer | None
    ) -> None:
        self._operation = operation
        self._began = began
        self._log = log
        self._observer = observer
        self._request: Request | None = None
        self._address: Address | None = None
        self._attempts = 0
        self._last: Answer | Failure | None = None
        self._id: str | None = None

    def sends(self, request: Request, address: Address) -> None:
        """Take what will be sent."""
        self._request = request
        self._address = address

    def attempt(self, headers: list[tuple[bytes, bytes]]) -> _Watched:
        """Return what watches the next attempt.

        Args:
            headers: the client's own headers.
        """
        self._attempts += 1
        observation = None if self._observer is None else self._observer.sends(self._sending())
        return _Watched(self, observation, headers)

    def answered(self, outcome: Answer | Failure) -> str | None:
        """Take what came of an attempt; return the id that the server gave."""
        self._last = outcome
        self._id = (
            None if self._request is None else received_id(self._operation, outcome, self._request.secrets)
        )
        return self._id

    def ended(self, result: object) -> None:
        """Take what the caller gets, a model, a response or an error."""
        if self._log is None:
            return
        status: int | None = getattr(self._last, "status_code", None)
        outcome = _outcome(result, status)
        elapsed = (clock.monotonic() - self._began) * 1000
        self._log.debug(
            _LINE,
            self._operation.id,
            outcome,
            status or "-",
            elapsed,
            self._attempts,
            self._id or "-",
            extra={
                "tkeel_operation": self._operation.id,
                "tkeel_outcome": outcome,
                "tkeel_status": status,
                "tkeel_time_ms": elapsed,
                "tkeel_attempts": self._attempts,
                "tkeel_request_id": self._id,
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            self._last = self._id = None
            self.ended(error)

    def _sending(self) -> Sending:
        request, address, operation = self._request, self._address, self._operation
        if request is None or address is None:
            raise RuntimeError("what is sent is not known yet")
        path = request.target.partition(b"?")[0].decode("ascii")
        if any(parameter.place == "path" and parameter.sensitive for parameter in operation.parameters):
            path = operation.path
        return Sending(
            operation.method,
            operation.path,
            url=address.text + path,
            host=address.host,
            port=address.number,
            resends=self._attempts - 1,
        )


class _Watched:
    """Watches one attempt; ``headers`` are those to send."""

    __slots__ = ("_observation", "_watch", "headers")

    def __init__(
        self, watch: Watch, observation: Observation | None, headers: list[tuple[bytes, bytes]]
    ) -> None:
        self._watch = watch
        self._observation = observation
        self.headers = headers if observation is None else _with_more(headers, observation.headers)

    def answered(self, outcome: Answer | Failure) -> Answer | Failure:
        """Take what came, and return it."""
        request_id = self._watch.answered(outcome)
        if self._observation is not None:
            self._observation.answered(outcome, request_id)
        return outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None and self._observation is not None:
            self._observation.broken(error)


def _with_more(headers: list[tuple[bytes, bytes]], more: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers with others, which take the place of those of the same name."""
    added: dict[bytes, tuple[bytes, bytes]] = {}
    for name, value in more.items():
        try:
            added[name.lower().encode()] = (name.encode(), header_bytes(name, value))
        except ConfigurationError:  # what cannot be sent is no reason not to log in
            continue
    return [*(item for item in headers if item[0].lower() not in added), *added.values()]


def _outcome(result: object, status: int | None) -> str:
    """Return one word for what a call came to: the error, whether it is raised or returned, or success."""
    if isinstance(result, BaseException):
        return type(result).__name__
    if status is not None and status >= FIRST_ERROR:
        return class_for(status).__name__
    return "success"
