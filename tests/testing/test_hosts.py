"""All hosts of the engine give the same answer to every scenario they can express."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tkeel_oauth.testing import (
    Engine,
    NoAnswerError,
    RecordedServer,
    Recording,
    Scenario,
    asgi_app,
    load_recording,
    mock_transport,
    respx_router,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RECORDING = load_recording()
ORIGIN = "http://tkeel.example.com"
# httpx mends these targets before anything is sent: dots are resolved, a stray % and a space are encoded.
MENDED = {"tenant_bad_percent", "tenant_dot", "tenant_dotdot", "target_with_space"}
ANSWERED = [one for one in RECORDING if one.answer is not None and one.name not in MENDED]
NAMES = [one.name for one in ANSWERED]


@pytest.fixture(scope="module")
def server() -> Iterator[RecordedServer]:
    with RecordedServer() as running:
        yield running


def request_for(scenario: Scenario, origin: str = ORIGIN) -> httpx.Request:
    recorded = scenario.request
    headers = [(name, value) for name, value in recorded.headers if name != "Host"]
    headers += [("Prefer", f"example={scenario.name}")] if scenario.primary is False else []
    request = httpx.Request(recorded.method, origin + recorded.target, headers=headers, content=recorded.body)
    assert request.url.raw_path.decode() == recorded.target
    return request


def same(scenario: Scenario, response: httpx.Response) -> None:
    recorded = Engine().recording[scenario.name].answer
    assert recorded is not None
    response.read()
    assert (response.status_code, response.reason_phrase) == (recorded.status, recorded.reason)
    assert response.content == recorded.body
    wanted = {(name.lower(), value) for name, value in recorded.headers}
    got = {(name.lower(), value) for name, value in response.headers.items()}
    # The connection is the loopback server's own; HTTP/1.1 does not say that it stays open.
    assert wanted - got <= {("connection", "keep-alive")}
    assert {name for name, _ in got - wanted} <= {"content-length"}


def through_mock_transport(request: httpx.Request, _: RecordedServer) -> httpx.Response:
    return mock_transport().handle_request(request)


def through_async_mock_transport(request: httpx.Request, _: RecordedServer) -> httpx.Response:
    async def send() -> httpx.Response:
        response = await mock_transport().handle_async_request(request)
        await response.aread()
        return response

    return asyncio.run(send())


def through_respx(request: httpx.Request, _: RecordedServer) -> httpx.Response:
    with respx_router(), httpx.Client() as client:
        return client.send(request)


def through_async_respx(request: httpx.Request, _: RecordedServer) -> httpx.Response:
    async def send() -> httpx.Response:
        with respx_router():
            async with httpx.AsyncClient() as client:
                return await client.send(request)

    return asyncio.run(send())


def through_respx_handler(request: httpx.Request, _: RecordedServer) -> httpx.Response:
    return httpx.MockTransport(respx_router().handler).handle_request(request)


def through_asgi(request: httpx.Request, _: RecordedServer) -> httpx.Response:
    async def send() -> httpx.Response:
        response = await httpx.ASGITransport(asgi_app()).handle_async_request(request)
        await response.aread()
        return response

    return asyncio.run(send())


def through_loopback(request: httpx.Request, server: RecordedServer) -> httpx.Response:
    origin = server.base_url.removesuffix("/v1")
    target = request.url.raw_path.decode()
    with httpx.Client(trust_env=False) as client:
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"host"]
        again = httpx.Request(request.method, origin + target, headers=headers, content=request.content)
        return client.send(again)


HOSTS: list[Callable[[httpx.Request, RecordedServer], httpx.Response]] = [
    through_mock_transport,
    through_async_mock_transport,
    through_respx,
    through_async_respx,
    through_respx_handler,
    through_asgi,
    through_loopback,
]


@pytest.mark.parametrize("scenario", ANSWERED, ids=NAMES)
@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.__name__)
def test_scenario_through_host(
    host: Callable[[httpx.Request, RecordedServer], httpx.Response],
    scenario: Scenario,
    server: RecordedServer,
) -> None:
    response = host(request_for(scenario), server)
    same(scenario, response)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("backend_mysql_frozen", httpx.ReadTimeout),
        ("shutdown_sigkill_mid_request", httpx.RemoteProtocolError),
    ],
)
@pytest.mark.parametrize("host", HOSTS[:5], ids=lambda host: host.__name__)
def test_no_answer_is_httpx_own_error(
    host: Callable[[httpx.Request, RecordedServer], httpx.Response],
    name: str,
    error: type[httpx.TransportError],
    server: RecordedServer,
) -> None:
    with pytest.raises(error, match=name) as caught:
        host(request_for(RECORDING[name]), server)
    assert caught.value.request.url.path == "/v1/oauth/tenant-a/authorize"
    assert "wonderland" not in str(caught.value)


def test_asgi_server_that_cannot_hang_up_is_told() -> None:
    request = request_for(RECORDING["shutdown_sigkill_mid_request"])
    with pytest.raises(NoAnswerError, match="shutdown_sigkill_mid_request"):
        through_asgi(request, RecordedServer())


def test_transport_logs_calls_without_queries() -> None:
    transport = mock_transport()
    with httpx.Client(transport=transport) as client:
        client.send(request_for(RECORDING["wrong_password"]))
        client.get(f"{ORIGIN}/v1/wonderland?password=wonderland")
        client.request("WONDERLAND", f"{ORIGIN}/v1")
    assert [str(call) for call in transport.requests] == [
        "GET /v1/oauth/{tenant_id}/authorize 400 wrong_password",
        "GET /v1/{other} 501 not recorded",
        "OTHER /v1 501 not recorded",
    ]


@pytest.mark.parametrize("host", ["mock_transport", "respx_router", "asgi_app"])
def test_strict_and_recording_reach_the_engine(host: str) -> None:
    def ask(recording: Recording | None = None, *, strict: bool = False) -> int:
        query = "response_type=code&username=carol&password=x&redirect_uri=y"
        request = httpx.Request("GET", f"{ORIGIN}/v1/oauth/tenant-a/authorize?{query}")
        if host == "mock_transport":
            return mock_transport(recording, strict=strict).handle_request(request).status_code
        if host == "respx_router":
            router = respx_router(recording, strict=strict)
            return httpx.MockTransport(router.handler).handle_request(request).status_code
        transport = httpx.ASGITransport(asgi_app(recording, strict=strict))
        return asyncio.run(transport.handle_async_request(request)).status_code

    assert ask() == 400
    assert ask(strict=True) == 501
    assert ask(Recording(RECORDING.contract, (RECORDING["unknown_path_v1"],))) == 501


@pytest.mark.parametrize("name", ["tenant_encoded_slash", "tenant_raw_slash"])
def test_an_encoded_slash_is_kept_by_every_host(name: str, server: RecordedServer) -> None:
    # Both get the same 404, so only the log tells them apart.
    transport, app = mock_transport(), asgi_app()
    transport.handle_request(request_for(RECORDING[name]))
    asyncio.run(httpx.ASGITransport(app).handle_async_request(request_for(RECORDING[name])))
    through_loopback(request_for(RECORDING[name]), server)
    assert [host.requests[-1].scenario for host in (transport, app, server)] == [name] * 3


def test_respx_router_leaves_other_services_to_other_routes() -> None:
    with respx_router(base_url="http://tkeel.example.com/v1") as router, httpx.Client() as client:
        router.get("http://other.example.com/").respond(204)
        assert client.send(request_for(RECORDING["success"])).status_code == 200
        assert client.get("http://other.example.com/").status_code == 204
        assert router["tkeel"].call_count == 1


async def test_asgi_lifespan() -> None:
    incoming: list[dict[str, Any]] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[object] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: object) -> None:
        sent.append(message)

    await asgi_app()({"type": "lifespan"}, receive, send)
    assert sent == [{"type": "lifespan.startup.complete"}, {"type": "lifespan.shutdown.complete"}]
    with pytest.raises(NoAnswerError, match="not websocket"):
        await asgi_app()({"type": "websocket"}, receive, send)


async def test_asgi_hang_lasts_until_the_client_leaves() -> None:
    left, waiting = asyncio.Event(), asyncio.Event()
    sent: list[object] = []
    messages = iter(["http.request"])

    async def receive() -> dict[str, Any]:
        if (first := next(messages, None)) is not None:
            return {"type": first}
        waiting.set()
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: object) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "raw_path": b"/v1",
        "query_string": b"",
        "headers": [(b"prefer", b"example=backend_mysql_frozen")],
    }
    app = asgi_app()
    task = asyncio.create_task(app(scope, receive, send))
    arrived = asyncio.create_task(waiting.wait())
    await asyncio.wait({task, arrived}, return_when=asyncio.FIRST_COMPLETED)
    assert not task.done()
    assert [call.scenario for call in app.requests] == ["backend_mysql_frozen"]
    left.set()
    await task
    assert sent == []
