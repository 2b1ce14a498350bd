"""What the sync and the async client share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from ..base import clock
from ..base.errors import ConfigurationError, TkeelOAuthError
from ..call.encode import encode
from ..call.log import begin
from ..call.options import Options, seconds
from ..call.retry import Limits
from ..transport.opening import Route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..call.encode import Request
    from ..call.log import CallLog
    from ..contract.model import Model
    from ..contract.operation import Call
    from ..transport.address import Address
    from ..transport.tls import Certificate, Verify

__all__ = ["BaseClient", "Line", "PreparedCall"]

ExchangeT = TypeVar("ExchangeT")
TransportT = TypeVar("TransportT")
SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound="Model")

_BASE_URL = "TKEEL_BASE_URL"


def _base_url_or_default(base_url: str | None) -> str:
    """Return the base URL given, else the one of the environment.

    Raises:
        ConfigurationError: there is neither.
    """
    chosen = os.environ.get(_BASE_URL) if base_url is None else base_url
    if chosen is None:
        raise ConfigurationError(
            f"no base_url: pass one, such as https://iot.example.com/apis/security/v1, or set {_BASE_URL}"
        )
    return chosen


class Line(Generic[ExchangeT]):
    """A way to the server, shared by a client and those made from it with other options."""

    __slots__ = ("address", "closed", "exchange")

    def __init__(self, exchange: ExchangeT, address: Address) -> None:
        self.exchange = exchange
        self.address = address
        self.closed = False


class PreparedCall:
    """A call that has been checked: what to send, and what it may spend."""

    __slots__ = ("limits", "log", "request", "timeout")

    def __init__(self, request: Request, limits: Limits, timeout: float, log: CallLog | None) -> None:
        self.request = request
        self.limits = limits
        self.timeout = timeout
        self.log = log

    def __repr__(self) -> str:
        return f"<PreparedCall of {self.request!r}>"


class BaseClient(Generic[ExchangeT, TransportT]):
    """Options, the way to the server, and whether it is closed."""

    __slots__ = ("_closed", "_line", "_options", "_owner")

    _line: Line[ExchangeT]
    _options: Options
    _owner: bool
    _closed: bool

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
        transport: TransportT | None = None,
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
            _base_url_or_default(base_url),
            verify=verify,
            cert=cert,
            proxy=proxy,
            trust_env=trust_env,
            max_connections=max_connections,
            own_transport=transport is not None,
            allow_insecure=allow_insecure,
        )
        self._start(Line(self._open(route, transport), route.address), options, owner=True)

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
        options = self._options.changed(timeout, connect_timeout, retries, headers, user_agent)
        derived = object.__new__(type(self))
        derived._start(self._line, options, owner=False)
        return derived

    def _open(self, route: Route, transport: TransportT | None) -> ExchangeT:
        """Return what sends the requests, over a transport of the caller's where there is one."""
        raise NotImplementedError

    def _start(self, line: Line[ExchangeT], options: Options, *, owner: bool) -> None:
        self._line = line
        self._options = options
        self._owner = owner
        self._closed = False

    def _plan(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> PreparedCall | TkeelOAuthError:
        """Check a call; the error, if any, is returned, as this frame has seen the arguments."""
        began = clock.monotonic()
        log = begin(call.operation, began)
        try:
            if self._closed or self._line.closed:
                raise ConfigurationError(
                    "the client is closed; make a new one, or call inside its with block"
                )
            allowed = self._options.timeout if timeout is None else seconds("timeout", timeout)
            request = encode(call, self._options.secrets)
        except TkeelOAuthError as error:
            if log is not None:
                log.ended(error)
            return _bare(error)
        limits = Limits(
            retries=self._options.retries,
            idempotent=call.operation.idempotent,
            ends=began + allowed,
            connect_timeout=self._options.connect_timeout,
        )
        return PreparedCall(request, limits, allowed, log)

    def __repr__(self) -> str:
        state = " closed" if self._closed or self._line.closed else ""
        return f"<{type(self).__name__} {self._line.address.text} timeout={self._options.timeout:g}{state}>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a client holds connections and is not pickled; make one in each process")


def _bare(error: TkeelOAuthError) -> TkeelOAuthError:
    """Return an error without the frames it came through, which hold the arguments."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
