"""What a client is configured with: each wrong value is one clear error, and none is repeated in it."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from tests.contract.support import GOOD, Canned
from tkeel_oauth import AsyncClient, Client, ConfigurationError, __version__
from tkeel_oauth._runtime.call.options import Options

URL = "https://iot.example.com/apis/security/v1"
NAN = float("nan")
both = pytest.mark.parametrize("kind", [Client, AsyncClient])

SECONDS = "must be a number of seconds above 0"
OURS = [
    *("Host", "User-Agent", "accept-encoding", "Content-Length", "Connection", "TRANSFER-ENCODING"),
    *("Upgrade", "Expect", "TE", "Trailer", "Content-Type"),
]
VALUES = [
    "",
    None,
    5,
    "canary\r\nB: c",
    "canary\0",
    "canary名",
    " canary",
    "canary ",
    "canary\x7f",
    b"canary",
]
PROXIES = [
    5,
    b"http://127.0.0.1:9",
    httpx.URL("http://127.0.0.1:9"),
    "",
    "ftp://canary@proxy.example",
    "http://canary:canary@h:port",
    "socks4://h",
    "http://",
]
FILES = ["/nowhere/canary.pem", ("/nowhere/canary.pem", "/nowhere/canary.key")]

# argument, how the error begins, values that are wrong
WRONG: list[tuple[str, str, Sequence[object]]] = [
    ("timeout", f"timeout {SECONDS}", [0, -1, NAN, float("inf"), 86401, 10**400, True, "5", None]),
    ("connect_timeout", f"connect_timeout {SECONDS}", [0, -0.1, NAN, 1e9, False, "5", None]),
    ("retries", "retries must be a whole number from 0 to 10", [-1, 11, 1.0, True, "2", None]),
    (
        "max_connections",
        "max_connections must be a whole number from 1",
        [0, -1, 1.5, True, "9", None, 10**9],
    ),
    ("user_agent", "user_agent must be a text", ["", 5, b"a"]),
    ("user_agent", "user_agent cannot be sent as a header", ["a\r\nX: y", "名", " a", "a\0"]),
    ("headers", "headers must be a mapping", ["X-A: b", [("X-A", "b")]]),
    ("headers", "headers holds a name", [{name: "v"} for name in ("a b", "a:", "ä", "a\r\n", "(a)")]),
    ("headers", "each name in headers must be a text", [{name: "v"} for name in ("", 5, None, b"X")]),
    ("headers", r"headers\['X-A'\] ", [{"X-A": value} for value in VALUES]),
    *(("headers", f"headers may not set {name}: the client does", [{name: "v"}]) for name in OURS),
    ("proxy", "proxy ", PROXIES),
    ("verify", "verify cannot be used", FILES[:1]),
    ("verify", "verify ", [None, 5, ""]),
    ("cert", "cert cannot be used", FILES),
    ("token", "token is wanted by no operation", ["canary"]),
    ("trust_env", "trust_env must be True or False", ["no"]),
    ("allow_insecure", "allow_insecure must be True or False", ["no"]),
]


@both
@pytest.mark.parametrize(("name", "says", "values"), WRONG)
def test_a_wrong_value_is_one_clear_error(
    kind: type[Client | AsyncClient], name: str, says: str, values: Sequence[object]
) -> None:
    for value in values:
        wrong: dict[str, Any] = {name: value}
        with pytest.raises(ConfigurationError, match=f"^{says}") as caught:
            kind(URL, **wrong)
        message = str(caught.value)
        assert "canary" not in message
        assert "\n" not in message
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None


@both
def test_tls_settings_go_with_the_clients_own_transport(kind: type[Client | AsyncClient]) -> None:
    transport: Any = Canned().host.transport
    settings: list[dict[str, Any]] = [{"verify": False}, {"cert": "x"}, {"proxy": "http://p"}]
    for setting in settings:
        with pytest.raises(ConfigurationError, match="no effect on a transport of your own"):
            kind(URL, transport=transport, **setting)


def test_a_certificate_goes_into_the_callers_context() -> None:
    with pytest.raises(ConfigurationError, match="load it into the SSLContext"):
        Client(URL, verify=ssl.create_default_context(), cert="x")


def test_an_unknown_argument_is_pythons_error() -> None:
    with pytest.raises(TypeError, match="follow_redirects"):
        Client(URL, follow_redirects=True)  # type: ignore[call-arg]


RIGHT: list[dict[str, Any]] = [
    *({name: value} for name in ("timeout", "connect_timeout") for value in (86400, 1, 1e-3)),
    *({"retries": value} for value in (0, 10)),
    *({"max_connections": value} for value in (1, 10_000)),
    *({"proxy": value} for value in ("http://u:canary@p.example:3128", "https://p.example")),
    *({"headers": value} for value in ({}, {"X-A": "tab\tinside", "x-b": "é"})),
    {"verify": False},
]


@both
@pytest.mark.parametrize("arguments", RIGHT, ids=repr)
def test_right_values(kind: type[Client | AsyncClient], arguments: dict[str, Any]) -> None:
    assert "canary" not in repr(kind(URL, **arguments))


def options(headers: dict[str, str] | None = None, user_agent: str | None = None) -> Options:
    return Options(timeout=9, connect_timeout=4, retries=3, headers=headers, user_agent=user_agent)


def test_what_is_sent_with_every_request() -> None:
    assert options().raw_headers == [
        (b"Accept", b"application/json"),
        (b"Accept-Encoding", b"identity"),
        (b"User-Agent", f"tkeel-oauth/{__version__}".encode()),
    ]
    agent = f"shop/2.1 tkeel-oauth/{__version__}".encode()
    assert (b"User-Agent", agent) in options(user_agent="shop/2.1").raw_headers
    # in order, and once, whatever their case
    found = options({"X-B": "1", "x-a": "2", "accept": "*/*", "X-b": "3"}).raw_headers
    assert found[0] == (b"Accept", b"*/*")
    assert found[3:] == [(b"X-b", b"3"), (b"x-a", b"2")]


def test_accept_withholds_nothing() -> None:
    from tkeel_oauth.api.oauth import oauth_authorize  # noqa: PLC0415

    with Canned().host.client(headers={"Accept": "application/json"}) as client:
        response = oauth_authorize.sync_detailed(GOOD.tenant_id, client=client, **GOOD.keywords())
    assert response.headers["content-type"] == "application/json"


def test_changing_options_changes_those_alone() -> None:
    headers = {"X-A": "1"}
    first = options(headers, "a/1")
    headers["X-B"] = "2"  # the caller's own is copied
    same = first.changed(None, None, None, None, None)
    assert (same.timeout, same.connect_timeout, same.retries) == (9, 4, 3)
    assert same.raw_headers == first.raw_headers
    other = first.changed(1, 2, 0, {}, "b/2")
    assert (other.timeout, other.connect_timeout, other.retries) == (1, 2, 0)
    assert b"b/2" in dict(other.raw_headers)[b"User-Agent"]
    assert len(other.raw_headers) == 3
    assert (first.timeout, first.retries) == (9, 3)
    assert repr(first) == "<Options>"


def test_the_user_agent_has_an_argument_of_its_own() -> None:
    with pytest.raises(ConfigurationError, match="see user_agent"):
        Client(URL, headers={"User-Agent": "mine"})
    with pytest.raises(ConfigurationError) as caught:
        Client(URL, headers={"Host": "other"})
    assert "user_agent" not in str(caught.value)


CREDENTIALS: list[tuple[str, str, list[str]]] = [
    ("Authorization", "Bearer x", ["Bearer x", "x"]),
    ("Authorization", "x", ["x"]),
    ("Proxy-Authorization", "basic dTpwOng=", ["basic dTpwOng=", "dTpwOng=", "u:p:x", "u", "p:x"]),
    ("Authorization", "Basic ???", ["Basic ???", "???"]),
    ("X-Key", "Token abcdefgh", ["Token abcdefgh", "abcdefgh"]),
    ("X-Key", "Token abcdefg", ["Token abcdefg"]),
    ("X-Key", "two, words-of-it", ["two, words-of-it"]),
    ("X-Key", "a=12345678; b=2", ["a=12345678; b=2"]),
    (
        "Cookie",
        'a="12345678"; b=1234567; c=87654321',
        ['a="12345678"; b=1234567; c=87654321', "12345678", "87654321"],
    ),
]


@pytest.mark.parametrize(("name", "value", "secrets"), CREDENTIALS)
def test_what_of_a_header_is_a_credential(name: str, value: str, secrets: list[str]) -> None:
    assert [*options({name: value}).secrets] == secrets


def test_an_id_of_the_callers_is_no_secret() -> None:
    """A server names the request by it."""
    for name in ("X-Request-Id", "X-Correlation-Id", "traceparent", "tracestate", "b3", "X-B3-TraceId"):
        assert options({name: "mine-7"}).secrets == ()
        assert (name.encode(), b"mine-7") in options({name: "mine-7"}).raw_headers


class Masked(str):
    """A text of a caller's class that shows nothing of itself."""

    __slots__ = ()

    def __str__(self) -> str:
        return "***"

    __format__ = partition = casefold = lower = lambda self, *_: str(self)  # type: ignore[assignment]


def test_a_header_of_a_callers_class_is_its_characters() -> None:
    options = Options(
        timeout=1, connect_timeout=1, retries=0, headers={Masked("X-Key"): Masked("abc")}, user_agent=None
    )
    assert options.raw_headers[-1] == (b"X-Key", b"abc")
    assert [(type(secret), secret) for secret in options.secrets] == [(str, "abc")]
