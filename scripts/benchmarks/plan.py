"""What scripts/bench table measures: the clients, which are its columns, and its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FAST", "REFERENCE", "ROWS", "SUBJECTS", "Place", "Row", "Shown", "Subject"]


@dataclass(frozen=True)
class Subject:
    """A client.

    Args:
        key: Its name in the JSON.
        title: Its name in the table.
        module: The module of `benchmarks.inside` that speaks with it.
        ways: Whether it has calls for `sync` code, for `async` code, or both.
        environment: Environment variables that it runs with.
        generated: Whether it takes the answer's form from openapi.yaml, and nothing else.
    """

    key: str
    title: str
    module: str
    ways: tuple[str, ...] = ("sync", "async")
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    generated: bool = False


REFERENCE = Subject("httpx", "bare httpx", "bare_httpx")
FAST = Subject("fast", "tkeel-oauth `[fast]`", "ours", environment={"TKEEL_OAUTH_TRANSPORT": "fast"})
SUBJECTS = (
    REFERENCE,
    Subject("ours", "tkeel-oauth", "ours", environment={"TKEEL_OAUTH_TRANSPORT": "default"}),
    FAST,
    Subject("stock", "openapi-python-client", "stock", generated=True),
    Subject(
        "generator-urllib3", "OpenAPI Generator, urllib3", "generator_urllib3", ("sync",), generated=True
    ),
    Subject(
        "generator-asyncio", "OpenAPI Generator, asyncio", "generator_asyncio", ("async",), generated=True
    ),
    Subject("aiohttp", "bare aiohttp", "bare_aiohttp", ("async",)),
    Subject("floor", "raw socket", "floor"),
)


class Shown(Enum):
    """How a row's figures are shown."""

    RATIO = "the time over that of bare httpx in the same round"
    RATE = "calls a second over those of bare httpx in the same round"
    ABSOLUTE = "as measured"


class Place(Enum):
    """The server that a row is measured against."""

    LOOPBACK = "fixed answers"
    TLS = "fixed answers over TLS"
    RECORDED = "the recorded server"


@dataclass(frozen=True)
class Row:
    """A figure.

    Args:
        key: Its name in the JSON.
        title: Its name in the table.
        measure: What `benchmarks.inside.measuring` does.
        way: Whether the client needs calls for `sync` or `async` code; None where either will do.
        shown: How it is shown.
        place: The server.
        latency: Milliseconds that each answer takes.
        concurrency: Calls at once.
        longer: How many times as long as others it is measured.
        once: Whether one round is enough, as it takes long and varies little.
    """

    key: str
    title: str
    measure: str
    way: str | None = None
    shown: Shown = Shown.RATIO
    place: Place = Place.LOOPBACK
    latency: int = 0
    concurrency: int = 1
    longer: float = 1.0
    once: bool = False


def _rates(latency: int) -> Row:
    return Row(
        f"latency-{latency}",
        f"200 at once, server latency {latency} ms: calls/s",
        "async",
        "async",
        Shown.RATE,
        latency=latency,
        concurrency=200,
        # Some turns of all the calls, or what is cut off at the end would count too much.
        longer=1 + latency / 50,
    )


ROWS = (
    Row("import", "import", "import"),
    Row("cold", "cold start: import, client, first call", "cold"),
    Row("cold-tls", "cold start over TLS", "cold", place=Place.TLS),
    Row("second", "building a second client", "second", shown=Shown.ABSOLUTE),
    Row("sync", "sync call, one connection", "sync", "sync"),
    Row("async-1", "async call, 1 at once", "async", "async"),
    Row("async-50", "async call, 50 at once", "async", "async", concurrency=50),
    Row("async-200", "async call, 200 at once", "async", "async", concurrency=200),
    Row("async-1000", "async call, 1 000 at once", "async", "async", concurrency=1000, once=True),
    _rates(50),
    _rates(200),
    Row("sync-tls", "sync call over TLS", "sync", "sync", place=Place.TLS),
    Row("async-50-tls", "async call over TLS, 50 at once", "async", "async", place=Place.TLS, concurrency=50),
    Row("sync-recorded", "sync call, recorded server", "sync", "sync", place=Place.RECORDED),
    Row(
        "async-50-recorded",
        "async call, recorded server, 50 at once",
        "async",
        "async",
        place=Place.RECORDED,
        concurrency=50,
    ),
    Row("memory-sync", "memory growth over {calls} sync calls", "memory", "sync", Shown.ABSOLUTE, once=True),
    Row(
        "memory-async",
        "memory growth over {calls} async calls, 10 at once",
        "memory",
        "async",
        Shown.ABSOLUTE,
        once=True,
    ),
)
