"""What a call by the fast transport loads: it is what makes a program's first call quick."""

from __future__ import annotations

import pytest

from tests.contract.wiretap import Wiretap
from tests.runtime.test_imports import loaded

NEVER = {
    "certifi",
    "email",
    "h11",
    "http.client",
    "httpcore",
    "httpx",
    "idna",
    "ssl",
    "tenacity",
    "urllib.request",
}

SYNC = (
    "import os; os.environ['TKEEL_OAUTH_TRANSPORT'] = 'fast'\n"
    "from tkeel_oauth import Client\n"
    "with Client({base_url!r}) as client:\n"
    "    assert client.oauth.authorize('t', username='u', password='p', redirect_uri='r').code"
)
ASYNC = (
    "import os; os.environ['TKEEL_OAUTH_TRANSPORT'] = 'fast'\n"
    "import asyncio, ssl\n"
    "from tkeel_oauth import AsyncClient\n"
    "async def main():\n"
    "    async with AsyncClient({base_url!r}) as client:\n"
    "        assert (await client.oauth.authorize('t', username='u', password='p', redirect_uri='r')).code\n"
    "asyncio.run(main())"
)


def test_a_call_loads_no_httpx() -> None:
    with Wiretap() as tap:
        modules = loaded(SYNC.format(base_url=tap.base_url))
        assert len(tap.requests) == 1
    assert "httptools" in modules
    assert not modules & {*NEVER, "asyncio"}


def test_an_async_call_loads_no_httpx() -> None:
    with Wiretap() as tap:
        modules = loaded(ASYNC.format(base_url=tap.base_url))
        assert len(tap.requests) == 1
    # asyncio itself loads ssl.
    assert not modules & (NEVER - {"ssl"})


@pytest.mark.parametrize("name", ["Client", "AsyncClient"])
def test_a_client_for_https_loads_no_httpx(name: str) -> None:
    code = (
        "import os; os.environ['TKEEL_OAUTH_TRANSPORT'] = 'fast'\n"
        f"from tkeel_oauth import {name}\n{name}('https://iot.example.com:8443/apis/v1', trust_env=False)"
    )
    assert not loaded(code) & {"httpx", "httpcore", "certifi"}
