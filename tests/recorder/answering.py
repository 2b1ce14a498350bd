"""Transports that answer by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tests.recorder.exchanges import CODE, LOGIN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

BASE_URL = "https://iot.corp.example/apis/security/v1"
BODY = f'{{"code":"io.tkeel.SUCCESS","msg":"","data":{{"code":"{CODE}"}}}}'.encode()
AUTHORIZE = (
    f"{BASE_URL}/oauth/{LOGIN.tenant_id}/authorize?response_type=code&username={LOGIN.username}"
    "&password=Tr0ub4dor%263&redirect_uri=https%3A%2F%2Fapp.corp.test%2Fcb"
)


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk

    def close(self) -> None:
        self.closed = True


def answering(
    *chunks: bytes, status: int = 200, headers: dict[str, str] | None = None
) -> httpx.MockTransport:
    shown = {"Content-Type": "application/json", **(headers or {})}
    return httpx.MockTransport(
        lambda _: httpx.Response(status, headers=shown, stream=Chunks(*(chunks or (BODY,))))
    )
