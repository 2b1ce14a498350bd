"""The clients that are compared, each with the same three functions, and the login that all of them make."""
# ruff: noqa: PLC0415 - see the package

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Protocol

    OpenedSync = tuple[Callable[[], str], Callable[[], object]]
    OpenedAsync = tuple[Callable[[], Awaitable[str]], Callable[[], Awaitable[object]]]

    class Measured(Protocol):
        """A client: each function that opens one gives the call, and what closes it."""

        def load(self) -> object:
            """Import it."""

        def sync(self, base_url: str) -> OpenedSync:
            """Make one for sync code."""
            ...

        async def aio(self, base_url: str) -> OpenedAsync:
            """Make one for async code."""
            ...


__all__ = ["CLIENTS", "GENERATED", "code_in"]

TENANT = "tenant-a"
LOGIN = {"username": "alice", "password": "wonderland", "redirect_uri": "https://app.example.com/callback"}
QUERY = {"response_type": "code", **LOGIN}
SECONDS = 30.0
CONNECTIONS = 100
# what the generators call the packages they make
GENERATED = {"stock": "stock_client", "urllib3": "urllib3_client", "asyncio": "asyncio_client"}


class Ours:
    """tkeel_oauth."""

    def load(self) -> object:
        return __import__("tkeel_oauth")

    def sync(self, base_url: str) -> OpenedSync:
        from tkeel_oauth import Client

        client = Client(base_url)
        return lambda: client.oauth.authorize(TENANT, **LOGIN).code, client.close  # type: ignore[arg-type] # texts

    async def aio(self, base_url: str) -> OpenedAsync:
        from tkeel_oauth import AsyncClient

        client = AsyncClient(base_url)

        async def call() -> str:
            return (await client.oauth.authorize(TENANT, **LOGIN)).code  # type: ignore[arg-type] # texts

        return call, client.close


class Httpx:
    """httpx, or its successor, as one uses it by hand."""

    def __init__(self, name: str) -> None:
        self._name = name

    def load(self) -> object:
        return __import__(self._name)

    def sync(self, base_url: str) -> OpenedSync:
        client = __import__(self._name).Client(timeout=SECONDS)
        url = f"{base_url}/oauth/{TENANT}/authorize"
        return lambda: client.get(url, params=QUERY).json()["data"]["code"], client.close

    async def aio(self, base_url: str) -> OpenedAsync:
        package = __import__(self._name)
        # with many at once some calls wait longer for a connection than any timeout one would choose
        client = package.AsyncClient(timeout=package.Timeout(SECONDS, pool=None))
        url = f"{base_url}/oauth/{TENANT}/authorize"

        async def call() -> str:
            code: str = (await client.get(url, params=QUERY)).json()["data"]["code"]
            return code

        return call, client.aclose


class Stock:
    """What openapi-python-client makes of openapi.yaml with its own templates."""

    _api = f"{GENERATED['stock']}.api.oauth.oauth_authorize"

    def load(self) -> object:
        return __import__(self._api)

    def _client(self, base_url: str) -> object:
        timeout = __import__("httpx").Timeout(SECONDS, pool=None)
        return __import__(GENERATED["stock"]).Client(base_url, timeout=timeout)

    def sync(self, base_url: str) -> OpenedSync:
        client = self._client(base_url)
        inner = client.get_httpx_client()  # type: ignore[attr-defined] # generated later
        sync = __import__(self._api, fromlist=["sync"]).sync
        return lambda: sync(TENANT, client=client, **LOGIN).code, inner.close  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]

    async def aio(self, base_url: str) -> OpenedAsync:
        client = self._client(base_url)
        inner = client.get_async_httpx_client()  # type: ignore[attr-defined] # generated later
        asyncio = __import__(self._api, fromlist=["asyncio"]).asyncio

        async def call() -> str:
            code: str = (await asyncio(TENANT, client=client, **LOGIN)).code
            return code

        return call, inner.aclose  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]


class Peer:
    """What OpenAPI Generator makes of openapi.yaml: for urllib3 and, in a second package, for aiohttp."""

    def load(self) -> object:
        return __import__(GENERATED["urllib3"])

    def sync(self, base_url: str) -> OpenedSync:
        package = __import__(GENERATED["urllib3"])
        client = package.ApiClient(package.Configuration(host=base_url))
        authorize = package.OauthApi(client).oauth_authorize
        return lambda: authorize(TENANT, "code", *LOGIN.values()).code, client.rest_client.pool_manager.clear

    async def aio(self, base_url: str) -> OpenedAsync:
        package = __import__(GENERATED["asyncio"])
        client = package.ApiClient(package.Configuration(host=base_url))
        authorize = package.OauthApi(client).oauth_authorize

        async def call() -> str:
            code: str = (await authorize(TENANT, "code", *LOGIN.values())).code
            return code

        return call, client.close


class Raw:
    """A socket and a search for the code: what no client can do better than."""

    def load(self) -> object:
        return __import__("socket")

    def sync(self, base_url: str) -> OpenedSync:
        import socket

        address, request = self._request(base_url)
        connection = socket.create_connection(address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def call() -> str:
            connection.sendall(request)
            received = b""
            while (code := code_in(received)) is None:
                received += connection.recv(65536)
            return code

        return call, connection.close

    async def aio(self, base_url: str) -> OpenedAsync:
        import asyncio

        (host, port), request = self._request(base_url)
        loop = asyncio.get_running_loop()
        slots = asyncio.Semaphore(CONNECTIONS)
        idle: list[tuple[asyncio.Transport, Answers]] = []
        opened: list[asyncio.Transport] = []

        class Answers(asyncio.Protocol):
            """Gives each answer's code to who waits for it."""

            def ask(self) -> asyncio.Future[str]:
                self.received, self.answer = b"", loop.create_future()
                return self.answer

            def data_received(self, data: bytes) -> None:
                self.received += data
                if (code := code_in(self.received)) is not None:
                    self.answer.set_result(code)

        async def call() -> str:
            async with slots:
                transport, answers = idle.pop() if idle else await loop.create_connection(Answers, host, port)
                opened.append(transport)
                answer = answers.ask()
                transport.write(request)
                code: str = await answer
                idle.append((transport, answers))
                return code

        async def close() -> None:
            for transport in opened:
                transport.abort()
            await asyncio.sleep(0)

        return call, close

    @staticmethod
    def _request(base_url: str) -> tuple[tuple[str, int], bytes]:
        from urllib.parse import urlencode, urlsplit

        parts = urlsplit(f"{base_url}/oauth/{TENANT}/authorize?{urlencode(QUERY)}")
        head = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: */*\r\n\r\n"
        return (parts.hostname or "", parts.port or 80), head.encode()


def code_in(received: bytes) -> str | None:
    """Give the code once the answer is whole: of the two codes in it the last, up to its quote."""
    head, found, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().rpartition(b"content-length: ")[2].split(b"\r\n")[0]) if found else 0
    if not found or len(body) < length:
        return None
    if not head.startswith(b"HTTP/1.1 200"):
        raise ConnectionError("another status than 200")
    return body.rpartition(b'"code": "')[2].partition(b'"')[0].decode()


CLIENTS: dict[str, Measured] = {
    "httpx": Httpx("httpx"),
    "ours": Ours(),
    "stock": Stock(),
    "peer": Peer(),
    "httpx2": Httpx("httpx2"),
    "raw": Raw(),
}
