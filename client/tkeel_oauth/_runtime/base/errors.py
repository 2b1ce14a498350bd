"""Every exception that leaves a call.

They hold plain data and nothing alive, so they can be pickled, logged and sent
elsewhere. None shows a credential: text from the server that repeats one has been
withheld before it gets here. The tree is drawn in :mod:`tkeel_oauth.errors`.
"""

from __future__ import annotations

import copyreg
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..contract.model import Model
    from ..contract.rpc import RpcStatusBase
    from .headers import Headers

__all__ = [
    "APIStatusError",
    "BadRequest",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "DeadlineExceeded",
    "Forbidden",
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


class TkeelOAuthError(Exception):
    """Base of everything this package raises; ``str()`` is one line that says what to do next."""

    def __reduce__(self) -> tuple[object, ...]:
        # The default calls the class with `args`, which those with more attributes cannot take.
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__.copy()  # type: ignore[attr-defined] # as copyreg itself names it


class ConfigurationError(TkeelOAuthError, ValueError):
    """An argument, a base URL or the state of the client is wrong; nothing was sent."""


class ModelError(TkeelOAuthError, ValueError):
    """Data is not what the contract's schema allows."""


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
        from .request_ids import request_id_in  # noqa: PLC0415 - an error need not be asked

        return request_id_in(self.headers)


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

    status: RpcStatusBase
    conformant: bool
    parsed: Model | None

    def __init__(  # noqa: PLR0913 - all that is known of the answer
        self,
        message: str,
        *,
        status_code: int,
        headers: Headers,
        content: bytes,
        status: RpcStatusBase,
        conformant: bool,
        parsed: Model | None,
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


for _name in __all__:
    # Where users find them: tracebacks and pickles name the public module, and outlive a move of this one.
    globals()[_name].__module__ = "tkeel_oauth.errors"
