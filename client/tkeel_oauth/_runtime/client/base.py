"""What the sync and the async client share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Generic, Protocol, Self, TypeAlias, TypeVar

from ..base import clock
from ..base.errors import ConfigurationError, TkeelOAuthError, bare, forgets_arguments, shed_frames
from ..call.encode import Request, encode
from ..call.log import CallLog, somebody_listens
from ..call.messages import Failure
from ..call.options import Options, seconds, text
from ..call.retry import Limits
from ..contract.model import Model
from ..contract.operation import Call
from ..contract.operation import Token as HowToSend
from ..transport.address import Address
from ..transport.foreign import CLOSED

__all__ = ["BaseClient", "PreparedCall", "Session"]

Token: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""What authenticates a client where an operation wants it: a text, or what gives it; asyncio may await it."""

SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound="Model")
ApiT = TypeVar("ApiT")
TokenT = TypeVar("TokenT", bound=Token)


class PreparedCall:
    """A call that has been checked: what to send, and what it may spend."""

    __slots__ = ("_plain", "limits", "log", "request", "token")

    def __init__(
        self, request: Request, limits: Limits, log: CallLog | None, token: HowToSend | None
    ) -> None:
        self._plain = self.request = request
        self.token = token
        self.limits = limits
        self.log = log

    def authorize(self, token: object) -> Failure | None:
        """Put the client's token into the request of the next attempt; return what stands in the way."""
        if self.token is None:
            return None
        try:
            self.request = self._plain.authorized(self.token, text("token", token))
        except ConfigurationError as error:
            return Failure(str(error), permanent=True)
        return None

    def __repr__(self) -> str:
        return f"<PreparedCall of {self.request!r}>"


class _Shared(Protocol):
    """A way to the server, shared by a client and those made from it with other options."""

    address: Address
    closed: bool


SharedT = TypeVar("SharedT", bound=_Shared)


class Session(Generic[SharedT]):
    """A client's options, its way to the server, and whether it is closed.

    The client and the objects that hold its operations both refer to it, and not to each
    other: a circle would keep the connections of a forgotten client until the garbage
    collector comes by.

    Args:
        shared: the way to the server.
        options: what a call is sent with.
        token: what authenticates the client, None for nothing.
        owner: whether the way is closed with this session.
    """

    def __init__(
        self, shared: SharedT, options: Options, token: Token | None = None, *, owner: bool = True
    ) -> None:
        self.shared = shared
        self.options = options
        self.token = token
        self.owner = owner
        self.gone = False

    @property
    def closed(self) -> bool:
        """Whether no call is taken any more."""
        return self.gone or self.shared.closed

    def __str__(self) -> str:
        state = " closed" if self.closed else ""
        return f"{self.shared.address.text} timeout={self.options.timeout:g}{state}"

    def prepare(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> PreparedCall | TkeelOAuthError:
        """Check a call; the error, if any, is returned, as this frame has seen the arguments."""
        began = clock.monotonic()
        log = CallLog(call.operation, began) if somebody_listens() else None
        try:
            if self.closed:
                raise ConfigurationError(CLOSED)  # noqa: TRY301 - as encode() does
            allowed = self.options.timeout if timeout is None else seconds("timeout", timeout)
            request = encode(call, self.options.secrets)
            how = call.operation.token
            if how is not None and self.token is None:
                self._do_without_token(call.operation.id, how)
        except TkeelOAuthError as error:
            if log is not None:
                log.ended(error)
            return bare(error)
        except BaseException as error:  # a signal's
            shed_frames(error)
            raise
        limits = Limits(
            retries=self.options.retries,
            idempotent=call.operation.idempotent,
            ends=began + allowed,
            connect_timeout=self.options.connect_timeout,
            timeout=allowed,
        )
        return PreparedCall(request, limits, log, None if self.token is None else how)

    def _do_without_token(self, operation: str, how: HowToSend) -> None:
        """Refuse a call that needs a token, where neither that nor a header of its name is there."""
        names = {name.lower() for name, _ in self.options.raw_headers}
        if how.required and not (how.place == "header" and how.name.lower().encode() in names):
            raise ConfigurationError(f"{operation} needs the client's token: pass token= to the client")


SessionT = TypeVar("SessionT", bound=Session[Any])


class BaseClient(Generic[SessionT]):
    """What a client is besides its way to send calls."""

    __slots__ = ("_apis", "_session")

    _apis: dict[object, object]
    _session: SessionT

    TAKES_TOKEN: ClassVar[bool]
    """Whether an operation sends the client's ``token``."""

    def _start(self, session: SessionT) -> None:
        self._session = session
        self._apis = {}

    def _api(self, kind: Callable[[SessionT], ApiT]) -> ApiT:
        """Return the object that holds the operations of a tag, the same one each time.

        Args:
            kind: its class, which is made with the session.
        """
        found = self._apis.get(kind)
        if found is None:
            found = self._apis.setdefault(kind, kind(self._session))
        return found  # type: ignore[return-value] # made by that class

    @forgets_arguments
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
        session = self._session
        options = session.options.changed(timeout, connect_timeout, retries, headers, user_agent)
        derived = object.__new__(type(self))
        derived._start(type(session)(session.shared, options, session.token, owner=False))
        return derived

    def _checked_token(self, token: TokenT | None) -> TokenT | None:
        """Return a client's token.

        Raises:
            ConfigurationError: it is none, or nobody would send it.
        """
        if token is None:
            return None
        if not self.TAKES_TOKEN:
            raise ConfigurationError(
                "token is wanted by no operation of this client, so it would never be sent; leave it out, "
                "or pass headers= for a gateway"
            )
        if not callable(token):
            text("token", token)
        return token

    def __repr__(self) -> str:
        if not hasattr(self, "_session"):  # half built, as a debugger may meet it
            return f"<{type(self).__name__}>"
        return f"<{type(self).__name__} {self._session}>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a client holds connections and is not pickled; make one in each process")
