"""A name service of the tests' own."""

from __future__ import annotations

import socket

AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]


class Names:
    """A name service that gives one answer after another; the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: object, port: str | int, *_: object, **__: object) -> list[AddressInfo]:
        # Addresses are no names, and asyncio asks for them as well.
        self.asked.append(str(host))
        found = (
            [str(host)]
            if _is_address(str(host))
            else (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
        )
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, int(port))) for address in found]

    @property
    def names(self) -> list[str]:
        return [host for host in self.asked if not _is_address(host)]


def _is_address(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET, host)
    except OSError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Stands for the check of addresses where a test's server, on loopback, is to pass for public."""
    return address == "127.0.0.1"
