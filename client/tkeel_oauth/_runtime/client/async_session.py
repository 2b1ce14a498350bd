"""How a client for asyncio makes its calls."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from ..base.errors import ConfigurationError, TkeelOAuthError, shed_frames
from ..base.redaction import SecretScanner
from ..call.messages import Attempt, Failure, RawResponse
from ..call.results import Response, response_of, result_of
from ..call.retry import retry_async
from ..call.sender import AsyncSender
from ..contract.model import Model
from ..contract.operation import Call, Operation
from ..transport.aio.transport import AsyncSharedTransport
from .base import PreparedCall, Session

__all__ = ["AsyncSession"]

SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound="Model")
ResultT = TypeVar("ResultT")


class AsyncSession(Session[AsyncSharedTransport], AsyncSender):
    """What sends the calls of a client, whichever way they are made."""

    async def call(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> SuccessT:
        """Make a call; return the model of a success and raise everything else."""
        return await self._send(call, timeout, result_of)

    async def call_detailed(
        self, call: Call[SuccessT, ErrorT], timeout: float | None
    ) -> Response[SuccessT | ErrorT]:
        """Make a call; return any answer the contract allows and raise everything else."""
        return await self._send(call, timeout, response_of)

    _acall = call
    _acall_detailed = call_detailed

    async def _send(
        self,
        call: Call[SuccessT, ErrorT],
        timeout: float | None,
        read: Callable[
            [Operation[SuccessT, ErrorT], RawResponse | Failure, SecretScanner], ResultT | TkeelOAuthError
        ],
    ) -> ResultT:
        if not _in_a_loop():
            raise ConfigurationError(
                "AsyncClient runs on asyncio, and no asyncio loop is running here; use asyncio.run"
            )
        prepared = self.prepare(call, timeout)
        if isinstance(prepared, TkeelOAuthError):
            raise prepared
        try:
            result = read(call.operation, await self._exchange(prepared), prepared.request.secrets)
        except BaseException as error:
            shed_frames(error)
            raise
        if prepared.log is not None:
            prepared.log.ended(result)
        if isinstance(result, TkeelOAuthError):
            raise result
        return result

    async def _exchange(self, prepared: PreparedCall) -> RawResponse | Failure:
        log = prepared.log

        async def attempt(limits: Attempt) -> RawResponse | Failure:
            if log is not None:
                log.sending()
            if (
                prepared.token is not None
                and (refused := await self._authorize(prepared, limits)) is not None
            ):
                return refused
            request = prepared.request
            outcome = await self.shared.send(request, self.options.raw_headers, limits)
            if log is not None:
                log.answered(outcome, request.secrets)
            return outcome

        if log is None:
            return await retry_async(prepared.limits, attempt)
        with log:
            return await retry_async(prepared.limits, attempt)

    async def _authorize(self, prepared: PreparedCall, limits: Attempt) -> Failure | None:
        token = self.token() if callable(self.token) else self.token
        if isinstance(token, Awaitable):
            try:
                async with asyncio.timeout(max(limits.left(), 0.0)):
                    token = await token
            except TimeoutError:
                if limits.left() > 0:
                    raise  # its own
                return Failure("the time was up before token= had answered", timed_out=True, unsent=True)
        return prepared.authorize(token)


def _in_a_loop() -> bool:
    """Tell whether an event loop of asyncio's runs here."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
