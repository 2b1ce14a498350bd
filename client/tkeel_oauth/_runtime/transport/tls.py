"""TLS contexts: made when a first ``https`` connection needs one, and then shared."""

from __future__ import annotations

import ssl
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Certificate", "Verify", "context_source"]

Verify = bool | str | ssl.SSLContext
Certificate = str | tuple[str, str] | tuple[str, str, str]


def context_source(
    verify: Verify, cert: Certificate | None, *, trust_env: bool
) -> Callable[[], ssl.SSLContext]:
    """Return what makes the TLS context of a client.

    The default one is shared by all clients and read from disk once, when it is first
    needed; one from the caller's own files is made now, so that a wrong path is an
    error at once.

    Raises:
        ConfigurationError: a file that is missing or holds no certificate.
    """
    verify = _checked(verify)
    if isinstance(verify, ssl.SSLContext):
        if cert is not None:
            raise ConfigurationError(
                "cert goes with verify=True or a path; load it into the SSLContext you pass"
            )
        context = verify
        return lambda: context
    if isinstance(verify, bool) and cert is None:
        return lambda: _default_context(verify, trust_env)
    own = _own_context(verify, cert, trust_env=trust_env)
    if isinstance(own, str):
        # Raised here and not there: the cause would stay with the error.
        raise ConfigurationError(
            f"verify or cert cannot be used ({own}); give paths of files with PEM certificates"
        )
    return lambda: own


def _checked(verify: object) -> Verify:
    if isinstance(verify, (bool, ssl.SSLContext)) or (isinstance(verify, str) and verify):
        return verify
    raise ConfigurationError(
        "verify must be True, False, the path of certificates to trust, or an ssl.SSLContext"
    )


@lru_cache(maxsize=4)
def _default_context(verify: bool, trust_env: bool) -> ssl.SSLContext:  # noqa: FBT001 - keys of the cache
    return httpx.create_ssl_context(verify=verify, trust_env=trust_env)


def _own_context(
    verify: bool | str,  # noqa: FBT001 - as in httpx
    cert: Certificate | None,
    *,
    trust_env: bool,
) -> ssl.SSLContext | str:
    """Return the context, or the kind of error that making it brought."""
    try:
        if isinstance(verify, str):
            folder = Path(verify).is_dir()
            context = ssl.create_default_context(
                cafile=None if folder else verify, capath=verify if folder else None
            )
        else:
            context = httpx.create_ssl_context(verify=verify, trust_env=trust_env)
        if isinstance(cert, str):
            context.load_cert_chain(cert)
        elif cert is not None:
            context.load_cert_chain(*cert)
    except (OSError, TypeError, ValueError) as error:  # ssl's own errors are OSErrors
        return type(error).__name__
    return context
