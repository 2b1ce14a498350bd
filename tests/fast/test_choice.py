"""What reads a client's answers: by its arguments, by what is installed, by the environment."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.faults.sweep import exchange_of
from tests.transports import VARIABLE
from tkeel_oauth import AsyncClient, Client, ConfigurationError
from tkeel_oauth._runtime.transport.http11 import H11Conversation
from tkeel_oauth._runtime.transport.llhttp import LlhttpConversation

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = (Client, AsyncClient)
BASE_URL = "https://iot.example.com/v1"


def talks(client: Client | AsyncClient) -> str:
    """What talks on a client's connections."""
    direct: object = getattr(exchange_of(client), "_direct", None)
    if direct is None:
        return "httpx"
    pool = getattr(direct, "_pool", None) or getattr(direct, "_pools")  # noqa: B009
    talk = getattr(pool._connect(), "_conversation")  # noqa: B009
    return {LlhttpConversation: "fast", H11Conversation: "default"}[type(talk)]


each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (VARIABLE, "http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httptools", None)


@each_kind
def test_fast_where_it_is_installed(kind: type[Client | AsyncClient]) -> None:
    assert talks(kind(BASE_URL)) == "fast"
    assert talks(kind(BASE_URL).with_options(timeout=3)) == "fast"
    assert talks(kind(BASE_URL, verify=False, max_connections=3)) == "fast"


@each_kind
@pytest.mark.usefixtures("not_installed")
def test_default_where_it_is_not(kind: type[Client | AsyncClient]) -> None:
    assert talks(kind(BASE_URL)) == "default"


@each_kind
def test_default_where_it_is_too_old(
    kind: type[Client | AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other packages bring httptools along, without the bound of the extra."""
    httptools = ModuleType("httptools")
    httptools.HttpResponseParser = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "httptools", httptools)
    assert talks(kind(BASE_URL)) == "default"
    monkeypatch.setenv(VARIABLE, "fast")
    with pytest.raises(ConfigurationError, match="too old"):
        kind(BASE_URL)


@each_kind
@pytest.mark.parametrize(
    "proxy", ["http://proxy.example:3128", "https://proxy.example", "socks5://proxy.example"]
)
def test_httpx_with_a_proxy(
    kind: type[Client | AsyncClient], proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    socksio = ModuleType("socksio")
    socksio.__spec__ = ModuleSpec("socksio", None)
    monkeypatch.setitem(sys.modules, "socksio", socksio)
    assert talks(kind(BASE_URL, proxy=proxy)) == "httpx"
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert talks(kind(BASE_URL)) == "httpx"
    assert talks(kind(BASE_URL, trust_env=False)) == "fast"
    monkeypatch.setenv("NO_PROXY", "example.com")
    assert talks(kind(BASE_URL)) == "fast"


@each_kind
def test_the_environment_decides(kind: type[Client | AsyncClient], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, expected in (("default", "default"), ("fast", "fast"), ("", "fast")):
        monkeypatch.setenv(VARIABLE, name)
        assert talks(kind(BASE_URL)) == expected


@each_kind
@pytest.mark.parametrize("name", ["Fast", "httpx", "1", " fast"])
def test_no_such_transport(
    kind: type[Client | AsyncClient], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, name)
    with pytest.raises(ConfigurationError, match=f"{VARIABLE} must be default or fast"):
        kind(BASE_URL)


@each_kind
@pytest.mark.usefixtures("not_installed")
def test_fast_without_the_extra(kind: type[Client | AsyncClient], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "fast")
    with pytest.raises(ConfigurationError, match=r"pip install 'tkeel-oauth\[fast\]'") as caught:
        kind(BASE_URL)
    assert caught.value.__cause__ is caught.value.__context__ is None


@each_kind
def test_fast_through_a_proxy(kind: type[Client | AsyncClient], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "fast")
    with pytest.raises(ConfigurationError, match="proxy") as caught:
        kind(BASE_URL, proxy="http://user:canary@proxy.example")
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("name", ["default", "fast"])
def test_a_transport_of_the_callers_is_taken_whatever_is_set(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, name)
    answer: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(200, json={"code": "X"})  # noqa: E731
    with Client(BASE_URL, transport=httpx.MockTransport(answer)) as client:
        assert talks(client) == "httpx"
        assert client.oauth.authorize("t", username="u", password="p", redirect_uri="r").code == "X"
