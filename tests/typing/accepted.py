"""A user's file: the whole public surface, used as its types say. Checked, never run."""

from __future__ import annotations

from typing import assert_type

import httpx

import tkeel_oauth
from tkeel_oauth import AsyncClient, Client, callback_url, errors, models, new_state
from tkeel_oauth.api.oauth import oauth_authorize
from tkeel_oauth.types import Response


def one_code(base_url: str, password: str) -> str:
    with Client(base_url) as client:
        code: str = client.oauth.authorize(
            "tenant-a", username="alice", password=password, redirect_uri="https://app.example.com/callback"
        ).code
    return code


async def one_code_with_await(base_url: str, password: str) -> str:
    async with AsyncClient(base_url) as client:
        grant = await client.oauth.authorize(
            "tenant-a",
            response_type="code",
            username="alice",
            password=password,
            redirect_uri="https://app.example.com/callback",
            state=new_state(),
            timeout=10,
        )
    assert_type(grant, models.V1AuthorizeResponse)
    return grant.code


def every_argument() -> Client:
    return Client(
        "https://iot.example.com/apis/security/v1",
        timeout=30.0,
        connect_timeout=5.0,
        retries=2,
        headers={"X-Request-Source": "example"},
        verify=True,
        cert=None,
        proxy=None,
        trust_env=True,
        max_connections=100,
        transport=None,
        allow_insecure=False,
        user_agent="example/1.0",
    )


def own_transport(transport: httpx.MockTransport) -> tuple[Client, AsyncClient]:
    return Client("http://iot.example.com", transport=transport), AsyncClient(transport=transport)


def shared_connections(client: Client, async_client: AsyncClient) -> tuple[Client, AsyncClient]:
    return client.with_options(timeout=5), async_client.with_options(retries=0)


def functions(client: Client, password: str) -> None:
    grant = oauth_authorize.sync(
        "tenant-a",
        client=client,
        username="alice",
        password=password,
        redirect_uri="https://app.example.com/",
    )
    assert_type(grant, models.V1AuthorizeResponse)
    detailed = oauth_authorize.sync_detailed(
        "tenant-a",
        client=client,
        username="alice",
        password=password,
        redirect_uri="https://app.example.com/",
    )
    assert_type(detailed, Response[models.V1AuthorizeResponse | models.RpcStatus])
    parsed(detailed)


async def functions_with_await(client: AsyncClient, password: str) -> None:
    grant = await oauth_authorize.asyncio(
        "tenant-a",
        client=client,
        username="alice",
        password=password,
        redirect_uri="https://app.example.com/",
    )
    assert_type(grant.code, str)
    detailed = await oauth_authorize.asyncio_detailed(
        "tenant-a",
        client=client,
        username="alice",
        password=password,
        redirect_uri="https://app.example.com/",
    )
    parsed(detailed)


def parsed(response: Response[models.V1AuthorizeResponse | models.RpcStatus]) -> str:
    assert_type(response.status_code, int)
    assert_type(response.content, bytes)
    assert_type(response.request_id, str | None)
    content_type = response.headers["content-type"]
    assert_type(content_type, str)
    if isinstance(response.parsed, models.RpcStatus):
        assert_type(response.parsed.code, int)
        assert_type(response.parsed.details, list[models.ProtobufAny])
        return response.parsed.message
    return response.parsed.code


def handled(client: Client, password: str) -> str | None:
    try:
        return oauth_authorize.sync(
            "tenant-a",
            client=client,
            username="alice",
            password=password,
            redirect_uri="https://app.example.com/",
        ).code
    except errors.BadRequest as error:
        assert_type(error.status, models.RpcStatus)
        assert_type(error.status_code, int)
        assert_type(error.request_id, str | None)
        assert_type(error.conformant, bool)
        return error.message
    except (errors.ConnectionFailed, errors.DeadlineExceeded):
        return None
    except errors.TkeelOAuthError:
        raise


def model() -> models.ProtobufAny:
    status = models.RpcStatus.from_dict({"code": 3, "message": "", "details": []})
    assert_type(status, models.RpcStatus)
    status.to_dict()
    return models.ProtobufAny.from_dict({"@type": "type.googleapis.com/google.rpc.ErrorInfo"})


def address(grant: models.V1AuthorizeResponse) -> str:
    version: str = tkeel_oauth.__version__
    return callback_url(f"https://app.example.com/{version}", code=grant.code, state=new_state())
