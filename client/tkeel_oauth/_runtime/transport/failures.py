"""What went wrong below, in words that quote nothing from the wire; for every transport the same."""

from __future__ import annotations

import inspect
import os
import socket
import ssl
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import pairwise
from types import FrameType

import httpcore
import httpx

from ..call.messages import Attempt, Failure, Phase
from .tls import NO_DESCRIPTOR, UnusableTLS

__all__ = ["BY_PROXY", "FOREIGN", "LOW_LEVEL", "failure_of", "out_of_time", "raised_by_a_handler"]


def _socks_errors() -> tuple[type[Exception], ...]:
    """Return what httpcore lets out where a proxy speaks no SOCKS."""
    try:
        error: type[Exception] = import_module("socksio").SOCKSError
    except ImportError:  # there is no SOCKS proxy then
        return ()
    return (error,)


_SOCKS = _socks_errors()

FOREIGN: tuple[type[Exception], ...] = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpx.CookieConflict,
    *_SOCKS,
)
"""What httpx's transports raise, a caller's own among them."""

LOW_LEVEL: tuple[type[Exception], ...] = (
    *FOREIGN,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
    OSError,
)
"""What our own transports can raise; from a caller's transport only ``FOREIGN`` is taken."""

BY_PROXY = " through the proxy "
"""What stands before a proxy in what messages call the way to the server."""

_SERVER = {"it": "it", "its": "its", "url": "the base URL"}
_PROXY = {"it": "the proxy", "its": "the proxy's", "url": "the proxy's address"}
"""What the texts below call who is at fault."""

_CHECK_URL = "check scheme and port of {url}"
_NO_TLS = f"{{it}} does not speak TLS there, perhaps plain http; {_CHECK_URL}"
_REFUSED_CERTIFICATE = "{it} does not accept the client certificate; check cert="
_OLD_PROTOCOL = (
    "{it} speaks no version of TLS that is allowed here; update the server, "
    "or pass verify= an SSLContext with a lower minimum_version"
)
_WEAK = (
    "{it} does TLS in a way that is not safe; update the server, or pass verify= an SSLContext that allows it"
)

_TLS_REASONS = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "{it} wants a client certificate; pass cert=",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": (
        "no cipher is common to {it} and to this machine, or it wants a client certificate; "
        "pass cert=, or verify= an SSLContext with other ciphers"
    ),
    "SSLV3_ALERT_BAD_CERTIFICATE": _REFUSED_CERTIFICATE,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": _REFUSED_CERTIFICATE,
    "SSLV3_ALERT_CERTIFICATE_REVOKED": _REFUSED_CERTIFICATE,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": _REFUSED_CERTIFICATE,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": _REFUSED_CERTIFICATE,
    "TLSV1_ALERT_ACCESS_DENIED": _REFUSED_CERTIFICATE,
    "TLSV1_ALERT_UNKNOWN_CA": _REFUSED_CERTIFICATE,
    "TLSV1_ALERT_PROTOCOL_VERSION": _OLD_PROTOCOL,
    "UNSUPPORTED_PROTOCOL": _OLD_PROTOCOL,
    "WRONG_SSL_VERSION": _OLD_PROTOCOL,
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": f"{_WEAK} (OP_LEGACY_SERVER_CONNECT)",
    "DH_KEY_TOO_SMALL": f"{_WEAK} (ciphers of a lower @SECLEVEL)",
    "TLSV1_UNRECOGNIZED_NAME": "{it} serves no host of that name; check {url}",
    "TLSV1_ALERT_NO_APPLICATION_PROTOCOL": f"{{it}} does not speak HTTP/1.1 there; {_CHECK_URL}",
    "HTTP_REQUEST": _NO_TLS,
    "PACKET_LENGTH_TOO_LONG": _NO_TLS,
    "RECORD_LAYER_FAILURE": _NO_TLS,
    "UNKNOWN_PROTOCOL": _NO_TLS,
    "WRONG_VERSION_NUMBER": _NO_TLS,
    "UNEXPECTED_EOF_WHILE_READING": f"{{it}} ended the connection within the TLS handshake; {_CHECK_URL}",
}
"""OpenSSL's words for what a peer did, and what to do. They are fixed, so they quote nothing."""


