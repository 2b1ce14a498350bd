"""The way of one call through the runtime, which a newcomer follows with an editor."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import httpx
import pytest

import tkeel_oauth
from tests._runtime.profiling import profiled
from tests.contract.support import GOOD
from tests.contract.wiretap import Wiretap
from tests.faults.calls import Held
from tkeel_oauth import AsyncClient, Client

RUNTIME = Path(tkeel_oauth.__file__).parent / "_runtime"
MOST = 22
"""Modules that one call may pass, from the client to the socket and back."""


def passed(call: Callable[[], object]) -> set[str]:
    """Return the modules of the runtime in which something runs meanwhile."""
    files: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            files.add(frame.f_code.co_filename)

    profiled(call, note)
    return {
        Path(name).relative_to(RUNTIME).as_posix() for name in files if Path(name).is_relative_to(RUNTIME)
    }


@pytest.mark.parametrize(("kind", "side"), [(Client, "sync"), (AsyncClient, "aio")])
def test_a_call_passes_few_modules(kind: type[Client | AsyncClient], side: str, wiretap: Wiretap) -> None:
    with Held(kind, wiretap.base_url) as client:
        modules = passed(client.call)
    session = "client/sync_session.py" if kind is Client else "client/async_session.py"
    assert {session, f"transport/{side}/backend.py", "call/decode.py"} <= modules
    assert len(modules) <= MOST, sorted(modules)


def kept() -> int:
    """How much of what httpx has made is still there."""
    return sum(issubclass(type(one), (httpx.Request, httpx.Response)) for one in gc.get_objects())


async def test_a_call_leaves_nothing_to_the_collector(wiretap: Wiretap) -> None:
    gc.disable()
    try:
        before = kept()
        with Client(wiretap.base_url) as client:
            client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())
        assert kept() == before
        async with AsyncClient(wiretap.base_url) as async_client:
            await async_client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())
        assert kept() == before
    finally:
        gc.enable()
