"""Measures how long past its timeout a call returns, against servers that never finish."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import contextmanager, suppress
from statistics import median
from typing import TYPE_CHECKING

from tkeel_oauth import AsyncClient, Client, TkeelOAuthError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Generator

__all__ = ["add_arguments", "measure"]

_GOAL = 100
"""Milliseconds past the timeout that are aimed at."""

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
_NOT_CHECKED = "-"
_CALLBACK = "https://app.example.com/callback"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be set.

    Args:
        parser: The parser of the part of the command line behind `deadline`.
    """
    parser.add_argument(
        "--timeout", type=float, default=0.5, help="seconds a call may take (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=10, help="calls of each kind (default: %(default)s)")


def measure(options: argparse.Namespace) -> int:
    """Measure, and print a table.

    Args:
        options: What the command line says.

    Returns:
        0, or 1 where a call returned before its time or got an answer.
    """
    print(
        f"past a timeout of {options.timeout:g} s, in ms: median and worst of {options.rounds}, aim {_GOAL}"
    )
    for name, behave in _BEHAVIOURS.items():
        with _server(behave) as base_url:
            for kind, call in (("sync", _call), ("async", _call_async)):
                over = [call(base_url, options.timeout) - options.timeout for _ in range(options.rounds)]
                if min(over) < 0:
                    print(f"{name}, {kind}: returned {-min(over) * 1000:.0f} ms early")
                    return 1
                print(f"{name:24} {kind:6} {median(over) * 1000:7.1f} {max(over) * 1000:7.1f}")
    return 0


def _call(base_url: str, timeout: float) -> float:
    with Client(base_url, timeout=timeout, retries=0) as client:
        began = time.perf_counter()
        with suppress(TkeelOAuthError):
            client.oauth.authorize(
                "tenant-a", username="alice", password=_NOT_CHECKED, redirect_uri=_CALLBACK
            )
        return time.perf_counter() - began


def _call_async(base_url: str, timeout: float) -> float:
    async def call() -> float:
        async with AsyncClient(base_url, timeout=timeout, retries=0) as client:
            began = time.perf_counter()
            with suppress(TkeelOAuthError):
                await client.oauth.authorize(
                    "tenant-a", username="alice", password=_NOT_CHECKED, redirect_uri=_CALLBACK
                )
            return time.perf_counter() - began

    return asyncio.run(call())


def _never(peer: socket.socket) -> None:
    while peer.recv(65536):
        pass


def _drip(data: bytes) -> Callable[[socket.socket], None]:
    def behave(peer: socket.socket) -> None:
        for byte in data * 1000:
            peer.sendall(bytes([byte]))
            time.sleep(0.005)  # what is measured is a server that takes its time

    return behave


def _body(peer: socket.socket) -> None:
    peer.sendall(_HEAD)
    _drip(b" ")(peer)


def _flood(peer: socket.socket) -> None:
    while True:
        peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


_BEHAVIOURS: dict[str, Callable[[socket.socket], None]] = {
    "never answers": _never,
    "drips headers": _drip(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 1000),
    "drips the body": _body,
    "floods with 100 Continue": _flood,
}


@contextmanager
def _server(behave: Callable[[socket.socket], None]) -> Generator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, behave), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        listening.shutdown(socket.SHUT_RDWR)


def _serve(listening: socket.socket, behave: Callable[[socket.socket], None]) -> None:
    def handle(peer: socket.socket) -> None:
        with peer, suppress(OSError):
            behave(peer)

    with suppress(OSError):  # it is shut down when all is measured
        while True:
            peer, _ = listening.accept()
            threading.Thread(target=handle, args=(peer,), daemon=True).start()
