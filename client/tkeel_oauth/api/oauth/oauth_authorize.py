# Generated from openapi.yaml by scripts/generate. Do not edit.
# pyright: reportPrivateUsage=false
"""OauthAuthorize: GET /oauth/{tenant_id}/authorize."""

from __future__ import annotations

from typing import Literal

from ... import models
from ..._runtime.call.results import Response
from ..._runtime.call.sender import AsyncSender, SyncSender, not_a_client
from ..._runtime.contract import schema
from ..._runtime.contract.model import Ref
from ..._runtime.contract.operation import Call, Operation, Parameter

__all__ = ["asyncio", "asyncio_detailed", "sync", "sync_detailed"]

OPERATION: Operation[models.V1AuthorizeResponse, models.RpcStatus] = Operation(
    id="OauthAuthorize",
    method="GET",
    path="/oauth/{tenant_id}/authorize",
    idempotent=True,
    parameters=(
        Parameter("tenant_id", "tenant_id", "path", schema.String(), sensitive=False),
        Parameter("response_type", "response_type", "query", schema.Constant("code"), sensitive=False),
        Parameter("username", "username", "query", schema.String()),
        Parameter("password", "password", "query", schema.String()),
        Parameter("redirect_uri", "redirect_uri", "query", schema.String(), sensitive=False),
        Parameter("state", "state", "query", schema.String(), required=False),
    ),
    responses={200: Ref(lambda: models.V1AuthorizeResponse)},
    default=Ref(lambda: models.RpcStatus),
    status=Ref(lambda: models.RpcStatus),
)


def sync(
    tenant_id: str,
    *,
    client: SyncSender,
    username: str,
    password: str,
    redirect_uri: str,
    response_type: Literal["code"] = "code",
    state: str | None = None,
    timeout: float | None = None,
) -> models.V1AuthorizeResponse:
    """Get an authorization code for a user name and a password.

    The user belongs to one tenant, and the code stands for this login. The answer is the code
    itself; ``redirect_uri`` is not visited by this call, and ``state`` is not sent back.

    Stands in the contract as ``OauthAuthorize``: ``GET /oauth/{tenant_id}/authorize``.

    Args:
        tenant_id: ID of the tenant that the user belongs to; one path segment.
        client: The client that sends it.
        username: Name the user logs in with.
        password: Password of the user.
        redirect_uri: Address that the application will send the user to with the code.
        response_type: What is asked for; always ``code``. Default: ``"code"``.
        state: Opaque value by which the application recognises its own request. Not sent when None.
        timeout: Seconds from call to return, retries included. Default: the client's own
            ``timeout``.

    Returns:
        The login was accepted; the answer holds the authorization code.

    Raises:
        ConfigurationError: An argument, the base URL or the state of the client does not allow the
            call. Nothing was sent.
        ConnectionFailed: No whole answer came: refused, reset, cut short, TLS, DNS.
        DeadlineExceeded: The time was up before the answer was complete.
        APIStatusError: The status is 400 or above; ``status`` says why. Common statuses have a
            class of their own, ``BadRequest`` for example.
        UnexpectedResponse: The status is below 400 and the answer not one that the contract allows.
    """
    call = Call(OPERATION, (tenant_id, response_type, username, password, redirect_uri, state))
    del tenant_id, response_type, username, password, redirect_uri, state
    try:
        send = client._call
    except AttributeError:
        raise not_a_client(client, "a Client") from None
    return send(call, timeout)


def sync_detailed(
    tenant_id: str,
    *,
    client: SyncSender,
    username: str,
    password: str,
    redirect_uri: str,
    response_type: Literal["code"] = "code",
    state: str | None = None,
    timeout: float | None = None,
) -> Response[models.V1AuthorizeResponse | models.RpcStatus]:
    """As :func:`sync`, with the whole answer; an error status is returned, not raised."""
    call = Call(OPERATION, (tenant_id, response_type, username, password, redirect_uri, state))
    del tenant_id, response_type, username, password, redirect_uri, state
    try:
        send = client._call_detailed
    except AttributeError:
        raise not_a_client(client, "a Client") from None
    return send(call, timeout)


async def asyncio(
    tenant_id: str,
    *,
    client: AsyncSender,
    username: str,
    password: str,
    redirect_uri: str,
    response_type: Literal["code"] = "code",
    state: str | None = None,
    timeout: float | None = None,
) -> models.V1AuthorizeResponse:
    """Get an authorization code for a user name and a password.

    The user belongs to one tenant, and the code stands for this login. The answer is the code
    itself; ``redirect_uri`` is not visited by this call, and ``state`` is not sent back.

    Stands in the contract as ``OauthAuthorize``: ``GET /oauth/{tenant_id}/authorize``.

    Args:
        tenant_id: ID of the tenant that the user belongs to; one path segment.
        client: The client that sends it.
        username: Name the user logs in with.
        password: Password of the user.
        redirect_uri: Address that the application will send the user to with the code.
        response_type: What is asked for; always ``code``. Default: ``"code"``.
        state: Opaque value by which the application recognises its own request. Not sent when None.
        timeout: Seconds from call to return, retries included. Default: the client's own
            ``timeout``.

    Returns:
        The login was accepted; the answer holds the authorization code.

    Raises:
        ConfigurationError: An argument, the base URL or the state of the client does not allow the
            call. Nothing was sent.
        ConnectionFailed: No whole answer came: refused, reset, cut short, TLS, DNS.
        DeadlineExceeded: The time was up before the answer was complete.
        APIStatusError: The status is 400 or above; ``status`` says why. Common statuses have a
            class of their own, ``BadRequest`` for example.
        UnexpectedResponse: The status is below 400 and the answer not one that the contract allows.
    """
    call = Call(OPERATION, (tenant_id, response_type, username, password, redirect_uri, state))
    del tenant_id, response_type, username, password, redirect_uri, state
    try:
        send = client._acall
    except AttributeError:
        raise not_a_client(client, "an AsyncClient") from None
    return await send(call, timeout)


async def asyncio_detailed(
    tenant_id: str,
    *,
    client: AsyncSender,
    username: str,
    password: str,
    redirect_uri: str,
    response_type: Literal["code"] = "code",
    state: str | None = None,
    timeout: float | None = None,
) -> Response[models.V1AuthorizeResponse | models.RpcStatus]:
    """As :func:`asyncio`, with the whole answer; an error status is returned, not raised."""
    call = Call(OPERATION, (tenant_id, response_type, username, password, redirect_uri, state))
    del tenant_id, response_type, username, password, redirect_uri, state
    try:
        send = client._acall_detailed
    except AttributeError:
        raise not_a_client(client, "an AsyncClient") from None
    return await send(call, timeout)
