# pyright: reportPrivateUsage=false
"""Which proxy a client goes through, and that nobody sees its credentials."""

from __future__ import annotations

import socket

import pytest

from tests.contract.support import GOOD
from tkeel_oauth import AsyncClient, Client, ConfigurationError, ConnectionFailed
from tkeel_oauth._runtime.transport.address import parse_base_url
from tkeel_oauth._runtime.transport.proxies import choose_proxy

HTTPS = "https://iot.example.com/v1"
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


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_wrong_proxy_of_the_environment(
    kind: type[Client | AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "ftp://user:canary@p.example")
    with pytest.raises(ConfigurationError, match=r"^the proxy of the environment must be") as caught:
        kind(HTTPS)
    assert "canary" not in str(caught.value)
    kind(HTTPS, trust_env=False)
    kind("http://127.0.0.1:8080")


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_password_does_not_leave_this_machine_by_a_proxy(kind: type[Client | AsyncClient]) -> None:
    with pytest.raises(ConfigurationError, match="the proxy would carry the password readable"):
        kind("http://127.0.0.1:8080", proxy="http://p.example:3128")
    kind("http://127.0.0.1:8080", proxy="http://127.0.0.1:3128")
    kind("http://127.0.0.1:8080", proxy="http://p.example:3128", allow_insecure=True)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_credentials_of_a_proxy_are_not_shown(kind: type[Client | AsyncClient], scheme: str) -> None:
    client = kind(HTTPS, proxy=f"{scheme}://user:canary@p.example:3128")
    shown = repr(client) + repr(client._line) + repr(client._line.exchange)
    shown += repr(getattr(client._line.exchange, "_transport", None))
    assert "canary" not in shown


def test_a_proxy_that_is_down_is_named_without_its_credentials() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    proxy = f"http://carol:canary@127.0.0.1:{port}"
    with (
        Client("https://iot.example.com/v1", proxy=proxy, retries=0) as client,
        pytest.raises(ConnectionFailed) as caught,
    ):
        client.oauth.authorize("t", **GOOD.keywords())
    assert f"https://iot.example.com through the proxy http://127.0.0.1:{port}" in str(caught.value)
    assert "canary" not in str(caught.value)
