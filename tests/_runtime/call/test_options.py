"""What a client is configured with: each wrong value is one clear error, and none is repeated in it."""

from __future__ import annotations

import ssl
from typing import Any

import httpx
import pytest

from tests.contract.support import GOOD, Canned
from tkeel_oauth import AsyncClient, Client, ConfigurationError, __version__
from tkeel_oauth._runtime.call.options import Options

URL = "https://iot.example.com/apis/security/v1"
NAN = float("nan")

SECONDS = "{} must be a number of seconds above 0"
HEADER_NAMES = ["a b", "a:", "ä", "a\r\n", "(a)"]
HEADER_VALUES = ["", None, 5, "canary\r\nB: c", "canary\0", "canary名", " canary", b"canary"]
OURS = [
    *("Host", "User-Agent", "accept-encoding", "Content-Length", "Connection", "TRANSFER-ENCODING"),
    *("Upgrade", "Expect", "TE", "Trailer", "Content-Type"),
]
FILES = "(verify|cert) cannot be used"

# argument -> what the error says -> values that are wrong
WRONG: dict[str, dict[str, list[object]]] = {
    "timeout": {SECONDS.format("timeout"): [0, -1, NAN, float("inf"), 86401, 10**400, True, "5", None]},
    "connect_timeout": {SECONDS.format("connect_timeout"): [0, -0.1, NAN, 1e9, False, "5", None]},
    "retries": {"retries must be a whole number from 0 to 10": [-1, 11, 1.0, True, "2", None]},
    "max_connections": {
        "max_connections must be a whole number from 1": [0, -1, 1.5, True, "9", None, 10**9],
    },
    "user_agent": {
        "user_agent must be a text": ["", 5, b"a"],
        "user_agent cannot be sent as a header": ["a\r\nX: y", "名", " a", "a\0"],
    },
    "headers": {
        "headers holds a name that no header can have": [{name: "v"} for name in HEADER_NAMES],
        "each name in headers must be a text": [{name: "v"} for name in ("", 5, None, b"X")],
        r"headers\['X-A'\] ": [{"X-A": value} for value in HEADER_VALUES],
        **{f"headers may not set {name}": [{name: "v"}] for name in OURS},
    },
    "proxy": {
        "proxy ": [
            "",
            "ftp://canary@proxy.example",
            "http://canary:canary@h:port",
            5,
            "socks4://h",
            "http://",
        ],
    },
    "verify": {FILES: ["/nowhere/canary.pem"]},
    "cert": {FILES: ["/nowhere/canary.pem", ("/nowhere/canary.pem", "/nowhere/canary.key")]},
    "transport": {"transport must be an httpx": [5, httpx.Client]},
}
ROWS = [
    (name, value, says) for name, rows in WRONG.items() for says, values in rows.items() for value in values
]


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(("name", "value", "says"), ROWS, ids=lambda value: ascii(value)[:40])
def test_a_wrong_value_is_one_clear_error(
    kind: type[Client | AsyncClient], name: str, value: object, says: str
) -> None:
    wrong: dict[str, Any] = {name: value}
    with pytest.raises(ConfigurationError, match=f"^{says}") as caught:
        kind(URL, **wrong)
    message = str(caught.value)
    assert "canary" not in message
    assert "\n" not in message
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(
    "value",
    [
        "X-A: b",
        [("X-A", "b")],
    ],
)
def test_headers_must_be_a_mapping(kind: type[Client | AsyncClient], value: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=r"^headers must be"):
        kind(URL, headers=value)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        "",
    ],
)
def test_verify_is_a_flag_a_path_or_a_context(kind: type[Client | AsyncClient], value: bool) -> None:  # noqa: FBT001 - as the argument
    with pytest.raises(ConfigurationError, match=r"^verify "):
        kind(URL, verify=value)


