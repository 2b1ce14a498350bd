"""aiohttp as one uses it by hand."""
# ruff: noqa: PLC0415 - see the package

from __future__ import annotations

from .login import ARGUMENTS, TENANT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .measuring import OpenedAsync

__all__ = ["load", "open_async"]


def load() -> None:
    """Import the package."""
    __import__("aiohttp")


async def open_async(base_url: str, certificates: str | None) -> OpenedAsync:
    """Make a client and the call that is measured."""
    import aiohttp

    url = f"{base_url}/oauth/{TENANT}/authorize"
    connector = None
    if certificates is not None:
        import ssl

        connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=certificates))
    session = aiohttp.ClientSession(connector=connector)

    async def call() -> str:
        async with session.get(url, params=ARGUMENTS) as response:
            code: str = (await response.json())["data"]["code"]
            return code

    return call, session.close
