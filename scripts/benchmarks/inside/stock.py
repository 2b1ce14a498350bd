"""What openapi-python-client makes of openapi.yaml with its own templates."""

from __future__ import annotations

from .login import PASSWORD, REDIRECT_URI, TENANT, USERNAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .measuring import OpenedAsync, OpenedSync

__all__ = ["PACKAGE", "load", "open_async", "open_sync"]

PACKAGE = "stock_client"
_API = f"{PACKAGE}.api.oauth.oauth_authorize"


def load() -> None:
    """Import the client and the operation, as a user does."""
    __import__(_API)


def open_sync(base_url: str, certificates: str | None) -> OpenedSync:
    """Make a client and the call that is measured."""
    client = __import__(PACKAGE).Client(base_url, **_verify(certificates))
    # Made when it is first asked for; a client without it is none yet.
    client.get_httpx_client()
    sync = __import__(_API, fromlist=["sync"]).sync

    def call() -> str:
        code: str = sync(
            TENANT, client=client, username=USERNAME, password=PASSWORD, redirect_uri=REDIRECT_URI
        ).code
        return code

    return call, client.get_httpx_client().close


async def open_async(base_url: str, certificates: str | None) -> OpenedAsync:
    """Make a client and the call that is measured."""
    client = __import__(PACKAGE).Client(base_url, **_verify(certificates))
    client.get_async_httpx_client()
    asyncio = __import__(_API, fromlist=["asyncio"]).asyncio

    async def call() -> str:
        model = await asyncio(
            TENANT, client=client, username=USERNAME, password=PASSWORD, redirect_uri=REDIRECT_URI
        )
        code: str = model.code
        return code

    return call, client.get_async_httpx_client().aclose


def _verify(certificates: str | None) -> dict[str, object]:
    options = {"timeout": __import__("httpx").Timeout(30.0, pool=None)}  # see bare_httpx
    if certificates is None:
        return options
    return {**options, "verify_ssl": __import__("ssl").create_default_context(cafile=certificates)}
