"""What OpenAPI Generator makes of openapi.yaml for asyncio, which is aiohttp below."""

from __future__ import annotations

from .login import PASSWORD, REDIRECT_URI, TENANT, USERNAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .measuring import OpenedAsync

__all__ = ["PACKAGE", "load", "open_async"]

PACKAGE = "generator_asyncio_client"


def load() -> None:
    """Import the client."""
    __import__(PACKAGE)


async def open_async(base_url: str, certificates: str | None) -> OpenedAsync:
    """Make a client and the call that is measured."""
    package = __import__(PACKAGE)
    client = package.ApiClient(package.Configuration(host=base_url, ssl_ca_cert=certificates))
    authorize = package.OauthApi(client).oauth_authorize

    async def call() -> str:
        code: str = (await authorize(TENANT, "code", USERNAME, PASSWORD, REDIRECT_URI)).code
        return code

    return call, client.close
