"""The lookups for one message: each definition got in time, from where it may be got."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from .._runtime.base import clock
from .._runtime.base.errors import ConfigurationError, DeadlineExceeded, TkeelOAuthError
from .._runtime.contract.type_urls import full_url, scheme_of
from .asking import answer_or_error
from .definitions import define
from .steps import resume, start

if TYPE_CHECKING:
    from google.protobuf.message import Message

    from .source import Source

__all__ = ["Handler", "Inquiry"]

Handler = Callable[[str], bytes | Awaitable[bytes]]
"""Gives the definition of a type URL, a ``google.protobuf.Type`` in binary format."""


class Inquiry:
    """The lookups for one message, which end at one moment.

    Args:
        source: whose hosts and handlers are asked, and who keeps what was found.
        ends: the moment.
    """

    __slots__ = ("_ends", "_source")

    def __init__(self, source: Source, ends: float) -> None:
        self._source = source
        self._ends = ends

    def find(self, type_url: str) -> type[Message] | None:
        """See ``TypeServer.find``."""
        known = self._source.kept(type_url)
        if known is not None or not self._source.may_ask(type_url):
            return known
        steps = define(type_url, self._source.registry, self._source.may_ask)
        found = start(steps)
        while isinstance(found, str):
            found = resume(steps, self._get(full_url(found)))
        return self._source.keep(type_url, found.result)

    async def find_async(self, type_url: str) -> type[Message] | None:
        """See ``TypeServer.find_async``."""
        known = self._source.kept(type_url)
        if known is not None or not self._source.may_ask(type_url):
            return known
        steps = define(type_url, self._source.registry, self._source.may_ask)
        found = start(steps)
        while isinstance(found, str):
            found = resume(steps, await self._get_async(full_url(found)))
        return self._source.keep(type_url, found.result)

    def _get(self, url: str) -> bytes:
        source = self._source
        handler = source.handlers.get(scheme_of(url))
        if handler is None:
            return _content(
                answer_or_error(source.fetch.get(source.hosts.need(url), self._ends, source.timeout))
            )
        content = handler(url)
        if isinstance(content, bytes):
            return content
        close = getattr(content, "close", None)
        if close is not None:
            close()  # a coroutine that nobody awaits would warn
        raise ConfigurationError("a handler gave no bytes; one that is async works with unpack_async alone")

    async def _get_async(self, url: str) -> bytes:
        source = self._source
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            no_loop = True
        else:
            no_loop = False
        if no_loop:
            raise ConfigurationError("unpack_async runs on asyncio, and no asyncio loop is running here")
        handler = source.handlers.get(scheme_of(url))
        if handler is None:
            return _content(
                answer_or_error(
                    await source.fetch.get_async(source.hosts.need(url), self._ends, source.timeout)
                )
            )
        content = handler(url)
        return content if isinstance(content, bytes) else await self._in_time(content)

    async def _in_time(self, content: Awaitable[bytes]) -> bytes:
        limit = asyncio.timeout(max(self._ends - clock.monotonic(), 0.0))
        try:
            async with limit:
                return await content
        except TimeoutError:
            if not limit.expired():
                raise  # the handler's own
        raise DeadlineExceeded(
            f"type server: a handler took longer than {self._source.timeout:g} s; raise timeout"
        )


def _content(result: bytes | TkeelOAuthError) -> bytes:
    if isinstance(result, TkeelOAuthError):
        raise result
    return result
