"""Name resolution that can be given up.

``getaddrinfo`` cannot be interrupted, so it runs in a thread that nobody has to wait
for, not even at the end of an event loop. One that is given up ends with the system's
own limit.
"""

from __future__ import annotations

import errno
import queue
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

__all__ = ["SocketAddress", "lookup", "resolve", "resolve_async"]

SocketAddress = tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]
Found = list[SocketAddress] | OSError


def resolve(host: str, port: int, seconds: float) -> list[SocketAddress]:
    """Return the addresses of a host, the preferred one first.

    Raises:
        OSError: it has none; TimeoutError where that took too long to find out.
    """
    literal = _literal(host, port)
    if literal is not None:
        return [literal]
    answers: queue.SimpleQueue[Found] = queue.SimpleQueue()
    _ask(host, port, answers.put)
    try:
        found = answers.get(timeout=max(seconds, 0.0))
    except queue.Empty:
        raise TimeoutError("name resolution") from None
    return _addresses(found)


async def resolve_async(host: str, port: int) -> list[SocketAddress]:
    """As :func:`resolve`; it takes as long as the caller lets it.

    Raises:
        OSError: the host has no address.
    """
    literal = _literal(host, port)
    if literal is not None:
        return [literal]
    import asyncio  # noqa: PLC0415 - sync code never needs it

    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Found] = loop.create_future()

    def settle(found: Found) -> None:
        if not answer.done():
            answer.set_result(found)

    def hand_over(found: Found) -> None:
        if not loop.is_closed():  # given up, and the loop has ended since
            loop.call_soon_threadsafe(settle, found)

    _ask(host, port, hand_over)
    return _addresses(await answer)


def lookup(host: str, port: int) -> list[SocketAddress]:
    """Ask the system for a host's addresses, however long that takes."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((family, address) for family, _, _, _, address in found))


def _ask(host: str, port: int, tell: Callable[[Found], None]) -> None:
    """Have a thread look a host up.

    Raises:
        OSError: the system gives no more threads.
    """

    def ask() -> None:
        try:
            found: Found = lookup(host, port)
        except OSError as error:
            found = error
        except UnicodeError:  # a label too long
            found = socket.gaierror(socket.EAI_NONAME, "no such name")
        tell(found)

    try:
        threading.Thread(target=ask, name="tkeel-oauth-resolve", daemon=True).start()
    except RuntimeError:
        raise OSError(errno.EAGAIN, "no thread can be started to look up the host") from None


def _addresses(found: Found) -> list[SocketAddress]:
    if isinstance(found, OSError):
        raise found
    return found


def _literal(host: str, port: int) -> SocketAddress | None:
    """Return the address that a host name is itself, None where it is a name."""
    for family, address in ((socket.AF_INET, (host, port)), (socket.AF_INET6, (host, port, 0, 0))):
        try:
            socket.inet_pton(family, host)
        except (OSError, UnicodeError):
            continue
        return family, address
    return None
