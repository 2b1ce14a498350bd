"""TLS contexts: made when a first ``https`` connection needs one, and then shared."""

from __future__ import annotations

import errno
import os
import ssl
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

import certifi
import httpx

from ..base.errors import ConfigurationError
from ..call.options import Certificate, FilePath

if TYPE_CHECKING:
    from typing_extensions import TypeIs

__all__ = ["NO_DESCRIPTOR", "HandsOff", "UnusableTLS", "Verify", "context_source", "hands_off"]

# Its way to its file, now: Python loads parts of that when first asked for, which would be within a call.
resources.files(certifi)

Verify: TypeAlias = bool | FilePath | ssl.SSLContext

NO_DESCRIPTOR = (errno.EMFILE, errno.ENFILE)
"""What the system says where too many files are open."""

_TRUST_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_KEY_LOG = "SSLKEYLOGFILE"


class UnusableTLS(OSError):
    """TLS cannot be spoken as it is set up here; the text says what to do."""


class HandsOff:
    """A TLS context for httpcore, which would change what it offers (ALPN).

    A context may be the caller's, and serve other libraries of theirs, too.

    Args:
        context: what our backends take out again.
    """

    __slots__ = ("context",)

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context

    def set_alpn_protocols(self, protocols: list[str]) -> None:
        """Leave the context as it is."""


def hands_off(context: ssl.SSLContext) -> ssl.SSLContext:
    """Return a context for httpcore, which hands it on to our backends unchanged."""
    return cast("ssl.SSLContext", HandsOff(context))


def context_source(
    verify: Verify, cert: Certificate | None, *, trust_env: bool
) -> Callable[[], ssl.SSLContext]:
    """Return what makes the TLS context of a client.

    The default one is shared by clients whose environment is the same, and read from disk
    when it is first needed; one from the caller's own files is made now, so that a wrong
    path is an error at once.

    Raises:
        ConfigurationError: a file that is missing or holds no certificate.
    """
    checked = _checked(verify)
    if _is_context(checked):
        if cert is not None:
            raise ConfigurationError(
                "cert goes with verify=True or a path; load it into the SSLContext you pass"
            )
        return lambda: checked
    if isinstance(checked, bool) and cert is None:
        return _Default(verify=checked, trust_env=trust_env)
    own = _own_context(checked, cert, trust_env=trust_env)
    if isinstance(own, str):
        # Raised here and not there: the cause would stay with the error.
        raise ConfigurationError(own)
    return lambda: own


def _checked(verify: object) -> Verify:
    if _is_context(verify):
        if verify.protocol is ssl.PROTOCOL_TLS_SERVER:
            raise ConfigurationError("verify is the SSLContext of a server; give one of PROTOCOL_TLS_CLIENT")
        return verify
    if isinstance(verify, bool) or (isinstance(verify, str) and verify):
        return verify
    if isinstance(verify, os.PathLike):
        return cast("os.PathLike[str]", verify)
    raise ConfigurationError(
        "verify must be True, False, the path of certificates to trust, or an ssl.SSLContext"
    )


def _is_context(verify: object) -> TypeIs[ssl.SSLContext]:
    """Tell whether this is a TLS context, by what is asked of one.

    ``ssl.SSLContext`` is another class once truststore has been injected, and a context
    made before that is as good as ever.
    """
    return not isinstance(verify, type) and callable(getattr(verify, "wrap_bio", None))


class _Default:
    """The default context of one client: that of the environment at its first connection.

    Args:
        verify: whether to check certificates.
        trust_env: whether the environment may name certificates to trust.
    """

    __slots__ = ("_made", "_trust_env", "_verify")

    def __init__(self, *, verify: bool, trust_env: bool) -> None:
        self._verify = verify
        self._trust_env = trust_env
        self._made: ssl.SSLContext | None = None

    def __call__(self) -> ssl.SSLContext:
        """Return the context.

        Raises:
            UnusableTLS: there is nothing to make it of.
            OSError: there is no descriptor left to read it with.
        """
        if self._made is None:
            found = self._find()
            if isinstance(found, str):
                raise UnusableTLS(found)
            self._made = found
        return self._made

    def _find(self) -> ssl.SSLContext | str:
        named = [os.environ.get(name) for name in _TRUST_VARIABLES] if self._trust_env else []
        files = (*map(_as_it_is, named), os.environ.get(_KEY_LOG))
        try:
            if self._verify and named and named[0]:
                Path(named[0]).stat()  # httpx before 0.28 passes over one that is not there
            return _shared_context(self._verify, self._trust_env, ssl.SSLContext, files)
        except (OSError, ValueError) as error:  # ssl's own errors are OSErrors
            if isinstance(error, OSError) and error.errno in NO_DESCRIPTOR:
                raise
            return _fault_of_environment(error, trust_env=self._trust_env)


def _as_it_is(path: str | None) -> tuple[str, int, int] | None:
    """Return a path and what tells the file from one that replaces it."""
    if not path:
        return None
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return path, 0, 0
    return path, found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _shared_context(
    verify: bool,  # noqa: FBT001 - keys of the cache
    trust_env: bool,  # noqa: FBT001
    kind: type[ssl.SSLContext],  # noqa: ARG001 - what httpx makes, which truststore replaces
    files: tuple[object, ...],  # noqa: ARG001 - what httpx reads
) -> ssl.SSLContext:
    context = httpx.create_ssl_context(verify=verify, trust_env=trust_env)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _fault_of_environment(error: Exception, *, trust_env: bool) -> str:
    """Say what in the environment keeps a context from being made."""
    kind = type(error).__name__
    key_log = os.environ.get(_KEY_LOG)
    if key_log and getattr(error, "filename", None) == key_log:
        return f"{_KEY_LOG} names a file that cannot be written ({kind}); correct it or unset it"
    for name in _TRUST_VARIABLES:
        if trust_env and os.environ.get(name):
            return f"{name} cannot be used ({kind}); correct it, unset it, or pass verify= or trust_env=False"
    return f"certifi's certificates cannot be read ({kind}); reinstall it, or pass verify="


def _own_context(
    verify: bool | FilePath,  # noqa: FBT001 - as in httpx
    cert: Certificate | None,
    *,
    trust_env: bool,
) -> ssl.SSLContext | str:
    """Return the context, or why it cannot be made."""
    try:
        if isinstance(verify, bool):
            context = httpx.create_ssl_context(verify=verify, trust_env=trust_env)
        else:
            folder = Path(verify).is_dir()
            context = ssl.create_default_context(
                cafile=None if folder else os.fspath(verify), capath=os.fspath(verify) if folder else None
            )
        context.set_alpn_protocols(["http/1.1"])
    except (OSError, TypeError, ValueError) as error:  # ssl's own errors are OSErrors
        if isinstance(verify, bool) or getattr(error, "filename", None) == os.environ.get(_KEY_LOG, ""):
            return _fault_of_environment(error, trust_env=trust_env)
        return f"verify cannot be used ({type(error).__name__}); give the path of PEM certificates to trust"
    try:
        if cert is not None:
            certificate, *others = cert if isinstance(cert, tuple) else (cert,)
            key = others[0] if others else None
            # An empty password is a wrong one; without any, OpenSSL would ask on the terminal.
            password = os.fspath(others[1] or "") if len(others) > 1 else ""
            context.load_cert_chain(certificate, key, password)
            # Servers may ask for it once they know the path, as Apache does.
            context.post_handshake_auth = True
    except (OSError, TypeError, ValueError) as error:
        return (
            f"cert cannot be used ({type(error).__name__}); give the path of a PEM certificate and its key, "
            "or the paths of both, and the key's password"
        )
    return context
