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
            **dict.fromkeys(__all__, f"{__name__}.errors"),  # all but these:
            "AsyncClient": f"{__name__}.async_client",
            "Client": f"{__name__}.client",
            "callback_url": f"{__name__}.callback",
            "errors": f"{__name__}.errors",
            "models": f"{__name__}.models",
            "new_state": f"{__name__}.callback",
            "types": f"{__name__}.types",
        },
    )
