# pyright: reportPrivateUsage=false
"""Which proxy a client goes through, and that nobody sees its credentials."""

from __future__ import annotations

import socket

import httpx
import pytest

from tests.faults.calls import METHODS, call
from tests.faults.server import FaultServer
from tkeel_oauth import AsyncClient, Client, ConfigurationError, ConnectionFailed
from tkeel_oauth._runtime.transport.address import parse_base_url
from tkeel_oauth._runtime.transport.proxies import choose_proxy

HTTPS = "https://iot.example.com/v1"
Kind = type[Client | AsyncClient]
both = pytest.mark.parametrize("kind", [Client, AsyncClient])
NAMES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def chosen(base_url: str, proxy: str | None = None, *, trust_env: bool = True) -> str | None:
    address = parse_base_url(base_url, allow_insecure=True)
    found = choose_proxy(address, proxy, trust_env=trust_env, allow_insecure=True)
    return None if found is None else str(found.url)


@pytest.mark.parametrize(
    ("environment", "base_url", "proxy"),
    [
        ({}, HTTPS, None),
        ({"https_proxy": "http://p.example:3128"}, HTTPS, "http://p.example:3128"),
        ({"HTTPS_PROXY": "http://p.example:3128"}, HTTPS, "http://p.example:3128"),
        ({"http_proxy": "http://p.example:3128"}, HTTPS, None),
        ({"http_proxy": "http://p.example:3128"}, "http://iot.example.com", "http://p.example:3128"),
        ({"all_proxy": "http://p.example:3128"}, HTTPS, "http://p.example:3128"),
        ({"https_proxy": "http://a.example", "all_proxy": "http://b.example"}, HTTPS, "http://a.example"),
        ({"https_proxy": "p.example:3128"}, HTTPS, "http://p.example:3128"),
        ({"https_proxy": ""}, HTTPS, None),
        ({"https_proxy": "http://p.example", "no_proxy": "iot.example.com"}, HTTPS, None),
        ({"https_proxy": "http://p.example", "no_proxy": ".example.com"}, HTTPS, None),
        ({"https_proxy": "http://p.example", "no_proxy": "*"}, HTTPS, None),
        ({"https_proxy": "http://p.example", "no_proxy": "other.example"}, HTTPS, "http://p.example"),
        ({"http_proxy": "http://p.example", "all_proxy": "http://p.example"}, "http://127.0.0.1:8080", None),
        ({"https_proxy": "http://p.example"}, "https://localhost:8443", None),
        ({"all_proxy": "http://p.example"}, "http://[::1]:8080", None),
    ],
)
def test_from_the_environment(
    environment: dict[str, str], base_url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert chosen(base_url) == proxy
    assert chosen(base_url, trust_env=False) is None
    assert chosen(base_url, "http://own.example:1") == "http://own.example:1"


# NO_PROXY -> the hosts that a login is tried for
WITHOUT_PROXY: dict[str, list[str]] = {
    "": ["https://iot.example.com"],
    " , ,": ["https://iot.example.com"],
    "*": ["https://iot.example.com", "http://iot.example.com"],
    "localhost,*": ["https://iot.example.com"],
    " * ": ["https://iot.example.com"],
    "*.example.com": ["https://iot.example.com", "https://example.com", "https://a.iot.example.com"],
    ".example.com": ["https://iot.example.com", "https://example.com", "https://xexample.com"],
    "example.com": ["https://iot.example.com", "https://example.com", "https://xexample.com"],
    "EXAMPLE.com": ["https://iot.example.com"],
    "other.example, iot.example.com ": ["https://iot.example.com", "https://example.com"],
    "iot.example.com:8443": ["https://iot.example.com:8443", "https://iot.example.com"],
    "iot.example.com:443": ["https://iot.example.com", "https://iot.example.com:443"],
    "iot.example.com:80": ["http://iot.example.com", "https://iot.example.com:80"],
    "https://iot.example.com": ["https://iot.example.com", "http://iot.example.com"],
    "http://iot.example.com": ["https://iot.example.com", "http://iot.example.com"],
    "https://iot.example.com:443": ["https://iot.example.com", "https://iot.example.com:8443"],
    "https://*.example.com": ["https://iot.example.com", "https://example.com", "http://iot.example.com"],
    "https://": ["https://iot.example.com", "http://iot.example.com"],
    "all://": ["https://iot.example.com", "http://iot.example.com"],
    "all://*": ["https://iot.example.com"],
    "https://*": ["https://iot.example.com", "http://iot.example.com"],
    "192.0.2.7": ["https://192.0.2.7", "https://192.0.2.8", "https://192.0.2.7:8443"],
    "192.0.2.0/24": ["https://192.0.2.7", "https://192.0.2.0"],
    "192.0.2.7:8443": ["https://192.0.2.7:8443", "https://192.0.2.7"],
    "2001:db8::1": ["https://[2001:db8::1]", "https://[2001:db8::2]"],
    "localhost": ["https://iot.example.com", "https://sub.localhost"],
    "com": ["https://iot.example.com", "https://xcom"],
    ".": ["https://iot.example.com.", "https://iot.example.com"],
    "iot.example.com.": ["https://iot.example.com.", "https://iot.example.com"],
    "iot.example.com": ["https://iot.example.com.", "https://IOT.example.com"],
    "xn--bcher-kva.example": ["https://bücher.example"],
    "bücher.example": ["https://bücher.example", "https://iot.example.com"],
    "iot.example.com iot2.example.com": ["https://iot.example.com", "https://iot2.example.com"],
    "iot.example.com;example.com": ["https://iot.example.com"],
    "iot.*.com": ["https://iot.example.com"],
    "iot.example.com:port": ["https://iot.example.com"],
    "user@iot.example.com": ["https://iot.example.com"],
}
NO_PATTERN = "it is none"


def by_httpx(base_url: str) -> object:
    """Return the proxy that httpx goes through, which only private names of it tell."""
    try:
        with httpx.Client(verify=False) as client:  # noqa: S501 - nothing is sent
            transport = client._transport_for_url(httpx.URL(base_url))
            if transport is client._transport:
                return None
            url = transport._pool._proxy_url  # type: ignore[attr-defined]
            return f"{url.scheme.decode()}://{url.host.decode()}:{url.port}"  # pyright: ignore[reportUnknownMemberType]
    except httpx.InvalidURL:
        return NO_PATTERN


def by_us(base_url: str) -> object:
    try:
        return chosen(base_url)
    except ConfigurationError:
        return NO_PATTERN


# What httpx takes no client for, though many environments hold it: an address of IPv6 is one, as of IPv4.
MORE: dict[str, dict[str, bool]] = {
    "[2001:db8::1]": {"https://[2001:db8::1]": True, "https://[2001:db8::2]": False},
    "localhost,127.0.0.1,::1,[::1]": {"https://iot.example.com": False},
    "[2001:db8::1]:8443": {"https://[2001:db8::1]:8443": True, "https://[2001:db8::1]": False},
    "2001:db8::1/32": {"https://[2001:db8::1]": True, "https://[2001:db8::2]": False},
    "fe80::/10": {"https://iot.example.com": False},
}


@pytest.mark.parametrize("without", MORE)
def test_what_httpx_takes_no_client_for(without: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://p.example:3128")
    monkeypatch.setenv("no_proxy", without)
    for base_url, past in MORE[without].items():
        assert by_httpx(base_url) == NO_PATTERN
        assert by_us(base_url) == (None if past else "http://p.example:3128")


PROXIES: list[dict[str, str]] = [
    {"https_proxy": "http://s.example:1", "http_proxy": "http://p.example:2"},
    {"all_proxy": "http://a.example:3"},
    {"https_proxy": "s.example:1", "all_proxy": "http://a.example:3"},
]


@pytest.mark.parametrize("proxies", PROXIES, ids="+".join)
@pytest.mark.parametrize("without", WITHOUT_PROXY)
def test_no_proxy_means_what_httpx_takes_it_to_mean(
    without: str, proxies: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"no_proxy": without, **proxies}.items():
        monkeypatch.setenv(name, value)
    for base_url in WITHOUT_PROXY[without]:
        assert by_us(base_url) == by_httpx(base_url), base_url


@pytest.mark.parametrize("without", ["localhost,*", "iot.example.com:8443", "https://iot.example.com:8443"])
@pytest.mark.parametrize("face", METHODS)
def test_a_login_goes_past_the_proxy(face: str, without: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the message of a failure tells: it names the proxy where there is one."""

    def lookup(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    def error() -> str:
        return str(call(face, "https://iot.example.com:8443", retries=0).error)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setenv("https_proxy", "http://p.example:3128")
    assert "through the proxy" in error()
    monkeypatch.setenv("no_proxy", without)
    assert "no connection to https://iot.example.com:8443: " in error()


@both
def test_a_no_proxy_that_is_none_names_the_variable(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "canary.example:port")
    kind(HTTPS)  # there is no proxy that it could be about
    monkeypatch.setenv("https_proxy", "http://p.example")
    with pytest.raises(ConfigurationError, match=r"^NO_PROXY holds .*; correct it or unset it$") as caught:
        kind(HTTPS)
    assert "canary" not in str(caught.value)
    assert caught.value.__context__ is None


@both
def test_a_wrong_proxy_of_the_environment(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "ftp://user:canary@p.example")
    with pytest.raises(ConfigurationError, match=r"^HTTPS_PROXY must be") as caught:
        kind(HTTPS)
    assert "canary" not in str(caught.value)
    kind(HTTPS, trust_env=False)
    kind("http://127.0.0.1:8080")


@both
@pytest.mark.parametrize(
    ("proxy", "says"),
    [
        ("http://user:1#canary@p.example:3128", "has more than a host and a port; write '/', '\\?' and '#'"),
        ("http://user:1?canary@p.example:3128", "has more than a host and a port"),
        ("http://p.example/canary", "has more than a host and a port"),
        ("http://p.example:99999", "has no valid port"),
        ("http://p.example:0", "has no valid port"),
        ("socks://127.0.0.1:1080/", "must be a URL that starts with http, https, socks5"),
        (f"socks5://{256 * 'x'}:canary@p.example", "has a user or password that is too long for SOCKS"),
        (f"socks5://canary:{86 * '密'}@p.example", "has a user or password that is too long for SOCKS"),
        ("http://canary@p.example:3128\n", "holds a space or the end of a line; take it out"),
        (" ", "holds a space or the end of a line"),
        ("http://xn--/", "must be a URL that starts with http, https, socks5"),
        ("http://canary@xn--a:3128", "must be a URL that starts with http, https, socks5"),
    ],
)
def test_what_is_no_proxy(kind: Kind, proxy: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that is cut at a '#' would make a host of what stands before it, and be shown."""
    with pytest.raises(ConfigurationError, match=f"^proxy {says}") as caught:
        kind(HTTPS, proxy=proxy)
    assert "canary" not in str(caught.value)
    for name in ("https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy)
        with pytest.raises(ConfigurationError, match=f"^{name.upper()} {says}") as caught:
            kind(HTTPS)
        assert "canary" not in str(caught.value)
        monkeypatch.delenv(name)


@both
def test_a_password_does_not_leave_this_machine_by_a_proxy(kind: Kind) -> None:
    with pytest.raises(ConfigurationError, match="the proxy would carry the password readable"):
        kind("http://127.0.0.1:8080", proxy="http://p.example:3128")
    kind("http://127.0.0.1:8080", proxy="http://127.0.0.1:3128")
    kind("http://127.0.0.1:8080", proxy="http://p.example:3128", allow_insecure=True)


@pytest.mark.parametrize("face", METHODS)
def test_a_proxy_that_is_down_is_named_without_its_credentials(face: str) -> None:
    with FaultServer() as nobody:
        proxy = nobody.url("http").replace("://", "://carol:canary@")
        error = call(face, "https://iot.example.com/v1", proxy=proxy, retries=0).error
        assert f"https://iot.example.com through the proxy {nobody.base_url}: refused" in str(error)
    assert type(error) is ConnectionFailed
    assert "canary" not in str(error)
