"""Name resolution that can be given up.

``getaddrinfo`` cannot be interrupted, so it runs in a thread that nobody has to wait for,
not even at the end of an event loop. Whoever asks for the same host meanwhile waits for
the same answer: a name server that hangs costs a few threads, not one a call.
"""

from __future__ import annotations

import encodings.idna  # noqa: F401  # pyright: ignore[reportUnusedImport] - getaddrinfo would load it within a call
import os
import queue
import socket
import threading
from collections.abc import Callable
from copy import copy

from ..base import clock

__all__ = ["Found", "SocketAddress", "addresses_of", "ask", "literal", "lookup", "resolve"]

SocketAddress = tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]
Found = list[SocketAddress] | Exception
Listener = Callable[[Found], None]

ASK_AGAIN_SECONDS = 5.0
"""How old a look-up may be for another call to wait for it, too; resolvers give up about then."""

MOST_AT_ONCE = 8
"""Look-ups of one host under way; further calls wait for the last of them, however old it is."""


def resolve(host: str, port: int, seconds: float) -> list[SocketAddress]:
    """Return the addresses of a host, the preferred one first.

    Raises:
        OSError: it has none; TimeoutError where that took too long to find out.
    """
    known = literal(host, port)
    if known is not None:
        return known
    answers: queue.SimpleQueue[Found] = queue.SimpleQueue()
    _under_way.ask(host, port, answers.put)
    try:
        return addresses_of(answers.get(timeout=max(seconds, 0.0)))
    except queue.Empty:
        raise TimeoutError("name resolution") from None


def ask(host: str, port: int, listener: Listener) -> None:
    """Have a listener told a host's addresses, or why there are none.

    It is told by another thread, or at once where there can be none.
    """
    _under_way.ask(host, port, listener)


def lookup(host: str, port: int) -> list[SocketAddress]:
    """Ask the system for a host's addresses, however long that takes."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((family, address) for family, _, _, _, address in found))


class _Lookup:
    """One question to the system, and who waits for its answer."""

    __slots__ = ("began", "listeners")

    def __init__(self) -> None:
        self.began = clock.monotonic()
        self.listeners: list[Listener] = []


class _Lookups:
    """The questions under way, by host and port."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start anew in a forked process: the threads that ask are not here."""
        # Reentrant, as the handler of a signal may make a call, too, and in the same thread.
        self._lock = threading.RLock()
        self._lookups: dict[tuple[str, int], list[_Lookup]] = {}

    def ask(self, host: str, port: int, listener: Listener) -> None:
        """Have a listener told what a host's addresses are, by another thread where there can be one."""
        with self._lock:
            same = self._lookups.setdefault((host, port), [])
            if same:
                last = same[-1]
                if len(same) >= MOST_AT_ONCE or clock.monotonic() - last.began < ASK_AGAIN_SECONDS:
                    last.listeners.append(listener)
                    return
            mine = _Lookup()
            mine.listeners.append(listener)
            same.append(mine)
        try:
            threading.Thread(
                target=self._answer, args=(host, port, mine), name="tkeel-oauth-resolve", daemon=True
            ).start()
        except RuntimeError:
            # At the interpreter's end, or in one of several: better without the deadline than not at all.
            self._answer(host, port, mine)
        except BaseException:  # a signal's handler, perhaps before there was a thread: nobody is to join it
            mine.began = -ASK_AGAIN_SECONDS
            raise

    def _answer(self, host: str, port: int, mine: _Lookup) -> None:
        try:
            found: Found = lookup(host, port)
        except UnicodeError:  # a label too long
            found = socket.gaierror(socket.EAI_NONAME, "no such name")
        except Exception as error:  # noqa: BLE001 - whatever a stand-in for the system raises, who waits is told
            found = error
        with self._lock:
            same = self._lookups.get((host, port), [])
            if mine in same:
                same.remove(mine)
            if not same:
                self._lookups.pop((host, port), None)
        for listener in mine.listeners:
            listener(found)


_under_way = _Lookups()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_under_way.forget)


def addresses_of(found: Found) -> list[SocketAddress]:
    """Return what was found.

    Raises:
        OSError: nothing was. Each caller has an error of their own, as a traceback is added to it.
    """
    if isinstance(found, Exception):
        raise copy(found) if isinstance(found, OSError) else found
    return found


def literal(host: str, port: int) -> list[SocketAddress] | None:
    """Return the address that a host is itself, None where it is a name; nobody is asked for it.

    A zone stands behind ``%25`` in a URL, and behind ``%`` for the system.

    Raises:
        OSError: it is an address, of a zone that is not here.
    """
    if ":" not in host and not _is_ipv4(host):
        return None
    found = socket.getaddrinfo(
        host.replace("%25", "%"), port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
    )
    return [(family, address) for family, _, _, _, address in found]


def _is_ipv4(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET, host)
    except (OSError, UnicodeError):
        return False
    return True
