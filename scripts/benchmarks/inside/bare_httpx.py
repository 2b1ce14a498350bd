"""httpx as one uses it by hand."""
# ruff: noqa: PLC0415 - see the package

from __future__ import annotations

from .login import ARGUMENTS, TENANT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .measuring import OpenedAsync, OpenedSync

__all__ = ["load", "open_async", "open_sync"]

_SECONDS = 30.0


def load() -> None:
    """Import the package."""
    __import__("httpx")


def open_sync(base_url: str, certificates: str | None) -> OpenedSync:
    """Make a client and the call that is measured."""
    import httpx

    url = f"{base_url}/oauth/{TENANT}/authorize"
    if certificates is None:
        client = httpx.Client(timeout=_SECONDS)
    else:
        import ssl

        client = httpx.Client(timeout=_SECONDS, verify=ssl.create_default_context(cafile=certificates))

    def call() -> str:
        code: str = client.get(url, params=ARGUMENTS).json()["data"]["code"]
        return code

    return call, client.close


async def open_async(base_url: str, certificates: str | None) -> OpenedAsync:
    """Make a client and the call that is measured."""
    import httpx

    url = f"{base_url}/oauth/{TENANT}/authorize"
    # With 1 000 at once some calls wait longer for a connection than any timeout one would choose.
    timeout = httpx.Timeout(_SECONDS, pool=None)
    if certificates is None:
        client = httpx.AsyncClient(timeout=timeout)
    else:
        import ssl

        client = httpx.AsyncClient(timeout=timeout, verify=ssl.create_default_context(cafile=certificates))

    async def call() -> str:
        response = await client.get(url, params=ARGUMENTS)
        code: str = response.json()["data"]["code"]
        return code

    return call, client.aclose
