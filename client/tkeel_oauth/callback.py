"""What an application does with a code: send its user back to where the login began."""

from __future__ import annotations

import secrets
from typing import cast
from urllib.parse import parse_qsl, quote, urlsplit

from ._runtime.base.errors import ConfigurationError, forgets_arguments

__all__ = ["callback_url", "new_state"]

_STATE_BYTES = 32
_WITH_A_HOST = ("http", "https")


@forgets_arguments
def callback_url(redirect_uri: str, *, code: str, state: str | None = None) -> str:
    """Build the address that hands an authorization code to a client, as RFC 6749 section 4.1.2 has it.

    Args:
        redirect_uri: an absolute URI; a query it has is kept.
        code: the authorization code.
        state: the value the client sent along with its request, which it expects back.
            tKeel does not return it, so keep it yourself.

    Raises:
        ConfigurationError: ``redirect_uri`` is not absolute, has a fragment, or already
            has a ``code`` or ``state``; or ``code`` is empty.
    """
    # Not every caller has a type checker.
    given = cast("tuple[object, ...]", (redirect_uri, code, "" if state is None else state))
    if not all(isinstance(value, str) for value in given):
        raise ConfigurationError("redirect_uri, code and state must be text")
    if any(character <= " " or character == "\x7f" for character in redirect_uri):
        raise ConfigurationError("redirect_uri holds a space or a control character, which no URI has")
    fault = None
    try:
        parts = urlsplit(redirect_uri)
        taken = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        added = f"code={quote(code, safe='')}" + ("" if state is None else f"&state={quote(state, safe='')}")
    except ValueError:
        fault = "redirect_uri, code and state must be text that a URI can hold, and redirect_uri a URI"
    else:
        # A browser takes https:/x and https:////x for the host x.
        if not parts.scheme or not (parts.netloc or (parts.path and parts.scheme not in _WITH_A_HOST)):
            fault = "redirect_uri must be absolute, such as https://app.example.com/callback"
        elif "#" in redirect_uri:
            fault = "redirect_uri has a fragment, which RFC 6749 forbids; leave it out"
        elif "code" in taken or (state is not None and "state" in taken):
            fault = "redirect_uri already has a code or state in its query; each may be there once"
        elif not code:
            fault = "code is empty; pass the code of a grant"
        else:
            # Not put together from its parts, which would make foo:////x an address of the host x.
            return f"{redirect_uri}&{added}" if parts.query else f"{redirect_uri.removesuffix('?')}?{added}"
    # Raised without a cause, as that would carry the values.
    raise ConfigurationError(fault)


def new_state() -> str:
    """Return a fresh random ``state`` of 43 URL-safe characters.

    Keep it with the user's session and compare it when the user comes back. tKeel
    itself never returns it.
    """
    return secrets.token_urlsafe(_STATE_BYTES)
