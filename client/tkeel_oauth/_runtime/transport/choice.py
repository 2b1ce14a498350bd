"""What reads the answers: h11, or llhttp where the extra ``[fast]`` is installed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..base.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conversation import Conversation
    from .opening import Route

__all__ = ["VARIABLE", "chosen"]

VARIABLE = "TKEEL_OAUTH_TRANSPORT"
"""The environment variable that decides where it is set."""


def chosen(route: Route) -> Callable[[], Conversation] | None:
    """Return what makes the readers of a client's connections, None where they lead through a proxy.

    Raises:
        ConfigurationError: the environment names no transport, or one that cannot be had.
    """
    wish = os.environ.get(VARIABLE, "")
    if wish not in {"", "default", "fast"}:
        raise ConfigurationError(f"{VARIABLE} must be default or fast, or not be set")
    if route.proxy is not None:
        if wish == "fast":
            raise _unavailable(
                "the way leads through a proxy; pass trust_env=False if the environment names one by mistake"
            )
        return None
    conversation = None if wish == "default" else _llhttp()
    if conversation is not None:
        return conversation
    if wish == "fast":
        raise _unavailable("httptools is missing or too old; pip install 'tkeel-oauth[fast]'")
    from .http11 import H11Conversation  # noqa: PLC0415 - one of the two is loaded

    return H11Conversation


def _llhttp() -> Callable[[], Conversation] | None:
    """Return what the extra brings, None where it is not installed."""
    try:
        import httptools  # noqa: PLC0415
    except ImportError:
        return None
    # Other packages bring it along, perhaps in a version that the extra does not allow.
    if not hasattr(httptools.HttpResponseParser, "set_dangerous_leniencies"):
        return None
    from .llhttp import LlhttpConversation  # noqa: PLC0415 - an extra

    return LlhttpConversation


def _unavailable(why: str) -> ConfigurationError:
    return ConfigurationError(f"{VARIABLE}=fast cannot be had: {why}; or unset {VARIABLE}")
