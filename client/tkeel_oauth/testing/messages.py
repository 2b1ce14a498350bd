"""HTTP messages as plain data, with no text form that shows a query or a body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = ["Answer", "Headers", "Request", "header_values"]

Headers: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it stands on the wire.

    Args:
        method: The method, as sent.
        target: The request target, as sent: raw path and, after the first `?`, the raw query.
        headers: Names and values in wire order.
        http_version: `HTTP/1.1` or `HTTP/1.0`.
        body: The body, empty when there is none.
    """

    method: str
    target: str = field(repr=False)
    headers: Headers = field(default=(), repr=False)
    http_version: str = "HTTP/1.1"
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it stands on the wire.

    Args:
        status: The status code.
        reason: The reason phrase.
        headers: Names and values in wire order.
        body: The body, byte for byte; empty after a `HEAD`.
        http_version: `HTTP/1.1` or `HTTP/1.0`.
    """

    status: int
    reason: str
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    http_version: str = "HTTP/1.1"


def header_values(headers: Headers, name: str) -> Iterator[str]:
    """Yields the values of the headers whose name, in lower case, is that."""
    return (value for found, value in headers if found.lower() == name)
