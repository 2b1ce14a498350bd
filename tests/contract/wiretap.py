"""A loopback server that keeps every byte it is sent, and a parser that shares no code with the client."""

from __future__ import annotations

from typing import NamedTuple

from tests.faults.server import Connection, FaultServer

ANSWER = b'{"code":"INVENTEDCODEINVENTEDCODEINVENTEDCODEINVENTEDCODE"}'


class Seen(NamedTuple):
    """One request, taken apart byte by byte."""

    raw: bytes
    method: str
    target: str
    version: str
    headers: list[tuple[str, str]]

    @property
    def segments(self) -> list[str]:
        """The path, split before it is decoded."""
        return [percent_decoded(part) for part in self.target.partition("?")[0].split("/")[1:]]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query's pairs in the order of the wire, as a form decoder reads them."""
        pairs = [part.partition("=") for part in self.target.partition("?")[2].split("&")]
        return [(form_decoded(name), form_decoded(value)) for name, _, value in pairs]

    def header(self, name: str) -> list[str]:
        return [value for known, value in self.headers if known.lower() == name.lower()]


def percent_decoded(text: str) -> str:
    """Undo percent-encoding with nothing forgiven: a stray ``%`` is an error."""
    assert text.isascii()
    out = bytearray()
    rest = text.encode()
    while rest:
        if rest[:1] == b"%":
            assert len(rest) > 2, "an escape is cut"
            out.append(int(rest[1:3].decode(), 16))
            rest = rest[3:]
        else:
            out += rest[:1]
            rest = rest[1:]
    return out.decode()


def form_decoded(text: str) -> str:
    return percent_decoded(text.replace("+", " "))


def parsed(raw: bytes) -> Seen:
    head, _, _ = raw.partition(b"\r\n\r\n")
    request_line, *lines = head.decode("latin-1").split("\r\n")
    method, target, version = request_line.split(" ")
    headers = [(name, value.strip(" ")) for name, _, value in (line.partition(":") for line in lines)]
    return Seen(raw, method, target, version, headers)


def _keep(connection: Connection) -> None:
    body = f"Content-Length: {len(ANSWER)}\r\n\r\n".encode() + ANSWER
    try:
        while True:
            connection.request()
            connection.send(b"HTTP/1.1 200 OK\r\nSet-Cookie: kept=by-nobody; Path=/\r\n" + body)
    finally:
        # None of the requests has a body.
        assert not connection.unread, "more was sent than requests"


class Wiretap(FaultServer):
    """Accepts connections until its ``with`` block ends; each request gets ``ANSWER``."""

    def __init__(self) -> None:
        super().__init__(_keep)

    @property
    def base_url(self) -> str:
        return f"{super().base_url}/v1"

    @property
    def seen(self) -> list[Seen]:
        """The requests that came, as sent and taken apart."""
        return [parsed(head + b"\r\n\r\n") for head in self.requests]
