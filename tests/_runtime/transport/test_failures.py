"""What is said of a call that failed: what happened and what to do about it."""

from __future__ import annotations

import errno
import socket
import ssl

import httpcore
import httpx
import pytest
import socksio

from tests._runtime.clocks import Clock
from tkeel_oauth._runtime.call.messages import Attempt, Phase
from tkeel_oauth._runtime.transport.failures import failure_of, out_of_time
from tkeel_oauth._runtime.transport.tls import UnusableTLS

HTTPS = "https://iot.example.com"
HTTP = "http://iot.example.com"
PROXIED = "https://iot.example.com through the proxy http://p.example:3128"
QUEUE = "make fewer calls at once, or raise max_connections"
SLOW = "raise timeout if the server may take longer"


def attempt(clock: Clock, phase: Phase = Phase.CONNECTING) -> Attempt:
    made = Attempt(clock.now + 30, 5, 30)
    made.phase = phase
    return made


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def test_waiting_for_a_connection_is_no_fault_of_the_timeout(clock: Clock) -> None:
    failure = out_of_time(attempt(clock, Phase.QUEUED))
    assert failure.why == f"no whole answer within 30 s (waiting for a free connection); {QUEUE}"
    assert failure.unsent
    assert failure.timed_out


@pytest.mark.parametrize(
    "kind",
    [httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadError, httpx.ProxyError, socksio.ProtocolError],
)
@pytest.mark.parametrize("sent", [False, True])
def test_no_second_connection_is_no_proof_that_nothing_was_sent_by_a_first(
    kind: type[Exception], clock: Clock, *, sent: bool
) -> None:
    tried = attempt(clock)
    tried.sent = sent
    assert failure_of(kind("canary"), tried, HTTPS).unsent is not sent


@pytest.mark.parametrize(
    ("seconds", "says"), [(4, "no whole answer within 4 s (connecting)"), (6, "within connect_timeout=5 s")]
)
def test_the_calls_time_may_be_found_up_a_little_early(seconds: float, says: str, clock: Clock) -> None:
    """Some loops count whole milliseconds."""
    early = Attempt(clock.now + seconds, 5, seconds)
    early.phase = Phase.CONNECTING
    clock.now += early.connect_left() - 0.0005
    failure = failure_of(httpcore.ConnectTimeout("canary"), early, HTTPS)
    assert says in failure.why
    assert failure.timed_out is (seconds == 4)


@pytest.mark.parametrize(("waited", "says"), [(0.0, SLOW), (14.0, SLOW), (16.0, QUEUE)])
def test_having_waited_long_for_one_neither(waited: float, says: str, clock: Clock) -> None:
    late = attempt(clock, Phase.WAITING)
    late.waited = waited
    failure = out_of_time(late)
    assert says in failure.why
    assert ("after 16.0 s for a free connection" in failure.why) is (says == QUEUE)


@pytest.mark.parametrize(
    ("cause", "way", "says"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), HTTPS, "refused; check that it runs"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), HTTPS, "Network is unreachable; check"),
        (OSError(errno.EMFILE, "canary"), HTTPS, "too many files are open; close some, or raise the limit"),
        (socket.gaierror(socket.EAI_NONAME, "canary"), HTTPS, "no host of that name; check the base URL"),
        (socket.gaierror(socket.EAI_NONAME, "canary"), PROXIED, "check the proxy's address"),
        (socket.gaierror(socket.EAI_AGAIN, "canary"), HTTPS, "the name server did not tell"),
        (socket.gaierror(socket.EAI_FAIL, "canary"), PROXIED, "did not tell its address (the proxy's)"),
        (
            OSError(errno.EHOSTUNREACH, "Connect call failed ('192.0.2.7', 443)"),
            HTTPS,
            "No route to host; check",
        ),
        (ssl.SSLError(1, "canary"), HTTPS, "TLS failed; check scheme and port"),
        (OSError(), HTTPS, "the connection broke while it was made"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
@pytest.mark.parametrize("kind", [httpcore.ConnectError, httpx.ConnectError])
def test_no_connection(kind: type[Exception], cause: Exception, way: str, says: str, clock: Clock) -> None:
    failure = failure_of(caused(kind("canary"), cause), attempt(clock), way)
    assert failure.why.startswith(f"no connection to {way}: ")
    assert says in failure.why
    assert "canary" not in failure.why
    assert failure.unsent


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("UNEXPECTED_MESSAGE", "TLS failed (UNEXPECTED_MESSAGE); check scheme and port of the base URL"),
        ("DH_KEY_TOO_SMALL", "it does TLS in a way that is not safe; update the server, or pass verify="),
        ("UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "it does TLS in a way that is not safe; update the server"),
    ],
)
def test_a_reason_of_tls(reason: str, says: str, clock: Clock) -> None:
    error = ssl.SSLError(1, "canary")
    error.reason = reason
    failure = failure_of(caused(httpcore.ConnectError("canary"), error), attempt(clock), HTTPS)
    assert failure.why.startswith(f"no connection to {HTTPS}: {says}")


