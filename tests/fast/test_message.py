"""Requests go out as httpx sends them, byte for byte, whatever reads the answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.fast.exchanging import HEADERS, async_exchange, sync_exchange
from tests.faults.answers import answer, documented
from tests.faults.server import Connection, FaultServer
from tests.faults.ways import watching
from tests.transports import BOTH
from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.base.secrets import Secrets
from tkeel_oauth._runtime.call.encode import Request
from tkeel_oauth._runtime.call.exchange import Answer, Attempt
from tkeel_oauth._runtime.transport.address import Address
from tkeel_oauth._runtime.transport.message import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tkeel_oauth._runtime.call.exchange import Failure

    Send = Callable[[pytest.MonkeyPatch, str, str, Request], Answer | Failure]


def send(monkeypatch: pytest.MonkeyPatch, name: str, base_url: str, request: Request) -> Answer | Failure:
    exchange = sync_exchange(monkeypatch, name, base_url)
    try:
        return exchange.attempt(request, HEADERS, Attempt(clock.monotonic() + 5, 5), 5)
    finally:
        exchange.close()


def send_async(
    monkeypatch: pytest.MonkeyPatch, name: str, base_url: str, request: Request
) -> Answer | Failure:
    async def main() -> Answer | Failure:
        exchange = async_exchange(monkeypatch, name, base_url)
        try:
            return await exchange.attempt(request, HEADERS, Attempt(clock.monotonic() + 5, 5), 5)
        finally:
            await exchange.aclose()

    return asyncio.run(main())


REQUESTS = {
    "usual": Request("GET", b"/oauth/a%2Fb/authorize?x=%E7%94%A8+a%20b&y=%25", [], b"", Secrets(())),
    "own headers": Request("GET", b"/x", [(b"X-Request", b"caf\xe9"), (b"x-other", b"")], b"", Secrets(())),
    "a body": Request("POST", b"/x?y", [(b"Content-Type", b"application/json")], b'{"a": 1}', Secrets(())),
    "an empty body": Request("POST", b"/x", [], b"", Secrets(())),
    "a body where none is usual": Request("DELETE", b"/x", [], b"{}", Secrets(())),
    "a large body": Request("PUT", b"/x", [], b"x" * 300_000, Secrets(())),
}


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("how", [send, send_async])
def test_the_same_bytes(monkeypatch: pytest.MonkeyPatch, name: str, how: Send) -> None:
    received: list[bytes] = []

    def script(connection: Connection) -> None:
        whole = b""
        while b"\r\n\r\n" not in whole:
            whole += connection.receive()
        head, _, body = whole.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or b"0")
        while len(body) < length:
            body += connection.receive()
        received.append(head + b"\r\n\r\n" + body)
        connection.send(answer(documented()))

    with FaultServer(script) as server:
        base_url = f"{server.base_url}/a'b/v1"
        for transport in BOTH:
            assert isinstance(how(monkeypatch, transport, base_url, REQUESTS[name]), Answer)
        with watching():
            assert isinstance(how(monkeypatch, "default", base_url, REQUESTS[name]), Answer)
    default, fast, through_httpx = received
    assert default == fast == through_httpx
    assert fast.startswith(f"{REQUESTS[name].method} /a'b/v1/".encode())


def test_headers_of_clients_that_share_connections() -> None:
    """Two clients made of one write by the same writer, each with its own headers."""
    writer = Writer(Address("https", "iot.example.com", None, b"/v1"))
    request = REQUESTS["usual"]
    others = [*HEADERS, (b"X-A", b"1")]
    for _ in range(2):
        for headers in (HEADERS, others):
            lines = writer.write(request, headers).split(b"\r\n")
            assert lines[1] == b"Host: iot.example.com"
            assert lines[2:-2] == [b"%b: %b" % header for header in headers]
    assert repr(writer) == "<Writer>"
