"""What httpx, httpcore and hpack log of a call of ours quotes nobody; of others' calls it is left alone."""

from __future__ import annotations

import logging
from collections.abc import Callable

import httpx
import pytest

from tkeel_oauth import Client

LOGGERS = [
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "hpack.hpack",
    "hpack.table",
]


def speaking(name: str) -> Callable[[httpx.Request], httpx.Response]:
    """A transport's handler that logs what it sends, as those that speak HTTP/2 do."""

    def handler(request: httpx.Request) -> httpx.Response:
        logging.getLogger(name).debug("Encoding %s with %d bits", request.url, 8)
        return httpx.Response(200, json={"code": "c-1"})

    return handler


@pytest.mark.parametrize("name", LOGGERS)
def test_a_transport_that_speaks_of_what_it_sends(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG, name),
        Client("https://x.example", transport=httpx.MockTransport(speaking(name))) as client,
    ):
        client.oauth.authorize("t", username="alice", password="Canary", redirect_uri="https://a.example")
        logging.getLogger(name).debug("Encoding %s", "of another")
    said = [record.getMessage() for record in caplog.records if record.name == name]
    assert said == ["Encoding [withheld by tkeel-oauth]", "Encoding of another"]
