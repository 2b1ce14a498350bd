"""Connecting on asyncio: a host is looked up beside the loop, and its addresses are raced."""

from __future__ import annotations

import asyncio
import contextlib
import socket

from ..resolve import Found, SocketAddress, addresses_of, ask, literal
from ..sockets import alternating, more_telling, new_socket

__all__ = ["connect", "resolve"]

NEXT_AFTER_SECONDS = 0.25
"""How long an address is waited for before the next one is tried, too (RFC 8305)."""


async def resolve(host: str, port: int) -> list[SocketAddress]:
    """Return the addresses of a host, the preferred one first; it takes as long as the caller lets it.

    Raises:
        OSError: the host has no address.
    """
    known = literal(host, port)
    if known is not None:
        return known
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Found] = loop.create_future()

    def settle(found: Found) -> None:
        if not answer.done():
            answer.set_result(found)

    def hand_over(found: Found) -> None:
        with contextlib.suppress(RuntimeError):  # given up, and the loop has ended since
            loop.call_soon_threadsafe(settle, found)

    ask(host, port, hand_over)
    return addresses_of(await answer)


async def connect(addresses: list[SocketAddress]) -> socket.socket:
    """Return a connection to whichever address answers first, each having a head start over the next.

    Not by ``create_connection``, which can lose sockets when it is cancelled.

    Raises:
        OSError: none can be connected to.
    """
    if len(addresses) == 1:
        return await _connect_one(addresses[0])
    racing: set[asyncio.Task[socket.socket]] = set()
    failure: OSError | None = None
    left = alternating(addresses)
    try:
        while left or racing:
            if left:
                racing.add(asyncio.create_task(_connect_one(left.pop(0))))
            done, _ = await asyncio.wait(
                racing, timeout=NEXT_AFTER_SECONDS if left else None, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                error = task.exception()
                if error is None:
                    racing.discard(task)
                    return task.result()
                if not isinstance(error, OSError):
                    raise error
                racing.discard(task)
                failure = more_telling(failure, error)
        raise failure or OSError("no address")
    finally:
        for task in racing:
            task.add_done_callback(_close_loser)
            task.cancel()


async def _connect_one(address: SocketAddress) -> socket.socket:
    connection = new_socket(address[0])
    try:
        connection.setblocking(False)  # noqa: FBT003 - the socket's own signature
        await asyncio.get_running_loop().sock_connect(connection, address[1])
    except BaseException:
        connection.close()
        raise
    return connection


def _close_loser(task: asyncio.Task[socket.socket]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().close()
