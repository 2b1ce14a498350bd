# Generated from openapi.yaml by scripts/generate. Do not edit.
# pyright: reportPrivateUsage=false
"""The operations tagged ``oauth``: a module of functions for each, and the clients' methods."""

from __future__ import annotations

from typing import Literal

from ... import models
from ..._runtime.call.sender import Api, AsyncSender, SyncSender
from ..._runtime.contract.operation import Call
from . import oauth_authorize as _oauth_authorize

__all__ = ["AsyncOauthApi", "OauthApi"]


class OauthApi(Api[SyncSender]):
    """Authorization codes for the users of a tenant."""

    def authorize(
        self,
        tenant_id: str,
        *,
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
            username: Name the user logs in with.
            password: Password of the user.
            redirect_uri: Address that the application will send the user to with the code.
            response_type: What is asked for; always ``code``. Default: ``"code"``.
            state: Opaque value by which the application recognises its own request. Not sent when
                None.
            timeout: Seconds from call to return, retries included. Default: the client's own
                ``timeout``.

        Returns:
            The login was accepted; the answer holds the authorization code.

        Raises:
            ConfigurationError: An argument, the base URL or the state of the client does not allow
                the call. Nothing was sent.
            ConnectionFailed: No whole answer came: refused, reset, cut short, TLS, DNS.
            DeadlineExceeded: The time was up before the answer was complete.
            APIStatusError: The status is 400 or above; ``status`` says why. Common statuses have a
                class of their own, ``BadRequest`` for example.
            UnexpectedResponse: The status is below 400 and the answer not one that the contract
                allows.
        """
        call = Call(
            _oauth_authorize.OPERATION, (tenant_id, response_type, username, password, redirect_uri, state)
        )
        del tenant_id, response_type, username, password, redirect_uri, state
        return self._client._call(call, timeout)


class AsyncOauthApi(Api[AsyncSender]):
    """Authorization codes for the users of a tenant."""

    async def authorize(
        self,
        tenant_id: str,
        *,
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
            username: Name the user logs in with.
            password: Password of the user.
            redirect_uri: Address that the application will send the user to with the code.
            response_type: What is asked for; always ``code``. Default: ``"code"``.
            state: Opaque value by which the application recognises its own request. Not sent when
                None.
            timeout: Seconds from call to return, retries included. Default: the client's own
                ``timeout``.

        Returns:
            The login was accepted; the answer holds the authorization code.

        Raises:
            ConfigurationError: An argument, the base URL or the state of the client does not allow
                the call. Nothing was sent.
            ConnectionFailed: No whole answer came: refused, reset, cut short, TLS, DNS.
            DeadlineExceeded: The time was up before the answer was complete.
            APIStatusError: The status is 400 or above; ``status`` says why. Common statuses have a
                class of their own, ``BadRequest`` for example.
            UnexpectedResponse: The status is below 400 and the answer not one that the contract
                allows.
        """
        call = Call(
            _oauth_authorize.OPERATION, (tenant_id, response_type, username, password, redirect_uri, state)
        )
        del tenant_id, response_type, username, password, redirect_uri, state
        return await self._client._acall(call, timeout)
