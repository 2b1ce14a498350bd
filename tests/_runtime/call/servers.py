"""What a test of log lines needs: servers to call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.api.oauth import oauth_authorize

if TYPE_CHECKING:
    from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse
    from tkeel_oauth.types import Response

__all__ = [
    "BASE_URL",
    "SECRETS",
    "Said",
    "Serve",
    "Server",
    "granted",
    "log_in",
    "log_in_async",
    "log_in_detailed",
    "refused",
]

BASE_URL = "https://iot.example.com/apis/security/v1"
SECRETS = ("alice", "wonderland", "my-state", "SECRET-CODE")

Said = httpx.Response | BaseException


@dataclass
class Server:
    """Answers with what it is told, in turn; notes what it is asked."""

    says: list[Said]
    requests: list[httpx.Request] = field(default_factory=list[httpx.Request])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        said = self.says.pop(0)
        if isinstance(said, BaseException):
            raise said
        return said

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)

    def client(self, *, headers: dict[str, str] | None = None) -> Client:
        return Client(BASE_URL, transport=self.transport, headers=headers)

    def async_client(self) -> AsyncClient:
        return AsyncClient(BASE_URL, transport=self.transport)


Serve = Callable[..., Server]


def log_in(client: Client) -> V1AuthorizeResponse:
    return client.oauth.authorize(
        "tenant-a",
        username="alice",
        password="wonderland",
        redirect_uri="https://a.example",
        state="my-state",
    )


async def log_in_async(client: AsyncClient) -> V1AuthorizeResponse:
    return await client.oauth.authorize(
        "tenant-a",
        username="alice",
        password="wonderland",
        redirect_uri="https://a.example",
        state="my-state",
    )


def log_in_detailed(client: Client) -> Response[V1AuthorizeResponse | RpcStatus]:
    return oauth_authorize.sync_detailed(
        "tenant-a", client=client, username="alice", password="wonderland", redirect_uri="https://a.example"
    )


def granted(headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(200, json={"code": "SECRET-CODE"}, headers=headers)


def refused(status: int = 400, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, json={"code": 3, "message": "no"}, headers=headers)
