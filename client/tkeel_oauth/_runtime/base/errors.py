"""Every exception of this package.

They hold plain data and nothing alive, so they can be pickled, logged and sent
elsewhere. None shows a credential: text from the server that repeats one has been
withheld before it gets here. The tree is drawn in :mod:`tkeel_oauth.errors`.
"""

# Without `from __future__ import annotations`: the classes name another module as theirs,
# in which annotations that are texts would be looked up.

import copyreg
import functools
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Protocol, TypeVar, cast

from .headers import Headers

__all__ = [
    "APIStatusError",
    "BadRequest",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "DeadlineExceeded",
    "Forbidden",
    "InvalidTypeUrl",
    "ModelError",
    "NotFound",
    "RateLimited",
    "ResponseError",
    "ServerError",
    "TkeelOAuthError",
    "TransportError",
    "Unauthorized",
    "UnexpectedResponse",
]


class ErrorModel(Protocol):
    """The model of an error's body, whichever the contract names for it."""

    def to_dict(self) -> Mapping[str, object]:
        """Return the members by their names on the wire."""
        ...


class ErrorStatus(ErrorModel, Protocol):
    """What an error says, as every contract's ``RpcStatus`` has it."""

    message: str

    @property
    def reason(self) -> str | None:
        """The server's name for what went wrong."""
        ...


class TkeelOAuthError(Exception):
    """Base of everything this package raises; ``str()`` is one line that says what to do next."""

    def __reduce__(self) -> tuple[object, ...]:
        # The default calls the class with `args`, which those with more attributes cannot take.
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__.copy()  # type: ignore[attr-defined] # as copyreg itself names it


class ConfigurationError(TkeelOAuthError, ValueError):
    """An argument, a base URL or the state of the client is wrong; nothing was sent."""


class ModelError(TkeelOAuthError, ValueError):
    """Data is not what the contract's schema allows."""


class InvalidTypeUrl(TkeelOAuthError, ValueError):
    """A ``@type`` does not name a message type."""


class TransportError(TkeelOAuthError):
    """No whole answer came."""


class ConnectionFailed(TransportError):
    """The connection was refused, reset, cut short, not trusted, or did not speak HTTP."""


class DeadlineExceeded(TransportError, TimeoutError):
    """The call's time was up before a whole answer had come."""


class ResponseError(TkeelOAuthError):
    """An answer came and is not a result.

    Attributes:
        status_code: the HTTP status.
        headers: the answer's headers; values that repeat a credential are withheld.
        content: the body as it came, **unredacted**: it may repeat what was sent.
        request_id: the id that the server's headers name, None if they name none.
    """

    status_code: int
    headers: Headers
    content: bytes

    def __init__(self, message: str, *, status_code: int, headers: Headers, content: bytes) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.headers = headers
        self.content = content

    @property
    def request_id(self) -> str | None:
        """The id to look for in the server's logs: ``X-Request-Id``, or another header of that kind."""
        return self.headers.request_id


class UnexpectedResponse(ResponseError):
    """An answer below status 400 that the contract does not allow, so there is no result."""


class APIStatusError(ResponseError):
    """The server refused: status 400 or above.

    Attributes:
        status: the error as ``RpcStatus``; made from the HTTP status where the body
            held none.
        conformant: whether the body was an error in one of tKeel's two forms.
        parsed: the model of the body where it was conformant, else None.
    """

    status: ErrorStatus
    conformant: bool
    parsed: ErrorModel | None

    def __init__(  # noqa: PLR0913 - all that is known of the answer
        self,
        message: str,
        *,
        status_code: int,
        headers: Headers,
        content: bytes,
        status: ErrorStatus,
        conformant: bool,
        parsed: ErrorModel | None,
    ) -> None:
        super().__init__(message, status_code=status_code, headers=headers, content=content)
        self.status = status
        self.conformant = conformant
        self.parsed = parsed

    @property
    def message(self) -> str:
        """What the server said, ``""`` where it said nothing."""
        return self.status.message

    @property
    def reason(self) -> str | None:
        """The server's name for what went wrong, such as ``OAUTH_ERR_INVALID_REQUEST``, if it gave one."""
        return self.status.reason


class BadRequest(APIStatusError):
    """400. From ``authorize`` it does not prove that the credentials are wrong."""


class Unauthorized(APIStatusError):
    """401."""


class Forbidden(APIStatusError):
    """403."""


class NotFound(APIStatusError):
    """404."""


class Conflict(APIStatusError):
    """409."""


class RateLimited(APIStatusError):
    """429."""


class ServerError(APIStatusError):
    """500 to 599."""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: RateLimited,
}


def class_for(status_code: int) -> type[APIStatusError]:
    """Return the class of errors with that HTTP status."""
    if 500 <= status_code <= 599:  # noqa: PLR2004 - the class of status codes
        return ServerError
    return _BY_STATUS.get(status_code, APIStatusError)


F = TypeVar("F", bound=Callable[..., object])


def forgets_arguments(function: F) -> F:
    """Let the errors of a function pass without the frames that hold its arguments, secrets among them.

    A traceback may be printed with the local variables of its frames.
    """

    @functools.wraps(function)
    def forgetful(*arguments: object, **named: object) -> object:
        try:
            return function(*arguments, **named)
        except TkeelOAuthError as error:
            fault = bare(error)
        finally:
            del arguments, named
        try:
            raise fault
        finally:
            del fault  # which holds this frame by now

    return cast("F", forgetful)


def bare(error: TkeelOAuthError) -> TkeelOAuthError:
    """Return an error without the frames it came through, which hold the arguments."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def shed_frames(error: BaseException) -> None:
    """Take the frames of this package, and of what it sends with, out of an exception that passes through.

    Their locals are what is sent and received, and a traceback may be printed with its locals.
    The frames of the caller's own code stay: a hook's, a transport's, a signal handler's.

    Args:
        error: the exception, which changes, and so do those that it came of.
    """
    pending: list[BaseException | None] = [error]
    seen: set[int] = set()
    while pending:
        found = pending.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        pending += (found.__cause__, found.__context__)
        if isinstance(found, BaseExceptionGroup):
            pending += cast("BaseExceptionGroup[BaseException]", found).exceptions
        found.__traceback__ = _callers_frames(found.__traceback__)


_OURS = ("tkeel_oauth", "httpx", "httpcore", "h11", "socksio", "ssl", "socket", "asyncio", "json", "anyio")


def _callers_frames(traceback: TracebackType | None) -> TracebackType | None:
    kept: list[TracebackType] = []
    while traceback is not None:
        name = traceback.tb_frame.f_globals.get("__name__", "")
        if not any(name == ours or name.startswith(f"{ours}.") for ours in _OURS):
            kept.append(traceback)
        traceback = traceback.tb_next
    following = None
    for one in reversed(kept):
        following = TracebackType(following, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return following


for _name in __all__:
    # Where users find them: tracebacks and pickles name the public module, and outlive a move of this one.
    globals()[_name].__module__ = "tkeel_oauth.errors"
