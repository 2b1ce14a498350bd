"""The load that scripts/bench measures with: it sends what it is told to and believes no wrong answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

import benchmarks
from benchmarks.load import LoadError, run
from tests.testing.wire import as_bytes
from tkeel_oauth.testing import RecordedServer, load_recording

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDING = load_recording()
LOGIN = as_bytes(RECORDING["success"].request)
REFUSED = as_bytes(RECORDING["wrong_password"].request)


@pytest.fixture(scope="module")
def server() -> Iterator[RecordedServer]:
    with RecordedServer() as running:
        yield running


async def test_every_request_is_answered(server: RecordedServer) -> None:
    port = urlsplit(server.base_url).port
    assert port is not None
    before = len(server.requests)
    measured = await run("127.0.0.1", port, 5, iter([(LOGIN, b"200"), (REFUSED, b"400")] * 20))
    assert len(measured.latencies) == len(server.requests) - before == 40
    assert measured.latencies == sorted(measured.latencies)
    assert 0 < measured.latency(0.0) <= measured.latency(0.99) <= measured.latency(1.0) <= measured.seconds
    assert measured.per_second == 40 / measured.seconds


async def test_a_wrong_answer_ends_it(server: RecordedServer) -> None:
    port = urlsplit(server.base_url).port
    assert port is not None
    with pytest.raises(LoadError, match="answered 400 instead of 200"):
        await run("127.0.0.1", port, 2, iter([(REFUSED, b"200")] * 20))


async def test_a_server_that_hangs_up_ends_it(server: RecordedServer) -> None:
    port = urlsplit(server.base_url).port
    assert port is not None
    silent = as_bytes(RECORDING["success"].request, ("Prefer", "example=shutdown_sigkill_mid_request"))
    with pytest.raises(LoadError, match="closed a connection"):
        await run("127.0.0.1", port, 1, iter([(silent, b"200")]))


def test_the_command_measures(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmarks.main(["serve", "--requests", "40", "--rounds", "1", "--connections", "4"]) == 0
    printed = capsys.readouterr().out
    assert "requests/s" in printed
    assert "growth after the first part: " in printed
