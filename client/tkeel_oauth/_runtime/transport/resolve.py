"""Name resolution that can be given up.

``getaddrinfo`` cannot be interrupted, so it runs in a thread that nobody has to wait
for. One that is given up ends with the system's own limit.
"""

from __future__ import annotations

import queue
import socket
import threading

__all__ = ["SocketAddress", "lookup", "resolve"]

SocketAddress = tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]


def resolve(host: str, port: int, seconds: float) -> list[SocketAddress]:
    """Return the addresses of a host, the preferred one first.

    Raises:
        OSError: it has none; TimeoutError where that took too long to find out.
    """
    literal = _literal(host, port)
    if literal is not None:
        return [literal]
    answers: queue.SimpleQueue[list[SocketAddress] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(lookup(host, port))
        except (OSError, UnicodeError) as error:  # a label too long is a UnicodeError
            answers.put(
                error if isinstance(error, OSError) else socket.gaierror(socket.EAI_NONAME, "no such name")
            )

    threading.Thread(target=ask, name="tkeel-oauth-resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.0))
    except queue.Empty:
        raise TimeoutError("name resolution") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def lookup(host: str, port: int) -> list[SocketAddress]:
    """Ask the system for a host's addresses, however long that takes."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((family, address) for family, _, _, _, address in found))


def _literal(host: str, port: int) -> SocketAddress | None:
    for family, address in ((socket.AF_INET, (host, port)), (socket.AF_INET6, (host, port, 0, 0))):
        try:
            socket.inet_pton(family, host)
        except (OSError, UnicodeError):
            continue
        return family, address
    return None
