"""Measures one client in this process, and prints the figures as one line of JSON."""
# ruff: noqa: PLC0415 - see the package

from __future__ import annotations

import sys
from time import perf_counter, process_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Protocol

    OpenedSync = tuple[Callable[[], str], Callable[[], object]]
    OpenedAsync = tuple[Callable[[], Awaitable[str]], Callable[[], Awaitable[object]]]

    class Subject(Protocol):
        """A client, as the modules beside this one describe it."""

        def load(self) -> None:
            """Import it."""

        def open_sync(self, base_url: str, certificates: str | None) -> OpenedSync:
            """Make a client and the call that is measured; not all have it."""
            ...

        async def open_async(self, base_url: str, certificates: str | None) -> OpenedAsync:
            """Make a client and the call that is measured; not all have it."""
            ...


__all__ = ["MEASURES", "main"]

_WARM_CALLS = 50
_CLIENTS = 15
_UNWANTED = ("rich", "trio", "click")
_WARM_MEMORY = 3000
_MOST_WARM = 200


def main() -> None:
    """Measure what the arguments name: a client, a measure, its settings as `name=value`."""
    name, measure, *settings = sys.argv[1:]
    subject: Subject = __import__(f"benchmarks.inside.{name}", fromlist=["load"])
    options = dict(setting.split("=", 1) for setting in settings)
    figures = MEASURES[measure](subject, options)
    unwanted = [module for module in _UNWANTED if sys.modules.get(module)]
    if unwanted:
        # httpx imports its command line, and so these, wherever they happen to be installed.
        raise SystemExit(f"the environment is not clean: {', '.join(unwanted)} was imported")
    import json

    print(json.dumps(figures))


def _import(subject: Subject, options: dict[str, str]) -> dict[str, object]:
    clock = _clock(options)
    began = clock()
    subject.load()
    return {"value": clock() - began}


def _cold(subject: Subject, options: dict[str, str]) -> dict[str, object]:
    base_url, certificates = _where(options)
    clock = _clock(options)
    began = clock()
    if hasattr(subject, "open_sync"):
        call, close = subject.open_sync(base_url, certificates)
        call()
        taken = clock() - began
        close()
        return {"value": taken}
    import asyncio

    async def first() -> float:
        call, close = await subject.open_async(base_url, certificates)
        await call()
        taken = clock() - began
        await close()
        return taken

    return {"value": asyncio.run(first())}


def _second(subject: Subject, options: dict[str, str]) -> dict[str, object]:
    base_url, certificates = _where(options)
    clock = _clock(options)
    times: list[float] = []
    if hasattr(subject, "open_sync"):
        closers: list[Callable[[], object]] = []
        for _ in range(_CLIENTS):
            began = clock()
            _, close = subject.open_sync(base_url, certificates)
            times.append(clock() - began)
            closers.append(close)
        for close in closers:
            close()
    else:
        import asyncio

        async def several() -> None:
            opened: list[Callable[[], Awaitable[object]]] = []
            for _ in range(_CLIENTS):
                began = clock()
                _, close = await subject.open_async(base_url, certificates)
                times.append(clock() - began)
                opened.append(close)
            for close in opened:
                await close()

        asyncio.run(several())
    # The first one pays for imports.
    following = sorted(times[1:])
    return {"value": following[len(following) // 2]}


def _sync(subject: Subject, options: dict[str, str]) -> dict[str, object]:
    seconds = float(options["seconds"])
    call, close = subject.open_sync(*_where(options))
    for _ in range(_WARM_CALLS):
        call()
    count = 0
    clock = _clock(options)
    began = clock()
    ends = perf_counter() + seconds
    while perf_counter() < ends:
        for _ in range(10):
            call()
        count += 10
    taken = clock() - began
    close()
    return {"value": taken / count}


def _async(subject: Subject, options: dict[str, str]) -> dict[str, object]:
    import asyncio

    seconds, concurrency = float(options["seconds"]), int(options["concurrency"])

    async def measure() -> dict[str, object]:
        call, close = await subject.open_async(*_where(options))
        # Connections are made, and whatever else is made once.
        await asyncio.gather(*(call() for _ in range(min(max(concurrency, 10), _MOST_WARM))))
        count = 0

        async def work() -> None:
            nonlocal count
            while True:
                await call()
                count += 1
                if perf_counter() >= ends:
                    return

        clock = _clock(options)
        began = clock()
        ends = perf_counter() + seconds
        await asyncio.gather(*(work() for _ in range(concurrency)))
        taken = clock() - began
        await close()
        return {"value": taken / count}

    return asyncio.run(measure())


def _memory(subject: Subject, options: dict[str, str]) -> dict[str, object]:
    calls = int(options["calls"])
    if options["way"] == "async":
        return _memory_async(subject, options, calls)
    call, close = subject.open_sync(*_where(options))
    for _ in range(min(_WARM_MEMORY, calls)):
        call()
    before = _resident()
    for _ in range(calls):
        call()
    grown = _resident() - before
    close()
    return {"value": grown}


def _memory_async(subject: Subject, options: dict[str, str], calls: int) -> dict[str, object]:
    import asyncio

    concurrency = 10

    async def several(call: Callable[[], Awaitable[str]], count: int) -> None:
        async def work() -> None:
            for _ in range(count // concurrency):
                await call()

        await asyncio.gather(*(work() for _ in range(concurrency)))

    async def measure() -> int:
        call, close = await subject.open_async(*_where(options))
        await several(call, min(_WARM_MEMORY, calls))
        before = _resident()
        await several(call, calls)
        grown = _resident() - before
        await close()
        return grown

    return {"value": asyncio.run(measure())}


def _code(subject: Subject, options: dict[str, str]) -> dict[str, object]:
    """Tell what the client takes for the authorization code."""
    base_url, certificates = _where(options)
    if hasattr(subject, "open_sync"):
        call, close = subject.open_sync(base_url, certificates)
        code = call()
        close()
        return {"value": code}
    import asyncio

    async def ask() -> str:
        call, close = await subject.open_async(base_url, certificates)
        code = await call()
        await close()
        return code

    return {"value": asyncio.run(ask())}


def _clock(options: dict[str, str]) -> Callable[[], float]:
    return process_time if options["clock"] == "processor" else perf_counter


def _where(options: dict[str, str]) -> tuple[str, str | None]:
    return options["url"], options.get("certificates")


def _resident() -> int:
    """Return the bytes of memory that this process has."""
    import gc

    gc.collect()
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not loaded
            import os

            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


MEASURES = {
    "import": _import,
    "cold": _cold,
    "second": _second,
    "sync": _sync,
    "async": _async,
    "memory": _memory,
    "code": _code,
}
