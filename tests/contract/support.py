"""What the contract tests share: the ways to make a call, and the hosts that answer it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeAlias, TypeVar, Unpack

import httpx
import respx

from tests.faults.calls import Held, Options
from tkeel_oauth import AsyncClient, Client, TkeelOAuthError
from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse
from tkeel_oauth.testing import Scenario, load_recording, mock_transport
from tkeel_oauth.types import Response

RECORDING = load_recording()
ORIGIN = "https://tkeel.example.com"
BASE_URL = f"{ORIGIN}/v1"


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call, by the names they have in the public surface."""

    tenant_id: Any = "tenant-a"
    username: Any = "alice"
    password: Any = "wonderland"
    redirect_uri: Any = "http://tkeel.io/callback"
    state: Any = None
    response_type: Any = "code"

    def keywords(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "tenant_id"}


GOOD = Arguments()


def arguments_of(scenario: Scenario) -> Arguments:
    """What a caller passes to send a recorded request."""
    called = scenario.credentials
    assert called is not None, f"{scenario.name} is no well-formed call"
    return Arguments(called.tenant_id, called.username, called.password, called.redirect_uri, called.state)


def prefer(scenario: Scenario) -> dict[str, str] | None:
    """The header by which a scenario that shares its request is asked for."""
    return {"Prefer": f"example={scenario.name}"} if scenario.primary is False else None


@dataclass(frozen=True)
class Host:
    """Something that answers: a base URL, and transports where it is not on a socket."""

    base_url: str
    transport: httpx.BaseTransport | None = None
    async_transport: httpx.AsyncBaseTransport | None = None

    def client(self, **options: Unpack[Options]) -> Client:
        options["transport"] = self.transport
        return Client(self.base_url, **options)

    def async_client(self, **options: Unpack[Options]) -> AsyncClient:
        options["transport"] = self.async_transport
        return AsyncClient(self.base_url, **options)


P = ParamSpec("P")
Result = TypeVar("Result")
Way: TypeAlias = Callable[..., V1AuthorizeResponse]
DetailedWay: TypeAlias = Callable[..., Response[V1AuthorizeResponse | RpcStatus]]


def _way(kind: type[Client | AsyncClient], face: str) -> Callable[..., Any]:
    """Return what calls a host, by a client of its own; what the call ends in otherwise is raised."""

    def way(host: Host, called: Arguments, **options: Unpack[Options]) -> object:
        options["transport"] = host.transport if kind is Client else host.async_transport
        with Held(kind, host.base_url, **options) as client:
            result = client.call(called.keywords(), face, called.tenant_id)  # type: ignore[arg-type] # wrong ones, too
        if result.error is not None:
            raise result.error
        return result.value

    way.__name__ = f"{'sync' if kind is Client else 'async'}_{face}"
    return way


sync_function: Way = _way(Client, "function")
sync_method: Way = _way(Client, "method")
sync_detailed: DetailedWay = _way(Client, "detailed")
async_function: Way = _way(AsyncClient, "function")
async_method: Way = _way(AsyncClient, "method")
async_detailed: DetailedWay = _way(AsyncClient, "detailed")
WAYS: tuple[Way, ...] = (sync_function, async_function, sync_method, async_method)
BOTH: tuple[Way, ...] = (sync_method, async_method)
"""One way of each client, for what the ways of one client share."""
DETAILED: tuple[DetailedWay, ...] = (sync_detailed, async_detailed)
EVERY_WAY: tuple[Callable[..., Any], ...] = (*WAYS, *DETAILED)


def in_process() -> Host:
    """The recorded server as the transport of a client."""
    transport = mock_transport()
    return Host(BASE_URL, transport, transport)


@contextmanager
def respx_mocker() -> Generator[Host, None, None]:
    """The default mocker of respx, which patches httpcore under the client's own transport."""
    with respx.mock as router:
        router.route(host="tkeel.example.com").mock(side_effect=mock_transport().handle_request)
        yield Host(BASE_URL)
        assert router.calls.call_count > 0, "the call went past respx"


@dataclass
class Canned:
    """A host that gives one answer to everything and keeps the requests."""

    status: int = 200
    body: bytes = b'{"code": "%s"}' % (b"INVENTEDCODE" * 4)
    headers: list[tuple[str, str]] = field(default_factory=lambda: [("Content-Type", "application/json")])
    requests: list[httpx.Request] = field(default_factory=list[httpx.Request])

    @property
    def host(self) -> Host:
        transport = httpx.MockTransport(self._answer)
        return Host(BASE_URL, transport, transport)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers]
        return httpx.Response(self.status, headers=headers, content=self.body)


def granted(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"code": "X"})


class Foreign(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that httpx did not write: it may send the text of the URL, in place of the raw path.

    Args:
        act: gives the answer.

    Attributes:
        urls: the texts of the URLs that it was given.
    """

    def __init__(self, act: Callable[[httpx.Request], httpx.Response] = granted) -> None:
        self._act = act
        self.urls: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.urls.append(str(request.url))
        return self._act(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


def outcome_of(
    call: Callable[P, Result], *arguments: P.args, **options: P.kwargs
) -> Result | TkeelOAuthError:
    """What a call returns, or the error it raises."""
    try:
        return call(*arguments, **options)
    except TkeelOAuthError as error:
        return error


def name_of(value: object) -> str:
    """The id of a parameter that is a function."""
    return str(getattr(value, "__name__", value))
