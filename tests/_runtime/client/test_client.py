"""The life of a client: made, shared, derived, closed."""

from __future__ import annotations

import builtins
import collections.abc
import inspect
import pickle
import pydoc
import re
from typing import Any, cast

import httpx
import pytest

import tkeel_oauth.types
from tests.contract.support import BASE_URL, GOOD, Canned
from tests.contract.wiretap import Wiretap
from tests.faults.calls import LOGIN, Held
from tkeel_oauth import AsyncClient, Client, ConfigurationError
from tkeel_oauth.api.oauth import OauthApi, oauth_authorize

Kind = type[Client | AsyncClient]
both = pytest.mark.parametrize("kind", [Client, AsyncClient])


class Closing(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that counts what is done to it."""

    def __init__(self) -> None:
        self.sent = self.closed = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        return httpx.Response(200, json={"code": "X"}, request=request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def assert_closed(client: Held) -> None:
    for face in ("function", "method", "detailed"):
        error = client.call(face=face).error
        assert isinstance(error, ConfigurationError)
        assert "the client is closed" in str(error)
    assert "closed" in repr(client.client)


@both
def test_after_close_nothing_is_sent(kind: Kind) -> None:
    transport = Closing()
    with Held(kind, BASE_URL, transport=transport) as client:
        derived = client.with_options(timeout=5)
        assert client.call().code == "X"
        for _ in range(2):
            client.close()
        assert_closed(client)
        assert_closed(derived)
    assert (transport.sent, transport.closed) == (1, 1)


async def test_a_with_block_closes_also_on_an_error() -> None:
    transport = Closing()
    with pytest.raises(ZeroDivisionError), Client(BASE_URL, transport=transport):
        raise ZeroDivisionError
    assert transport.closed == 1
    with pytest.raises(ZeroDivisionError):
        async with AsyncClient(BASE_URL, transport=transport):
            raise ZeroDivisionError
    assert transport.closed == 2


@both
def test_a_derived_client_shares_the_connections_and_cannot_close_them(kind: Kind, wiretap: Wiretap) -> None:
    with Held(kind, wiretap.base_url, headers={"X-A": "1"}, user_agent="a/1") as client:
        derived = client.with_options(headers={"X-B": "2"})
        further = derived.with_options(user_agent="b/2", timeout=5)
        assert type(further.client) is kind
        for one in (client, derived, further, client):
            assert one.call().code
        derived.close()
        assert_closed(derived)
        for one in (client, further):
            assert one.call().code
    assert wiretap.connections == 1
    agents = [seen.header("user-agent")[0].split()[0] for seen in wiretap.seen]
    assert agents == ["a/1", "a/1", "b/2", "a/1", "a/1", "b/2"]
    own = [[header for header in seen.headers if header[0].startswith("X-")] for seen in wiretap.seen]
    first, second = [("X-A", "1")], [("X-B", "2")]
    assert own == [first, second, second, first, first, second]


@pytest.mark.parametrize(
    "change",
    [
        {"timeout": 0},
        {"connect_timeout": -1},
        {"retries": 99},
        {"headers": {"Host": "x"}},
        {"user_agent": ""},
    ],
)
def test_a_derived_clients_options_are_checked(change: dict[str, Any]) -> None:
    for client in (Client(BASE_URL), AsyncClient(BASE_URL)):
        with pytest.raises(ConfigurationError, match=next(iter(change))):
            client.with_options(**change)


def test_what_belongs_to_the_connections_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match="verify"):
        Client(BASE_URL).with_options(verify=False)  # type: ignore[call-arg]


def test_the_timeout_shown_is_the_derived_clients() -> None:
    client = Client(BASE_URL, timeout=7.5)
    assert repr(client) == f"<Client {BASE_URL} timeout=7.5>"
    assert repr(client.with_options(timeout=3)) == f"<Client {BASE_URL} timeout=3>"
    assert repr(client.oauth) == f"<OauthApi of {BASE_URL} timeout=7.5>"
    assert repr(object.__new__(OauthApi)) == "<OauthApi of no client>"
    assert repr(AsyncClient(f"{BASE_URL}/")) == f"<AsyncClient {BASE_URL} timeout=30>"


@both
def test_the_base_url_may_come_from_the_environment(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TKEEL_BASE_URL", BASE_URL)
    assert BASE_URL in repr(kind())
    assert BASE_URL in repr(kind(None, timeout=3))
    assert "other.example" in repr(kind("https://other.example"))
    monkeypatch.setenv("TKEEL_BASE_URL", "")
    with pytest.raises(ConfigurationError, match="TKEEL_BASE_URL is empty"):
        kind()
    monkeypatch.setenv("TKEEL_BASE_URL", "https://user:canary@x.example")
    with pytest.raises(ConfigurationError, match="holds credentials") as caught:
        kind()
    assert "canary" not in str(caught.value)
    monkeypatch.setenv("TKEEL_BASE_URL", "http://x.example")
    with pytest.raises(ConfigurationError, match="TKEEL_BASE_URL is http"):
        kind()
    monkeypatch.delenv("TKEEL_BASE_URL")
    with pytest.raises(ConfigurationError, match=r"no base_url.*TKEEL_BASE_URL"):
        kind()


@both
def test_a_client_is_neither_pickled_nor_written_to(kind: Kind) -> None:
    client = kind(BASE_URL, headers={"X-A": "canary"}, proxy="http://u:canary@p.example")
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(client)
    with pytest.raises(AttributeError):
        client.timeout = 5  # type: ignore[union-attr]
    assert "canary" not in repr(client) + repr(client.oauth)


@both
@pytest.mark.parametrize("timeout", [0, -1, float("nan"), "5", True, 1e9])
def test_a_calls_own_timeout_is_checked(kind: Kind, timeout: float) -> None:
    transport = Closing()
    with Held(kind, BASE_URL, transport=transport) as client:
        error = client.call({**LOGIN, "timeout": timeout}).error
    assert isinstance(error, ConfigurationError)
    assert str(error).startswith("timeout must be a number of seconds")
    assert transport.sent == 0


def test_a_call_may_have_more_time_than_the_client() -> None:
    canned = Canned()
    with canned.host.client(timeout=1e-6) as client:
        client.oauth.authorize("t", **GOOD.keywords(), timeout=30)
    assert 29 < canned.requests[0].extensions["timeout"]["read"] <= 30


def test_a_function_sends_nothing_with_an_async_client() -> None:
    client: Any = AsyncClient(BASE_URL, transport=Closing())

    def use() -> None:
        found: Any = oauth_authorize.sync("t", client=client, **GOOD.keywords())
        found.close()  # the coroutine that nobody would await

    with pytest.raises(ConfigurationError):
        use()


async def test_an_async_function_sends_nothing_with_a_sync_client() -> None:
    transport = Closing()
    with Client(BASE_URL, transport=transport) as client, pytest.raises(ConfigurationError):
        await oauth_authorize.asyncio("t", client=client, **GOOD.keywords())  # type: ignore[arg-type]
    assert transport.sent == 0


DEFAULTS = {
    "base_url": None,
    "timeout": 30.0,
    "connect_timeout": 5.0,
    "retries": 2,
    "headers": None,
    "token": None,
    "verify": True,
    "cert": None,
    "proxy": None,
    "trust_env": True,
    "max_connections": 100,
    "transport": None,
    "http_client": None,
    "allow_insecure": False,
    "user_agent": None,
}


@both
def test_arguments_and_their_defaults(kind: Kind) -> None:
    """What is not said is the safe choice, and both clients take the same."""
    parameters = inspect.signature(kind).parameters
    assert {name: parameter.default for name, parameter in parameters.items()} == DEFAULTS
    assert [name for name, one in parameters.items() if one.kind is not one.KEYWORD_ONLY] == ["base_url"]


@pytest.mark.parametrize("wrong", [None, "https://iot.example.com"])
async def test_what_is_no_client_is_refused(wrong: object) -> None:
    for function in (oauth_authorize.sync, oauth_authorize.sync_detailed):
        with pytest.raises(ConfigurationError, match="client must be a Client, not") as caught:
            function(GOOD.tenant_id, client=cast("Client", wrong), **GOOD.keywords())
        assert "iot.example.com" not in str(caught.value)
    for afunction in (oauth_authorize.asyncio, oauth_authorize.asyncio_detailed):
        with pytest.raises(ConfigurationError, match="client must be an AsyncClient, not") as caught:
            await afunction(GOOD.tenant_id, client=cast("AsyncClient", wrong), **GOOD.keywords())
        assert caught.value.__suppress_context__


@both
def test_what_a_reader_is_shown_of_a_client_has_public_names(kind: type) -> None:
    public = {*vars(builtins), *vars(collections.abc), *tkeel_oauth.types.__all__, "PathLike", "SSLContext"}
    shown = re.sub(r"httpx\.\w+", "", str(inspect.signature(kind)))
    named = set(re.findall(r"[A-Z]\w+", shown))
    assert named <= public
    assert "APIClient" not in pydoc.render_doc(kind)
