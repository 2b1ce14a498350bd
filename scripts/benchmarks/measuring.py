"""Measures one client in this process, and prints the figures as one line of JSON."""
# ruff: noqa: PLC0415 - see the package

from __future__ import annotations

import sys
from time import perf_counter, process_time

from .clients import CLIENTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .clients import Measured

__all__ = ["MEASURES", "main"]

_WARM = 50
_WARM_MEMORY = 3000
_CLIENTS = 15
_MEMORY_AT_ONCE = 10
# httpx imports its command line, and so these, wherever they happen to be installed
_UNWANTED = ("rich", "click")


class _Clocks:
    """The time of this process on the processor, and the wall's, since it was made."""

    def __init__(self) -> None:
        self._began = process_time(), perf_counter()

    def each(self, count: int = 1) -> dict[str, float]:
        processor, wall = self._began
        return {"cpu": (process_time() - processor) / count, "wall": (perf_counter() - wall) / count}


def main() -> None:
    """Measure what the arguments name: a client, a measure, its settings as `name=value`."""
    name, measure, *settings = sys.argv[1:]
    options = dict(setting.split("=", 1) for setting in settings)
    figures = MEASURES[measure](CLIENTS[name], options)
    if unwanted := [module for module in _UNWANTED if sys.modules.get(module)]:
        raise SystemExit(f"the environment is not clean: {', '.join(unwanted)} was imported")
    import json

    print(json.dumps(figures))


def _import(client: Measured, options: dict[str, str]) -> dict[str, float]:  # noqa: ARG001 - as the others
    clocks = _Clocks()
    client.load()
    return clocks.each()


def _cold(client: Measured, options: dict[str, str]) -> dict[str, float]:
    clocks = _Clocks()
    call, close = client.sync(options["url"])
    call()
    taken = clocks.each()
    close()
    return taken


def _second(client: Measured, options: dict[str, str]) -> dict[str, float]:
    opened: list[Callable[[], object]] = []
    times: list[dict[str, float]] = []
    for _ in range(_CLIENTS):
        clocks = _Clocks()
        opened.append(client.sync(options["url"])[1])
        times.append(clocks.each())
    for close in opened:
        close()
    # The first one pays for imports.
    return sorted(times[1:], key=lambda one: one["wall"])[len(times) // 2]


def _sync(client: Measured, options: dict[str, str]) -> dict[str, float]:
    call, close = client.sync(options["url"])
    for _ in range(_WARM // 10 if options["latency"] != "0" else _WARM):
        call()
    count = 0
    clocks = _Clocks()
    ends = perf_counter() + float(options["seconds"])
    while perf_counter() < ends:
        call()
        count += 1
    taken = clocks.each(count)
    close()
    return taken


def _async(client: Measured, options: dict[str, str]) -> dict[str, float]:
    import asyncio

    at_once = int(options["at_once"])

    async def measure() -> dict[str, float]:
        call, close = await client.aio(options["url"])
        # Connections are made, and whatever else is made once.
        await asyncio.gather(*(call() for _ in range(max(at_once, 10))))
        count = 0

        async def work() -> None:
            nonlocal count
            while True:
                await call()
                count += 1
                if perf_counter() >= ends:
                    return

        clocks = _Clocks()
        ends = perf_counter() + float(options["seconds"])
        await asyncio.gather(*(work() for _ in range(at_once)))
        taken = clocks.each(count)
        await close()
        return taken

    return asyncio.run(measure())


def _memory(client: Measured, options: dict[str, str]) -> dict[str, float]:
    call, close = client.sync(options["url"])
    for _ in range(min(_WARM_MEMORY, int(options["calls"]))):
        call()
    before = _resident()
    for _ in range(int(options["calls"])):
        call()
    grown = _resident() - before
    close()
    return {"bytes": grown}


def _memory_async(client: Measured, options: dict[str, str]) -> dict[str, float]:
    import asyncio

    async def several(call: Callable[[], Awaitable[str]], count: int) -> None:
        for _ in range(count // _MEMORY_AT_ONCE):
            await asyncio.gather(*(call() for _ in range(_MEMORY_AT_ONCE)))

    async def measure() -> int:
        call, close = await client.aio(options["url"])
        await several(call, min(_WARM_MEMORY, int(options["calls"])))
        before = _resident()
        await several(call, int(options["calls"]))
        grown = _resident() - before
        await close()
        return grown

    return {"bytes": asyncio.run(measure())}


def _costly(_client: Measured, _options: dict[str, str]) -> dict[str, float]:
    """What a call takes that gets 1 MiB of each shape made to be costly; `cpu` is the worst's."""
    from contextlib import suppress

    import httpx

    from tkeel_oauth import Client, TkeelOAuthError

    from .clients import LOGIN, TENANT
    from .shapes import SHAPES, made

    def answering(status: int, body: bytes) -> Callable[[object], httpx.Response]:
        return lambda _: httpx.Response(status, content=body)

    # a little less, as more than 1 MiB is refused at once
    size = (1 << 20) - 256
    taken: dict[str, float] = {}
    for shape in SHAPES:
        for status in (200, 400):
            transport = httpx.MockTransport(answering(status, made(shape, size)))
            with Client("https://tkeel.example", transport=transport) as ours:
                times: list[float] = []
                for _ in range(3):
                    clocks = _Clocks()
                    with suppress(TkeelOAuthError):
                        ours.oauth.authorize(TENANT, **LOGIN)  # type: ignore[arg-type] # texts
                    times.append(clocks.each()["cpu"])
            taken[f"{shape}, status {status}"] = min(times)
    return {"cpu": max(taken.values()), **taken}


def _code(client: Measured, options: dict[str, str]) -> dict[str, str]:
    """What the client takes for the authorization code."""
    call, close = client.sync(options["url"])
    code = call()
    close()
    return {"code": code}


def _resident() -> int:
    """The bytes of memory that this process has."""
    import gc
    import resource

    gc.collect()
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not loaded
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


MEASURES: dict[str, Callable[[Measured, dict[str, str]], dict[str, float] | dict[str, str]]] = {
    "import": _import,
    "cold": _cold,
    "second": _second,
    "sync": _sync,
    "async": _async,
    "memory": _memory,
    "memory-async": _memory_async,
    "costly": _costly,
    "code": _code,
}

if __name__ == "__main__":
    main()
