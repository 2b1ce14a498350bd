"""The client for asyncio, without the operations: those are generated and mixed in."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import TYPE_CHECKING, NoReturn, Self, TypeVar

from ..base.errors import ConfigurationError, TkeelOAuthError
from ..call.messages import AsyncExchanger
from ..call.results import response_of, result_of
from ..call.retry import retry_async
from ..call.sender import AsyncSender
from ..transport.kinds import AsyncTransport
from ..transport.opening import open_async
from .base import BaseClient, PreparedCall

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from ..call.messages import Attempt, Failure, RawResponse
    from ..call.results import Response
    from ..call.retry import Limits
    from ..contract.model import Model
    from ..contract.operation import Call
    from ..transport.opening import Route

__all__ = ["AsyncAPIClient"]

SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound="Model")


class AsyncAPIClient(BaseClient[AsyncExchanger, AsyncTransport], AsyncSender):
    """What ``tkeel_oauth.AsyncClient`` is but for its operations."""

    __slots__ = ()

    def _open(self, route: Route, transport: AsyncTransport | None) -> AsyncExchanger:
        return open_async(route, transport)

    async def close(self) -> None:
        """Close the connections; calls from now on raise ``ConfigurationError``."""
        self._closed = True
        if self._owner and not self._line.closed:
            self._line.closed = True
            await self._line.exchange.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def _acall(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> SuccessT:
        """Make a call; return the model of a success and raise everything else."""
        plan = self._async_plan(call, timeout)
        if isinstance(plan, TkeelOAuthError):
            raise plan
        result = result_of(call.operation, await self._exchange(plan), plan.request.secrets)
        if plan.log is not None:
            plan.log.ended(result)
        if isinstance(result, TkeelOAuthError):
            raise result
        return result

    async def _acall_detailed(
        self, call: Call[SuccessT, ErrorT], timeout: float | None
    ) -> Response[SuccessT | ErrorT]:
        """Make a call; return any answer the contract allows and raise everything else."""
        plan = self._async_plan(call, timeout)
        if isinstance(plan, TkeelOAuthError):
            raise plan
        result = response_of(call.operation, await self._exchange(plan), plan.request.secrets)
        if plan.log is not None:
            plan.log.ended(result)
        if isinstance(result, TkeelOAuthError):
            raise result
        return result

    def _call(self, call: Call[Model, Model], timeout: float | None) -> NoReturn:  # noqa: ARG002 - as in the other
        raise ConfigurationError("a function for sync code got an AsyncClient; await its asyncio counterpart")

    _call_detailed = _call

    def _async_plan(
        self, call: Call[SuccessT, ErrorT], timeout: float | None
    ) -> PreparedCall | TkeelOAuthError:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return ConfigurationError(
                "AsyncClient runs on asyncio, and no asyncio loop is running here; use asyncio.run"
            )
        return self._plan(call, timeout)

    async def _exchange(self, plan: PreparedCall) -> RawResponse | Failure:
        async def attempt(limits: Attempt) -> RawResponse | Failure:
            if log is not None:
                log.sending()
            outcome = await self._line.exchange.attempt(
                plan.request, self._options.raw_headers, limits, plan.timeout
            )
            if log is not None:
                log.answered(outcome, plan.request.secrets)
            return outcome

        log = plan.log
        with log or nullcontext():
            return await _attempts(plan.limits, attempt)


async def _attempts(
    limits: Limits, attempt: Callable[[Attempt], Awaitable[RawResponse | Failure]]
) -> RawResponse | Failure:
    first = await attempt(limits.attempt())
    return await retry_async(limits, first, attempt) if limits.allow_another(first) else first
