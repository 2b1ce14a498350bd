"""Whether somebody watches or replaces what httpx and httpcore do.

respx and pytest-httpx put their own methods in place of those, OpenTelemetry wraps
them. Then calls go through httpx, so that all of that works; else they need not. It is
asked before each attempt, as such tools come and go, and it takes some attribute
look-ups. httpx is not loaded for it: what is not loaded, nobody has changed.
"""

from __future__ import annotations

import sys
from types import FunctionType

__all__ = ["async_watched", "sync_watched"]

_genuine: dict[tuple[str, str], object] = {}


def sync_watched() -> bool:
    """Tell whether the sync transport or connection is not as it was written."""
    return (
        _changed("httpx", "HTTPTransport", "handle_request")
        or _changed("httpcore", "HTTPConnection", "handle_request")
        or _changed("httpcore", "HTTP11Connection", "handle_request")
    )


def async_watched() -> bool:
    """As :func:`sync_watched`, of those for asyncio."""
    return (
        _changed("httpx", "AsyncHTTPTransport", "handle_async_request")
        or _changed("httpcore", "AsyncHTTPConnection", "handle_async_request")
        or _changed("httpcore", "AsyncHTTP11Connection", "handle_async_request")
    )


def _changed(module: str, name: str, method: str) -> bool:
    kind = getattr(sys.modules.get(module), name, None)
    if kind is None:  # not loaded, or not yet to the end
        return False
    found = getattr(kind, method, None)
    if found is _genuine.get((module, name)):
        return False
    if not _written_there(module, kind, found):
        return True
    _genuine[module, name] = found
    return False


def _written_there(module: str, kind: type, method: object) -> bool:
    """Tell whether a class and its method are the library's; a stand-in of either is written elsewhere."""
    beside = vars(kind).get("__init__")
    return (
        type(method) is FunctionType  # a proxy of one says that it is an instance
        and type(beside) is FunctionType
        and method.__globals__ is beside.__globals__
        and str(method.__globals__.get("__name__")).partition(".")[0] == module
        and method.__qualname__ == f"{kind.__name__}.{method.__name__}"
        and not hasattr(method, "__wrapped__")
    )
