"""tkeel_oauth, with whichever transport the environment chooses."""
# ruff: noqa: PLC0415 - see the package

from __future__ import annotations

from .login import PASSWORD, REDIRECT_URI, TENANT, USERNAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .measuring import OpenedAsync, OpenedSync

__all__ = ["load", "open_async", "open_sync"]


def load() -> None:
    """Import the package."""
    __import__("tkeel_oauth")


def open_sync(base_url: str, certificates: str | None) -> OpenedSync:
    """Make a client and the call that is measured."""
    from tkeel_oauth import Client

    client = Client(base_url, verify=certificates or True)

    def call() -> str:
        return client.oauth.authorize(
            TENANT, username=USERNAME, password=PASSWORD, redirect_uri=REDIRECT_URI
        ).code

    return call, client.close


async def open_async(base_url: str, certificates: str | None) -> OpenedAsync:
    """Make a client and the call that is measured."""
    from tkeel_oauth import AsyncClient

    client = AsyncClient(base_url, verify=certificates or True)

    async def call() -> str:
        grant = await client.oauth.authorize(
            TENANT, username=USERNAME, password=PASSWORD, redirect_uri=REDIRECT_URI
        )
        return grant.code

    return call, client.close
