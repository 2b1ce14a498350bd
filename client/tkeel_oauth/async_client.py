"""The client for asyncio."""

from __future__ import annotations

from . import models
from ._runtime.base.lazy import load_all
from ._runtime.client.async_client import AsyncAPIClient
from .api import AsyncOperations

__all__ = ["AsyncClient"]

# Nothing is loaded within a call: by then the process may have forked, or have no descriptor left.
load_all(models)


class AsyncClient(AsyncOperations, AsyncAPIClient):
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
