"""The sync client, without the operations: those are generated and mixed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import NoReturn, Self, TypeVar

import httpx

from ..base.errors import ConfigurationError, TkeelOAuthError, shed_frames
from ..base.redaction import SecretScanner
from ..call.messages import Attempt, Failure, RawResponse
from ..call.options import Options
from ..call.results import Response, response_of, result_of
from ..call.retry import retry
from ..call.sender import SyncSender
from ..contract.model import Model
from ..contract.operation import Call, Operation
from ..transport.config import DEFAULT_CONNECTIONS, configure
from ..transport.sync.transport import SharedTransport
from ..transport.tls import Certificate, Verify
from .base import BaseClient, PreparedCall, Session, Token, base_url_or_default

__all__ = ["SyncAPIClient", "SyncSession"]

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
            outcome = self.shared.send(request, self.options.raw_headers, limits, prepared.timeout)
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


class SyncAPIClient(BaseClient[SyncSession], SyncSender):
    """What ``tkeel_oauth.Client`` is but for its operations; its arguments are described there."""

    __slots__ = ()

    def __init__(  # noqa: PLR0913 - all that can be set, with defaults
        self,
        base_url: str | None = None,
        *,
        timeout: float = 30.0,
        connect_timeout: float = 5.0,
        retries: int = 2,
        headers: Mapping[str, str] | None = None,
        token: Token | None = None,
        verify: Verify = True,
        cert: Certificate | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        max_connections: int = DEFAULT_CONNECTIONS,
        transport: httpx.BaseTransport | None = None,
        http_client: httpx.Client | None = None,
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
        shared = SharedTransport(config, transport, http_client)
        self._start(SyncSession(shared, options, self._checked_token(token)))

    def close(self) -> None:
        """Close the connections; calls from now on raise ``ConfigurationError``."""
        session = self._session
        session.gone = True
        if session.owner and not session.shared.closed:
            session.shared.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> SuccessT:
        return self._session.call(call, timeout)

    def _call_detailed(
        self, call: Call[SuccessT, ErrorT], timeout: float | None
    ) -> Response[SuccessT | ErrorT]:
        return self._session.call_detailed(call, timeout)

    async def _acall(self, call: Call[Model, Model], timeout: float | None) -> NoReturn:  # noqa: ARG002 - as in the other
        raise ConfigurationError(
            "a function for asyncio got a Client; give it an AsyncClient, or call its sync counterpart"
        )

    _acall_detailed = _acall
