"""The sync client, without the operations: those are generated and mixed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from .caller import Caller, Line, Plan, base_url_or_default
from .errors import TkeelOAuthError
from .exchange import SyncExchanger
from .options import Options
from .outcome import response_of, result_of
from .retry import retry
from .transport.opening import Route, open_sync

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from .exchange import Answer, Attempt, Failure
    from .model import Model
    from .operation import Call
    from .response import Response
    from .transport.kinds import SyncTransport
    from .transport.tls import Certificate, Verify

__all__ = ["SyncCaller"]

SuccessT = TypeVar("SuccessT", bound="Model")
ErrorT = TypeVar("ErrorT", bound="Model")


class SyncCaller(Caller[SyncExchanger]):
    """What ``tkeel_oauth.Client`` is but for its operations."""

    __slots__ = ()

    def __init__(  # noqa: PLR0913 - all that can be set, with defaults
        self,
        base_url: str | None = None,
        *,
        timeout: float = 30.0,
        connect_timeout: float = 5.0,
        retries: int = 2,
        headers: Mapping[str, str] | None = None,
        verify: Verify = True,
        cert: Certificate | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        max_connections: int = 100,
        transport: SyncTransport | None = None,
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
        route = Route(
            base_url_or_default(base_url),
            verify=verify,
            cert=cert,
            proxy=proxy,
            trust_env=trust_env,
            max_connections=max_connections,
            own_transport=transport is not None,
            allow_insecure=allow_insecure,
        )
        self._start(Line(open_sync(route, transport), route.address), options, owner=True)

    def with_options(
        self,
        *,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        user_agent: str | None = None,
    ) -> Self:
        """Return a client with other options over the same connections.

        Only the client it came from closes them.

        Args:
            timeout: seconds a call may take; each argument left out stays as it is.
            connect_timeout: seconds connecting may take.
            retries: how many attempts may follow the first.
            headers: headers sent with every request, in place of the present ones.
            user_agent: the application's name and version.

        Raises:
            ConfigurationError: an argument is wrong.
        """
        return self._derive(self._options.changed(timeout, connect_timeout, retries, headers, user_agent))

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
        if isinstance(result, TkeelOAuthError):
            raise result
        return result

    def _exchange(self, plan: Plan) -> Answer | Failure:
        def attempt(limits: Attempt) -> Answer | Failure:
            return self._line.exchange.attempt(plan.request, self._options.raw_headers, limits, plan.timeout)

        first = attempt(plan.limits.attempt())
        return retry(plan.limits, first, attempt) if plan.limits.allow_another(first) else first