def failure_of(error: BaseException, attempt: Attempt, way: str) -> Failure:
    """Say what an error of the layers below means.

    Args:
        error: what was raised.
        attempt: how far it had come.
        way: what messages call the way to the server: its scheme, host and port, and the proxy's.
    """
    failure = _failure_of(error, attempt, way)
    # A transport of the caller's may have tried before, and sent it then.
    return failure._replace(unsent=False) if attempt.sent else failure


def _failure_of(error: BaseException, attempt: Attempt, way: str) -> Failure:
    """As :func:`failure_of`, of what was tried last."""
    here = _failure_of_this_machine(error, attempt, way)
    if here is not None:
        return here
    if attempt.left() <= 0:
        return out_of_time(attempt)
    # Else it is the call's time that is up, which some loops find a little early.
    limited = attempt.connected_by != attempt.ends
    if limited and isinstance(error, (httpx.ConnectTimeout, httpcore.ConnectTimeout)):
        return Failure(
            f"no connection to {way} within connect_timeout={attempt.connect_timeout:g} s; "
            "check the address and that a firewall lets it through",
            unsent=True,
        )
    if isinstance(error, (httpx.TimeoutException, httpcore.TimeoutException)):
        return out_of_time(attempt)
    if isinstance(error, (httpx.ProxyError, httpcore.ProxyError)):
        return _refused_by_proxy(str(error))
    if isinstance(error, _SOCKS):
        return Failure("the proxy does not speak SOCKS; check its scheme and port", unsent=True)
    if isinstance(error, (httpx.ConnectError, httpcore.ConnectError, httpx.UnsupportedProtocol)):
        at_fault = _SERVER if BY_PROXY not in way or attempt.received else _PROXY
        reason = _connect_reason(_chain(error, attempt), at_fault)
        return Failure(f"no connection to {way}: {reason}", unsent=True)
    if isinstance(error, (httpx.RemoteProtocolError, httpcore.RemoteProtocolError)) and not attempt.ended:
        if BY_PROXY in way and attempt.phase is Phase.CONNECTING:
            advice = _CHECK_URL.format(**_PROXY)
            return Failure(f"no connection to {way}: what the proxy answers is not HTTP; {advice}")
        return Failure(f"what {way} answers is not HTTP; {_perhaps_https(way)}{_CHECK_URL.format(**_SERVER)}")
    return _broken(error, attempt, way)


def _failure_of_this_machine(error: BaseException, attempt: Attempt, way: str) -> Failure | None:
    for below in _chain(error, attempt):
        if isinstance(below, UnusableTLS):  # no other attempt would go better
            return Failure(str(below), unsent=True, permanent=True)
        if isinstance(below, OSError) and below.errno in NO_DESCRIPTOR:
            why = "too many files are open; close some, or raise the limit"
            return Failure(f"no connection to {way}: {why}", unsent=True)
    return None


def raised_by_a_handler(error: BaseException, attempt: Attempt) -> BaseException | None:
    """Return what the handler of a signal has raised and is taken for a failure of the connection, else None.

    Such as the ``TimeoutError`` of an alarm. A handler is called with the signal's number and the frame
    that it interrupts, the one above it in a traceback; no function that sockets call is.
    """
    for below in _chain(error, attempt):
        at = below.__traceback__
        while at is not None and at.tb_next is not None:
            interrupted, at = at.tb_frame, at.tb_next
            if any(isinstance(n, int) and frame is interrupted for n, frame in pairwise(_given(at.tb_frame))):
                return below
    return None


def _given(frame: FrameType) -> list[object]:
    """Return the arguments by position that a function was called with."""
    code = frame.f_code
    given: list[object] = [frame.f_locals.get(name) for name in code.co_varnames[: code.co_argcount]]
    if code.co_flags & inspect.CO_VARARGS:
        given.extend(frame.f_locals.get(code.co_varnames[code.co_argcount + code.co_kwonlyargcount], ()))
    return given


def out_of_time(attempt: Attempt) -> Failure:
    """Return the failure of a call whose time is up."""
    waited = ""
    advice = "raise timeout if the server may take longer, else look whether it hangs"
    if attempt.phase is Phase.HANDED_OVER:
        advice = "look at the limits, the hooks or the mocks that were set for it"
    if attempt.phase is Phase.QUEUED or attempt.waited > attempt.timeout / 2:
        # It is the other calls that took so long, not this one's answer.
        advice = "make fewer calls at once, or raise max_connections"
        if attempt.phase is not Phase.QUEUED:
            waited = f", after {attempt.waited:.1f} s for a free connection"
    return Failure(
        f"no whole answer within {attempt.timeout:g} s ({attempt.phase.value}{waited}); {advice}",
        timed_out=True,
        unsent=not attempt.sent and attempt.phase in (Phase.QUEUED, Phase.CONNECTING),
    )