@pytest.mark.parametrize(
    "name",
    [
        "trust_env",
        "allow_insecure",
    ],
)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_flag_is_a_flag(kind: type[Client | AsyncClient], name: str) -> None:
    flags: dict[str, Any] = {name: "no"}
    with pytest.raises(ConfigurationError, match=f"^{name} "):
        kind("http://iot.example.com" if name == "allow_insecure" else URL, **flags)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
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
    *({"timeout": value} for value in (86400, 1, 1e-3)),
    *({"connect_timeout": value} for value in (86400, 1, 1e-3)),
    *({"retries": value} for value in (0, 10)),
    *({"max_connections": value} for value in (1, 10_000)),
    *({"proxy": value} for value in ("http://u:canary@p.example:3128", "https://p.example")),
    *({"headers": value} for value in ({}, {"X-A": "tab\tinside", "x-b": "é"})),
    {"verify": False},
]


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize("arguments", RIGHT, ids=repr)
def test_right_values(kind: type[Client | AsyncClient], arguments: dict[str, Any]) -> None:
    assert "canary" not in repr(kind(URL, **arguments))


@pytest.mark.parametrize(
    ("user_agent", "sent"),
    [(None, f"tkeel-oauth/{__version__}"), ("shop/2.1", f"shop/2.1 tkeel-oauth/{__version__}")],
)
def test_user_agent(user_agent: str | None, sent: str) -> None:
    options = Options(timeout=1, connect_timeout=1, retries=0, headers=None, user_agent=user_agent)
    assert dict(options.raw_headers)[b"User-Agent"] == sent.encode()


def test_headers_are_sent_in_order_and_once_whatever_their_case() -> None:
    headers = {"X-B": "1", "x-a": "2", "X-b": "3"}
    options = Options(timeout=1, connect_timeout=1, retries=0, headers=headers, user_agent=None)
    assert options.raw_headers[3:] == [(b"X-b", b"3"), (b"x-a", b"2")]


def test_accept_may_be_replaced() -> None:
    options = Options(timeout=1, connect_timeout=1, retries=0, headers={"accept": "*/*"}, user_agent=None)
    assert [value for name, value in options.raw_headers if name.lower() == b"accept"] == [b"*/*"]


def test_accept_withholds_nothing() -> None:
    from tkeel_oauth.api.oauth import oauth_authorize  # noqa: PLC0415

    with Canned().host.client(headers={"Accept": "application/json"}) as client:
        response = oauth_authorize.sync_detailed(GOOD.tenant_id, client=client, **GOOD.keywords())
    assert response.headers["content-type"] == "application/json"


def test_changing_options_changes_those_alone() -> None:
    first = Options(timeout=9, connect_timeout=4, retries=3, headers={"X-A": "1"}, user_agent="a/1")
    same = first.changed(None, None, None, None, None)
    assert (same.timeout, same.connect_timeout, same.retries, same.raw_headers) == (
        9,
        4,
        3,
        first.raw_headers,
    )
    other = first.changed(1, 2, 0, {}, "b/2")
    assert (other.timeout, other.connect_timeout, other.retries) == (1, 2, 0)
    assert b"b/2" in dict(other.raw_headers)[b"User-Agent"]
    assert len(other.raw_headers) == 3
    assert (first.timeout, first.retries) == (9, 3)


def test_headers_are_copied() -> None:
    headers = {"X-A": "1"}
    options = Options(timeout=1, connect_timeout=1, retries=0, headers=headers, user_agent=None)
    headers["X-B"] = "2"
    assert len(options.changed(2, None, None, None, None).raw_headers) == len(options.raw_headers)


def test_the_user_agent_has_an_argument_of_its_own() -> None:
    with pytest.raises(ConfigurationError, match="see user_agent"):
        Client(URL, headers={"User-Agent": "mine"})
    with pytest.raises(ConfigurationError) as caught:
        Client(URL, headers={"Host": "other"})
    assert "user_agent" not in str(caught.value)
