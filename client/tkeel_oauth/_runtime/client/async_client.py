"""The client for asyncio, without the operations: those are generated and mixed in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import NoReturn, Self, TypeVar

import httpx

from ..base.errors import ConfigurationError, TkeelOAuthError, shed_frames
from ..base.redaction import SecretScanner
from ..call.messages import Attempt, Failure, RawResponse
from ..call.options import Options
from ..call.results import Response, response_of, result_of
from ..call.retry import retry_async
from ..call.sender import AsyncSender
from ..contract.model import Model
from ..contract.operation import Call, Operation
from ..transport.aio.transport import AsyncSharedTransport
from ..transport.config import DEFAULT_CONNECTIONS, configure
from ..transport.tls import Certificate, Verify
from .base import AsyncToken, BaseClient, PreparedCall, Session, base_url_or_default

__all__ = ["AsyncAPIClient", "AsyncSession"]

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
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            loopless = True
        else:
            loopless = False
        if loopless:
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
            outcome = await self.shared.send(request, self.options.raw_headers, limits, prepared.timeout)
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


class AsyncAPIClient(BaseClient[AsyncSession], AsyncSender):
    """What ``tkeel_oauth.AsyncClient`` is but for its operations; its arguments are described there."""

    __slots__ = ()

    def __init__(  # noqa: PLR0913 - all that can be set, with defaults
        self,
        base_url: str | None = None,
        *,
        timeout: float = 30.0,
        connect_timeout: float = 5.0,
        retries: int = 2,
        headers: Mapping[str, str] | None = None,
        token: AsyncToken | None = None,
        verify: Verify = True,
        cert: Certificate | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        max_connections: int = DEFAULT_CONNECTIONS,
        transport: httpx.AsyncBaseTransport | None = None,
        http_client: httpx.AsyncClient | None = None,
        allow_insecure: bool = False,
        user_agent: str | None = None,
    ) -> None:
        options = Options(
            timeout=timeout,
            connect_timeout=connect_timeout,
            retries=retries,
            headers=headers,
            user_agent=user_agent,
        )
        config = configure(
            base_url_or_default(base_url),
            verify=verify,
            cert=cert,
            proxy=proxy,
            trust_env=trust_env,
            max_connections=max_connections,
            own_transport=transport is not None,
            own_client=http_client is not None,
            allow_insecure=allow_insecure,
        )
        shared = AsyncSharedTransport(config, transport, http_client)
        self._start(AsyncSession(shared, options, self._checked_token(token)))

    async def close(self) -> None:
        """Close the connections; calls from now on raise ``ConfigurationError``."""
        session = self._session
        session.gone = True
        if session.owner and not session.shared.closed:
            await session.shared.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def _acall(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> SuccessT:
        return await self._session.call(call, timeout)

    async def _acall_detailed(
        self, call: Call[SuccessT, ErrorT], timeout: float | None
    ) -> Response[SuccessT | ErrorT]:
        return await self._session.call_detailed(call, timeout)

    def _call(self, call: Call[Model, Model], timeout: float | None) -> NoReturn:  # noqa: ARG002 - as in the other
        raise ConfigurationError("a function for sync code got an AsyncClient; await its asyncio counterpart")

    _call_detailed = _call
