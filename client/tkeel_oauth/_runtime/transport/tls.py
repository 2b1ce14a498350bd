"""TLS contexts: made when a first ``https`` connection needs one, and then shared."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from ..base.errors import ConfigurationError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from typing_extensions import TypeIs

    Verify: TypeAlias = bool | str | ssl.SSLContext
    Certificate: TypeAlias = str | tuple[str, str] | tuple[str, str, str]

__all__ = ["UnusableCertificates", "context_source"]


class UnusableCertificates(OSError):
    """What is to be trusted by default cannot be read; the text says what to do."""


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
    if _is_context(verify):
        if cert is not None:
            raise ConfigurationError(
                "cert goes with verify=True or a path; load it into the SSLContext you pass"
            )
        context = verify
        return lambda: context
    if isinstance(verify, bool) and cert is None:
        return lambda: _default(verify=verify, trust_env=trust_env)
    own = _own_context(verify, cert, trust_env=trust_env)
    if isinstance(own, str):
        # Raised here and not there: the cause would stay with the error.
        raise ConfigurationError(
            f"verify or cert cannot be used ({own}); give paths of files with PEM certificates"
        )
    return lambda: own


def _checked(verify: object) -> Verify:
    if _is_context(verify):
        import ssl  # noqa: PLC0415 - it is loaded

        if verify.protocol is ssl.PROTOCOL_TLS_SERVER:
            raise ConfigurationError("verify is the SSLContext of a server; give one of PROTOCOL_TLS_CLIENT")
        return verify
    if isinstance(verify, bool) or (isinstance(verify, str) and verify):
        return verify
    raise ConfigurationError(
        "verify must be True, False, the path of certificates to trust, or an ssl.SSLContext"
    )


def _is_context(verify: object) -> TypeIs[ssl.SSLContext]:
    """Tell whether this is a TLS context; before ssl is loaded, nothing is."""
    known = sys.modules.get("ssl")
    return known is not None and isinstance(verify, known.SSLContext)


def _default(*, verify: bool, trust_env: bool) -> ssl.SSLContext:
    """Return the shared context.

    Raises:
        UnusableCertificates: there is nothing to make it of.
    """
    try:
        return _default_context(verify, trust_env)
    except (OSError, ValueError) as error:  # ssl's own errors are OSErrors
        kind = type(error).__name__
    named = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if trust_env and os.environ.get(name)]
    if named:
        raise UnusableCertificates(
            f"{named[0]} cannot be used ({kind}); correct it, unset it, or pass verify= or trust_env=False"
        )
    raise UnusableCertificates(
        f"certifi's certificates cannot be read ({kind}); reinstall it, or pass verify="
    )


@lru_cache(maxsize=4)
def _default_context(verify: bool, trust_env: bool) -> ssl.SSLContext:  # noqa: FBT001 - keys of the cache
    import httpx  # noqa: PLC0415 - what httpx trusts is trusted, whatever the requests go through

    return httpx.create_ssl_context(verify=verify, trust_env=trust_env)


def _own_context(
    verify: bool | str,  # noqa: FBT001 - as in httpx
    cert: Certificate | None,
    *,
    trust_env: bool,
) -> ssl.SSLContext | str:
    """Return the context, or the kind of error that making it brought."""
    import ssl  # noqa: PLC0415 - not before it is needed
    from pathlib import Path  # noqa: PLC0415

    import httpx  # noqa: PLC0415

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
