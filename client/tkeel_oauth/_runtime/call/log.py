"""The line of the log that tells what became of a call, while somebody listens."""

from __future__ import annotations

import logging
from functools import partial
from types import TracebackType
from typing import Any, Self

from ..base import clock
from ..base.codes import FIRST_ERROR
from ..base.errors import class_for
from ..base.redaction import SecretScanner
from ..contract.operation import Operation
from .messages import Failure, RawResponse
from .results import received_id

__all__ = ["CallLog", "somebody_listens"]

_LOGGER = logging.getLogger("tkeel_oauth")

somebody_listens = partial(_LOGGER.isEnabledFor, logging.DEBUG)
"""Whether somebody listens. Nobody does to most calls, for which this is all that happens here."""

_LINE = "%s %s status=%s time=%.1fms attempts=%d request_id=%s"


class CallLog:
    """Writes one line when a call has ended. As a context manager it notes what passes through.

    Args:
        operation: what is called.
        began: when, of :func:`clock.monotonic`.
    """

    __slots__ = ("_attempts", "_began", "_id", "_operation", "_status")

    def __init__(self, operation: Operation[Any, Any], began: float) -> None:
        self._operation = operation
        self._began = began
        self._attempts = 0
        self._status: int | None = None
        self._id: str | None = None

    def sending(self) -> None:
        """Note that an attempt begins."""
        self._attempts += 1

    def answered(self, outcome: RawResponse | Failure, secrets: SecretScanner) -> None:
        """Take what came of an attempt.

        Args:
            outcome: the answer, or the lack of one.
            secrets: what the line must not hold.
        """
        self._status = getattr(outcome, "status_code", None)
        self._id = received_id(self._operation, outcome, secrets)

    def ended(self, result: object) -> None:
        """Take what the caller gets, a model, a response or an error, and write the line."""
        outcome = _outcome(result, self._status)
        elapsed = (clock.monotonic() - self._began) * 1000
        _LOGGER.debug(
            _LINE,
            self._operation.id,
            outcome,
            self._status or "-",
            elapsed,
            self._attempts,
            self._id or "-",
            extra={
                "tkeel_operation": self._operation.id,
                "tkeel_outcome": outcome,
                "tkeel_status": self._status,
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
            self._status = self._id = None
            self.ended(error)


def _outcome(result: object, status: int | None) -> str:
    """Return one word for what a call came to: the error, whether it is raised or returned, or success."""
    if isinstance(result, BaseException):
        return type(result).__name__
    if status is not None and status >= FIRST_ERROR:
        return class_for(status).__name__
    return "success"
