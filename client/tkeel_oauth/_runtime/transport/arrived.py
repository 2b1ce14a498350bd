"""Whether something has come over a connection that nobody waits for."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["watching"]


class _Numbered(Protocol):
    """A socket, asyncio's wrapper of one included."""

    def fileno(self) -> int: ...


def watching(connection: _Numbered) -> Callable[[], bool]:
    """Return what tells, without waiting, whether a connection has ended or holds something unread.

    Args:
        connection: one that stays open for as long as that is asked.
    """
    if not hasattr(select, "poll"):  # Windows
        return lambda: bool(select.select([connection], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return lambda: bool(poll.poll(0))
