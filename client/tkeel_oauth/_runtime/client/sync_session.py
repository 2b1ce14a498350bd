"""How a sync client makes its calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..base.errors import TkeelOAuthError, shed_frames
from ..base.redaction import SecretScanner
from ..call.messages import Attempt, Failure, RawResponse
from ..call.results import Response, response_of, result_of
from ..call.retry import retry
from ..call.sender import SyncSender
from ..contract.model import Model
from ..contract.operation import Call, Operation
from ..transport.sync.transport import SharedTransport
from .base import PreparedCall, Session

__all__ = ["SyncSession"]

SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound="Model")
ResultT = TypeVar("ResultT")


class SyncSession(Session[SharedTransport], SyncSender):
    """What sends the calls of a client, whichever way they are made."""

    def call(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> SuccessT:
        """Make a call; return the model of a success and raise everything else."""
        return self._send(call, timeout, result_of)

    def call_detailed(
        self, call: Call[SuccessT, ErrorT], timeout: float | None
    ) -> Response[SuccessT | ErrorT]:
        """Make a call; return any answer the contract allows and raise everything else."""
        return self._send(call, timeout, response_of)

    _call = call
    _call_detailed = call_detailed

    def _send(
        self,
        call: Call[SuccessT, ErrorT],
        timeout: float | None,
        read: Callable[
            [Operation[SuccessT, ErrorT], RawResponse | Failure, SecretScanner], ResultT | TkeelOAuthError
        ],
    ) -> ResultT:
        prepared = self.prepare(call, timeout)
        if isinstance(prepared, TkeelOAuthError):
            raise prepared
        try:
            result = read(call.operation, self._exchange(prepared), prepared.request.secrets)
        except BaseException as error:
            shed_frames(error)
            raise
        if prepared.log is not None:
            prepared.log.ended(result)
        if isinstance(result, TkeelOAuthError):
            raise result
        return result

    def _exchange(self, prepared: PreparedCall) -> RawResponse | Failure:
        log = prepared.log

        def attempt(limits: Attempt) -> RawResponse | Failure:
            if log is not None:
                log.sending()
            refused = None if prepared.token is None else self._authorize(prepared)
            if refused is not None:
                return refused
            request = prepared.request
            outcome = self.shared.send(request, self.options.raw_headers, limits)
            if log is not None:
                log.answered(outcome, request.secrets)
            return outcome

        if log is None:
            return retry(prepared.limits, attempt)
        with log:
            return retry(prepared.limits, attempt)

    def _authorize(self, prepared: PreparedCall) -> Failure | None:
        token = self.token() if callable(self.token) else self.token
        return prepared.authorize(token)
