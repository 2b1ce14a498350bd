"""The sync client, without the operations: those are generated and mixed in."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NoReturn, Self, TypeVar

from ..base.errors import ConfigurationError, TkeelOAuthError
from ..call.messages import SyncExchanger
from ..call.results import response_of, result_of
from ..call.retry import retry
from ..call.sender import SyncSender
from ..transport.kinds import SyncTransport
from ..transport.opening import open_sync
from .base import BaseClient, PreparedCall

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from ..call.messages import Attempt, Failure, RawResponse
    from ..call.results import Response
    from ..call.retry import Limits
    from ..contract.model import Model
    from ..contract.operation import Call
    from ..transport.opening import Route

__all__ = ["SyncAPIClient"]

SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound="Model")


class SyncAPIClient(BaseClient[SyncExchanger, SyncTransport], SyncSender):
    """What ``tkeel_oauth.Client`` is but for its operations."""

    __slots__ = ()

    def _open(self, route: Route, transport: SyncTransport | None) -> SyncExchanger:
        return open_sync(route, transport)

    def close(self) -> None:
        """Close the connections; calls from now on raise ``ConfigurationError``."""
        self._closed = True
        if self._owner and not self._line.closed:
            self._line.closed = True
            self._line.exchange.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> SuccessT:
        """Make a call; return the model of a success and raise everything else."""
        plan = self._plan(call, timeout)
        if isinstance(plan, TkeelOAuthError):
            raise plan
        result = result_of(call.operation, self._exchange(plan), plan.request.secrets)
        if plan.log is not None:
            plan.log.ended(result)
        if isinstance(result, TkeelOAuthError):
            raise result
        return result

    def _call_detailed(
        self, call: Call[SuccessT, ErrorT], timeout: float | None
    ) -> Response[SuccessT | ErrorT]:
        """Make a call; return any answer the contract allows and raise everything else."""
        plan = self._plan(call, timeout)
        if isinstance(plan, TkeelOAuthError):
            raise plan
        result = response_of(call.operation, self._exchange(plan), plan.request.secrets)
        if plan.log is not None:
            plan.log.ended(result)
        if isinstance(result, TkeelOAuthError):
            raise result
        return result

    async def _acall(self, call: Call[Model, Model], timeout: float | None) -> NoReturn:  # noqa: ARG002 - as in the other
        raise ConfigurationError(
            "a function for asyncio got a Client; give it an AsyncClient, or call its sync counterpart"
        )

    _acall_detailed = _acall

    def _exchange(self, plan: PreparedCall) -> RawResponse | Failure:
        def attempt(limits: Attempt) -> RawResponse | Failure:
            if log is not None:
                log.sending()
            outcome = self._line.exchange.attempt(
                plan.request, self._options.raw_headers, limits, plan.timeout
            )
            if log is not None:
                log.answered(outcome, plan.request.secrets)
            return outcome

        log = plan.log
        with log or nullcontext():
            return _attempts(plan.limits, attempt)


def _attempts(limits: Limits, attempt: Callable[[Attempt], RawResponse | Failure]) -> RawResponse | Failure:
    first = attempt(limits.attempt())
    return retry(limits, first, attempt) if limits.allow_another(first) else first
