"""Measures one process of `tkeel-oauth serve`: requests a second, and memory over a long run."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.load import LoadError, Measured, run
from benchmarks.servers import HOST, recorded
from tkeel_oauth.testing import load_recording

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

__all__ = ["add_arguments", "measure"]

_GOAL = 2000
_PARTS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be set.

    Args:
        parser: The parser of the part of the command line behind `serve`.
    """
    parser.add_argument(
        "--requests", type=int, default=100_000, help="length of the run for memory (default: %(default)s)"
    )
    parser.add_argument("--connections", type=int, default=50, help="kept open (default: %(default)s)")
    parser.add_argument(
        "--rounds", type=int, default=5, help="of 5000 requests each for the speed (default: %(default)s)"
    )


def measure(options: argparse.Namespace) -> int:
    """Measure, and print the figures.

    Args:
        options: What `add_arguments` declares.

    Returns:
        0, or 1 when the server does not answer as it should.
    """
    connections: int = options.connections
    with recorded() as (process, port):

        def load(requests: Iterator[tuple[bytes, bytes]], count: int) -> Measured:
            return asyncio.run(run(HOST, port, connections, islice(requests, count)))

        try:
            load(_logins(), 1000)
            print(f"{connections} connections, one login again and again (goal: {_GOAL} requests a second)")
            rounds: list[Measured] = []
            busy: list[float] = []
            for number in range(1, options.rounds + 1):
                before = _busy(process.pid)
                rounds.append(load(_logins(), 5000))
                busy.append((_busy(process.pid) - before) / 5000)
                print(f"  round {number}   {_figures(rounds[-1])}", flush=True)
            print(f"  median    {median(one.per_second for one in rounds):6.0f} requests/s")
            if median(busy):
                # Tells what a machine could do that has nothing else to do.
                cost = median(busy)
                print(f"  processor {1e6 * cost:6.0f} µs a request, so {1 / cost:.0f} a second at most")
            _memory(process.pid, options.requests, lambda count: load(_mixed(), count))
        except LoadError as error:
            print(f"scripts/bench: {error}", file=sys.stderr)
            return 1
    return 0


def _memory(pid: int, requests: int, load: Callable[[int], Measured]) -> None:
    print(f"{requests} requests of several kinds (logins, wrong passwords never sent before, 404, 501)")
    # What an interpreter and its caches need once is there after the first part.
    sizes: list[int] = []
    for part in range(1, _PARTS + 1):
        measured = load(requests // _PARTS)
        sizes.append(_resident(pid))
        print(
            f"  after {part * requests // _PARTS:>9}   {sizes[-1]:>6} KiB   {_figures(measured)}", flush=True
        )
    print(f"  growth after the first part: {sizes[-1] - sizes[0]} KiB")


def _figures(measured: Measured) -> str:
    half, most = (1000 * measured.latency(share) for share in (0.5, 0.99))
    return f"{measured.per_second:6.0f} requests/s   median {half:5.1f} ms   99 % {most:5.1f} ms"


def _logins() -> Iterator[tuple[bytes, bytes]]:
    request = _bytes(load_recording()["success"].request.target)
    while True:
        yield request, b"200"


def _mixed() -> Iterator[tuple[bytes, bytes]]:
    recording = load_recording()
    success = recording["success"].request.target
    wrong = recording["wrong_password"].request.target
    nothing = _bytes(recording["unknown_path_v1"].request.target)
    while True:
        yield _bytes(success), b"200"
        yield _bytes(wrong.replace("nope", os.urandom(8).hex())), b"400"
        yield nothing, b"404"
        yield _bytes(f"{success}&{os.urandom(8).hex()}=1"), b"501"


def _bytes(target: str) -> bytes:
    # What the SDK sends.
    lines = (
        *(f"GET {target} HTTP/1.1", f"Host: {HOST}", "Accept: application/json"),
        *("Accept-Encoding: identity", "User-Agent: tkeel-oauth", "", ""),
    )
    return "\r\n".join(lines).encode()


def _busy(pid: int) -> float:
    """Seconds of processor time that a process has used; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    done = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)  # noqa: S607 - wherever the system has it
    return int(done.stdout)