NO_TLS = "does not speak TLS there, perhaps plain http; check scheme and port of"


@pytest.mark.parametrize(
    ("way", "received", "says"),
    [
        (HTTPS, 0, f"it {NO_TLS} the base URL"),
        (PROXIED, 0, f"the proxy {NO_TLS} the proxy's address"),
        (PROXIED, 40, f"it {NO_TLS} the base URL"),
    ],
)
def test_whose_tls_it_is(way: str, received: int, says: str, clock: Clock) -> None:
    """A proxy has the first handshake; the server's comes after it has answered."""
    error = ssl.SSLError(1, "canary")
    error.reason = "WRONG_VERSION_NUMBER"
    connecting = attempt(clock)
    connecting.received = received
    failure = failure_of(caused(httpcore.ConnectError("canary"), error), connecting, way)
    assert failure.why == f"no connection to {way}: {says}"


COMMAND = "Proxy Server could not connect: "


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("407 canary", ": it wants credentials"),
        ("Invalid username/password", ": it wants credentials"),
        (
            "Requested NO AUTHENTICATION REQUIRED from proxy server, but got USERNAME",
            ": it wants credentials",
        ),
        ("Requested USERNAME/PASSWORD from proxy server, but got NO", ": it takes no user and password"),
        ("403 canary", ": it does not allow this host and port"),
        (f"{COMMAND}Connection not allowed by ruleset.", ": it does not allow this host and port"),
        ("502 canary", ": it does not reach the server"),
        ("503 canary", ": it does not reach the server"),
        (f"{COMMAND}Host unreachable.", ": it does not reach the server"),
        ("400 canary 407", "; check its address and credentials"),
        ("canary", "; check its address and credentials"),
    ],
)
@pytest.mark.parametrize("kind", [httpcore.ProxyError, httpx.ProxyError])
def test_why_a_proxy_refuses(kind: type[Exception], said: str, means: str, clock: Clock) -> None:
    failure = failure_of(kind(said), attempt(clock), PROXIED)
    assert failure.why.startswith(f"the proxy refused to connect{means}")
    assert "canary" not in failure.why
    # It is not asked again with what it has refused.
    assert failure.unsent is ("not reach" in means or means.startswith(";"))


def test_what_cannot_be_trusted_is_not_tried_again(clock: Clock) -> None:
    cause = UnusableTLS("SSL_CERT_FILE cannot be used")
    for error in (cause, caused(httpcore.ConnectError("canary"), cause)):
        failure = failure_of(error, attempt(clock), HTTPS)
        assert failure.permanent
        assert failure.why == "SSL_CERT_FILE cannot be used"


@pytest.mark.parametrize("way", [HTTP, HTTPS])
def test_plain_http_may_be_what_is_wrong(way: str, clock: Clock) -> None:
    fresh = attempt(clock, Phase.WAITING)
    closed = failure_of(httpcore.ReadError("canary"), fresh, way)
    odd = failure_of(httpcore.RemoteProtocolError("canary"), fresh, way)
    for failure in (closed, odd):
        assert ("perhaps it wants https" in failure.why) is (way == HTTP)
        assert not failure.unsent
    fresh.reused = True
    kept = failure_of(httpcore.ReadError("canary"), fresh, way)
    assert "https," not in kept.why
    assert kept.stale


def test_a_proxy_that_hangs_up_has_sent_nothing_on(clock: Clock) -> None:
    failure = failure_of(httpcore.RemoteProtocolError("canary"), attempt(clock), PROXIED)
    assert "what the proxy answers is not HTTP; check scheme and port of the proxy's address" in failure.why
    ended = attempt(clock)
    ended.ended = True
    for received in (0, 20):
        ended.received = received
        assert failure_of(httpcore.RemoteProtocolError("canary"), ended, PROXIED).unsent
