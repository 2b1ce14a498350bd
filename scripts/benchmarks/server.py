"""The server of scripts/bench: fixed bytes, in a process of its own, fast enough not to be the bound.

The path says how it answers: `/served/50/…` in the form that tKeel sends, `/documented/0/…` in that of its
page, after so many milliseconds.
"""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["CODE", "FORMS", "main", "running"]

CODE = "INVENTEDCODE7Q2M9X4T1B8K5V3W6Y0Z2C4D6F8G1H3J5L7N"
FORMS = ("served", "documented")

_HOST = "127.0.0.1"
_SCRIPTS = Path(__file__).resolve().parents[1]
_END = b"\r\n\r\n"
_TYPE = "type.googleapis.com/io.tkeel.security.api.oauth.v1.AuthorizeResponse"
_BODIES: dict[str, object] = {
    "served": {"code": "io.tkeel.SUCCESS", "msg": "", "data": {"@type": _TYPE, "code": CODE}},
    "documented": {"code": CODE},
}


def _answer(body: object) -> bytes:
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


_ANSWERS = {form.encode(): _answer(body) for form, body in _BODIES.items()}


class _Server(asyncio.Protocol):
    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's name
        self._transport = None

    def data_received(self, data: bytes) -> None:
        if self._received:
            data = self._received + data
        *requests, self._received = data.split(_END)
        for request in requests:
            _, form, wait, _ = request.split(b"/", 3)
            answer = _ANSWERS[form]
            if wait == b"0":
                self._write(answer)
            else:
                asyncio.get_running_loop().call_later(int(wait) / 1000, self._write, answer)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None:
            self._transport.write(answer)


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(_Server, _HOST, 0, backlog=1024)
    print(listening.sockets[0].getsockname()[1], flush=True)
    # It ends with the one who started it, whose end of this pipe closes.
    ended = asyncio.Event()
    loop.add_reader(sys.stdin, ended.set)
    await ended.wait()


def main() -> None:
    """Serve until standard input ends; the port is the first line printed."""
    gc.disable()  # nothing here makes cycles
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the one who started this
    asyncio.run(_serve())


@contextmanager
def running() -> Generator[str]:
    """Run it in a process of its own, and give its origin."""
    command = [sys.executable, "-m", "benchmarks.server"]
    with subprocess.Popen(
        command, cwd=_SCRIPTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            yield f"http://{_HOST}:{int(server.stdout.readline() if server.stdout else '')}"
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
