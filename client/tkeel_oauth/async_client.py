"""The client for asyncio."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from os import PathLike
from ssl import SSLContext
from types import TracebackType
from typing import NoReturn, Self, TypeVar

import httpx

from . import models
from ._runtime.base.errors import ConfigurationError, forgets_arguments
from ._runtime.base.lazy import load_all
from ._runtime.call.options import Options
from ._runtime.call.results import Response
from ._runtime.client.async_session import AsyncSession
from ._runtime.client.base import BaseClient
from ._runtime.contract.model import Model
from ._runtime.contract.operation import Call
from ._runtime.transport.aio.transport import AsyncSharedTransport
from ._runtime.transport.config import DEFAULT_CONNECTIONS, configure
from .api import AsyncOperations
from .types import Certificate

__all__ = ["AsyncClient"]

SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound=Model)

# Nothing is loaded within a call: by then the process may have forked, or have no descriptor left.
load_all(models)


class AsyncClient(BaseClient[AsyncSession], AsyncOperations):
    """A client for asyncio; tasks may share it, and each event loop has its own connections.

    Use it as a context manager, or await :meth:`close` when done::

        async with AsyncClient("https://iot.example.com/apis/security/v1") as client:
            grant = await client.oauth.authorize(
                "tenant-a", username=..., password=..., redirect_uri="https://app.example.com/callback"
            )

    Args:
        base_url: where the API lives, such as ``https://iot.example.com/apis/security/v1``;
            the environment variable ``TKEEL_BASE_URL`` by default. Plain ``http`` is taken
            for this machine only, unless ``allow_insecure`` says otherwise.
        timeout: seconds a call may take from call to return: waiting for a connection,
            connecting, retries, headers and body. At most a day. Default: 30.
        connect_timeout: seconds connecting may take within that, over all addresses.
            Default: 5.
        retries: how many attempts may follow the first, 0 for none. Default: 2.
        headers: headers sent with every request.
        token: what the operations that ask for one send, and no other: a text, or a callable
            that gives it, asked before each attempt and awaited where it has to be. Refused
            where no operation asks for one, as in the package for tKeel's ``authorize``.
        verify: whether to check the server's certificate, a path to the certificates to
            trust, or an ``ssl.SSLContext``. Default: True.
        cert: a client certificate: a path, or the paths of certificate and key, and the
            key's password.
        proxy: URL of a proxy, in place of the environment's.
        trust_env: whether proxies and certificates may come from the environment.
            Default: True.
        max_connections: how many connections there may be at once; further calls wait
            their turn within their timeout. Default: 100.
        transport: an ``httpx.AsyncBaseTransport`` that sends the requests in place of the
            client's own. It is closed with the client. A deadline cancels it.
            httpx's own transports, and those around one, see a URL whose text is masked; any
            other gets the plain one, password included, and must not write it down.
        http_client: an ``httpx.AsyncClient`` of yours that sends the requests, with its hooks,
            auth, headers, proxies and mounts; it is not closed. ``verify``, ``cert``, ``proxy``
            and ``max_connections`` are set there. Headers of this client take the place of its
            own, and redirects are not followed. What signs the text of a URL would sign the mask.
        allow_insecure: allow plain ``http`` to other machines, which shows the password
            to everyone on the way. Default: False.
        user_agent: the application's name and version, put before this package's.

    Raises:
        ConfigurationError: an argument is wrong.
    """

    __slots__ = ()

    @forgets_arguments
    def __init__(  # noqa: PLR0913 - all that can be set, with defaults
        self,
        base_url: str | None = None,
        *,
        timeout: float = 30.0,
        connect_timeout: float = 5.0,
        retries: int = 2,
        headers: Mapping[str, str] | None = None,
        token: str | Callable[[], str | Awaitable[str]] | None = None,
        verify: bool | str | PathLike[str] | SSLContext = True,
        cert: Certificate | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        max_connections: int = DEFAULT_CONNECTIONS,
        transport: httpx.AsyncBaseTransport | None = None,
        http_client: httpx.AsyncClient | None = None,
        allow_insecure: bool = False,
        user_agent: str | None = None,
    ) -> None:
        options = Options(
            timeout=timeout,
            connect_timeout=connect_timeout,
            retries=retries,
            headers=headers,
            user_agent=user_agent,
        )
        config = configure(
            base_url,
            verify=verify,
            cert=cert,
            proxy=proxy,
            trust_env=trust_env,
            max_connections=max_connections,
            own_transport=transport is not None,
            own_client=http_client is not None,
            allow_insecure=allow_insecure,
        )
        shared = AsyncSharedTransport(config, transport, http_client)
        self._start(AsyncSession(shared, options, self._checked_token(token)))

    async def close(self) -> None:
        """Close the connections; calls from now on raise ``ConfigurationError``."""
        session = self._session
        session.gone = True
        if session.owner and not session.shared.closed:
            await session.shared.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def _acall(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> SuccessT:
        return await self._session.call(call, timeout)

    async def _acall_detailed(
        self, call: Call[SuccessT, ErrorT], timeout: float | None
    ) -> Response[SuccessT | ErrorT]:
        return await self._session.call_detailed(call, timeout)

    def _call(self, call: Call[Model, Model], timeout: float | None) -> NoReturn:  # noqa: ARG002 - as in the other
        raise ConfigurationError("a function for sync code got an AsyncClient; await its asyncio counterpart")

    _call_detailed = _call
