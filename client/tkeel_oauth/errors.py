"""The errors of this package, in one tree.

::

    TkeelOAuthError
    ├── ConfigurationError     bad argument or base URL, closed client, no asyncio: nothing was sent
    ├── ModelError             data against the schema
    ├── InvalidTypeUrl         an @type that names no message type
    ├── TransportError         no whole answer came
    │   ├── ConnectionFailed   refused, reset, TLS, DNS, not HTTP, cut short
    │   └── DeadlineExceeded   the call's time was up
    └── ResponseError          an answer came: status_code, headers, content
        ├── APIStatusError     status 400 or above: status, reason, message, conformant, parsed
        │   ├── BadRequest     400
        │   ├── Unauthorized   401
        │   ├── Forbidden      403
        │   ├── NotFound       404
        │   ├── Conflict       409
        │   ├── RateLimited    429
        │   └── ServerError    500 to 599
        └── UnexpectedResponse below 400, and not of the contract

The first three are ``ValueError`` too, and ``DeadlineExceeded`` is a ``TimeoutError``.

==============================================  ==============================================================
the answer                                      outcome
==============================================  ==============================================================
status 400 or above, headers complete           its class, whatever the body is: ``conformant`` is False where
                                                it is no error of tKeel's, and ``status`` then made from the
                                                HTTP status. 405, 418, 600 to 999: ``APIStatusError`` itself
status below 400, body cut                      ``ConnectionFailed``
status below 400, anything else                 ``UnexpectedResponse``
that the contract does not allow
``*_detailed``                                  returns where the plain function raises ``APIStatusError``,
                                                raises all else
cancellation, ``KeyboardInterrupt``, and        pass through
what a transport of your own raises that
is no httpx error
==============================================  ==============================================================

Nothing else leaves a call. Errors pickle and show no secret; ``ResponseError.content``
alone holds the body as it came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._runtime.base.errors import (
    ConfigurationError,
    ConnectionFailed,
    DeadlineExceeded,
    InvalidTypeUrl,
    ModelError,
    ResponseError,
    TkeelOAuthError,
    TransportError,
    UnexpectedResponse,
)

if TYPE_CHECKING:
    # The runtime must not know the generated models, so its own declaration says no more than their
    # base. For those who catch these errors, the model has its full type.
    from ._runtime.base.errors import APIStatusError as _APIStatusError
    from .models import RpcStatus

    class APIStatusError(_APIStatusError):
        """The server refused: status 400 or above.

        Attributes:
            status: the error; made from the HTTP status where the body held none.
            conformant: whether the body was an error in one of tKeel's two forms.
            parsed: the model of the body where it was conformant, else None.
        """

        status: RpcStatus  # pyright: ignore[reportIncompatibleVariableOverride] # nobody assigns it

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
else:
    from ._runtime.base.errors import (
        APIStatusError,
        BadRequest,
        Conflict,
        Forbidden,
        NotFound,
        RateLimited,
        ServerError,
        Unauthorized,
    )

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
