"""tkeel-oauth: get authorization codes from tKeel, an open-source IoT platform.

Importing this loads nothing of what it names; that comes with the first use.
"""

from __future__ import annotations

from ._version import __version__

__all__ = [
    "APIStatusError",
    "AsyncClient",
    "BadRequest",
    "Client",
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
    "__version__",
    "callback_url",
    "new_state",
]

TYPE_CHECKING = False  # the constant of typing would have to be imported
if TYPE_CHECKING:
    # Modules, so not among the names that a star brings: one would hide the standard library's types.
    from . import errors as errors
    from . import models as models
    from . import types as types
    from .async_client import AsyncClient
    from .callback import callback_url, new_state
    from .client import Client
    from .errors import (
        APIStatusError,
        BadRequest,
        ConfigurationError,
        Conflict,
        ConnectionFailed,
        DeadlineExceeded,
        Forbidden,
        InvalidTypeUrl,
        ModelError,
        NotFound,
        RateLimited,
        ResponseError,
        ServerError,
        TkeelOAuthError,
        TransportError,
        Unauthorized,
        UnexpectedResponse,
    )
else:
    from ._runtime.base.lazy import members

    __getattr__, __dir__ = members(
        __name__,
        {
            ".errors": ("errors", *__all__),  # all but these:
            ".async_client": ("AsyncClient",),
            ".callback": ("callback_url", "new_state"),
            ".client": ("Client",),
            ".models": ("models",),
            ".types": ("types",),
        },
    )
