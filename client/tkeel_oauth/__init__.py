"""tkeel-oauth: get authorization codes from tKeel, an open-source IoT platform.

Importing this loads nothing of what it names; that comes with the first use.
"""

from __future__ import annotations

from ._version import __version__

TYPE_CHECKING = False  # typing's own would have to be imported
if TYPE_CHECKING:
    from . import errors, models, types
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
    _HOMES = {
        "AsyncClient": "async_client",
        "Client": "client",
        "callback_url": "callback",
        "new_state": "callback",
    }

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - this module is to load nothing

        if name in {"errors", "models", "types"}:
            return import_module(f".{name}", __name__)
        value = getattr(import_module(f".{_HOMES.get(name, 'errors')}", __name__), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted(__all__)


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
    "errors",
    "models",
    "new_state",
    "types",
]