def _broken(error: BaseException, attempt: Attempt, way: str) -> Failure:
    """Return the failure of a connection that ended before its answer did."""
    unsent = attempt.phase is Phase.CONNECTING  # a proxy has, asked for the way
    if attempt.received:
        return Failure(f"{way} ended the connection in the middle of its answer; try again", unsent=unsent)
    for below in _chain(error, attempt):
        # From TLS 1.3 on, a server checks the client's certificate when the client thinks that all is done.
        if isinstance(below, ssl.SSLError) and not attempt.reused:
            return Failure(f"no connection to {way}: {_tls_reason(below, _SERVER)}")
    hint = "" if attempt.reused else _perhaps_https(way)
    return Failure(
        f"{way} ended the connection without an answer; {hint}try again",
        stale=attempt.reused,
        unsent=unsent,
    )


def _perhaps_https(way: str) -> str:
    return "perhaps it wants https, else " if way.startswith("http:") else ""


def _refused_by_proxy(said: str) -> Failure:
    """Return the failure of a proxy's refusal, by how httpcore begins to tell it: the rest is not its own."""
    for beginnings, meaning in _REFUSALS.items():
        if said.startswith(beginnings):
            # What it will say again is not asked again: after some wrong passwords an account is locked.
            again = meaning is _NOT_REACHED
            return Failure(f"the proxy refused to connect: {meaning}", unsent=again)
    return Failure("the proxy refused to connect; check its address and credentials", unsent=True)


_NOT_REACHED = "it does not reach the server; check the base URL, or try again"
_COMMAND_REFUSED = "Proxy Server could not connect: "
_REFUSALS = {
    ("Requested USERNAME",): "it takes no user and password; leave them out of its URL",
    ("407", "Invalid user", "Requested "): "it wants credentials, or others; check those in its URL",
    ("403", f"{_COMMAND_REFUSED}Connection not"): "it does not allow this host and port; check the base URL",
    ("502", "503", "504", _COMMAND_REFUSED): _NOT_REACHED,
}


def _connect_reason(errors: Iterable[BaseException], at_fault: dict[str, str]) -> str:
    """Return why connecting failed, from the system's own error below httpx's."""
    for below in errors:
        if isinstance(below, ssl.SSLError):
            return _tls_reason(below, at_fault)
        if isinstance(below, socket.gaierror):
            return _lookup_reason(below, at_fault)
        if isinstance(below, ConnectionRefusedError):
            return "refused; check that {it} runs and listens on that port".format(**at_fault)
        if isinstance(below, OSError) and below.strerror:
            # asyncio tells the address in place of the system's words.
            words = os.strerror(below.errno or 0) if "Connect call" in below.strerror else below.strerror
            return f"{words}; check the address and what lies between"
    return f"the connection broke while it was made; {_CHECK_URL.format(**at_fault)}"


def _tls_reason(error: ssl.SSLError, at_fault: dict[str, str]) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        message: object = getattr(error, "verify_message", "")
        return f"{at_fault['its']} certificate is not trusted ({message}); check the host, or pass verify="
    reason: object = getattr(error, "reason", None)
    known = _TLS_REASONS.get(str(reason))
    if known is not None:
        return known.format(**at_fault)
    why = f"TLS failed ({reason})" if reason else "TLS failed"
    return f"{why}; {_CHECK_URL.format(**at_fault)}"


_NO_NAME = {
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY") if hasattr(socket, name)
}


def _lookup_reason(error: socket.gaierror, at_fault: dict[str, str]) -> str:
    # Behind a proxy it is the proxy that looks up the server.
    name = " (the proxy's)" if at_fault is _PROXY else ""
    if error.errno in _NO_NAME:
        return f"there is no host of that name{name}; check {at_fault['url']}, and the name server"
    return f"the name server did not tell its address{name}; try again, or check the name server"


def _chain(error: BaseException, attempt: Attempt) -> Iterator[BaseException]:
    """Return an error and those it came from."""
    below: BaseException | None = error
    for _ in range(10):  # chains are short; loops must end
        if below is None or below is attempt.outside:
            return
        yield below
        below = below.__cause__ or below.__context__
