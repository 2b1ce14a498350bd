"""The type server that users make: what it may ask, what it keeps, and how long it may take."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import cast

from ..._runtime.base import clock
from ..._runtime.base.errors import ConfigurationError, DeadlineExceeded
from ..._runtime.base.message_types import TypeLookup
from ..._runtime.call.options import flag, seconds, whole_number
from ..._runtime.contract.type_urls import full_url, names_type, scheme_of, type_name
from ..asking import work, work_async
from ..registry import TypeRegistry
from .definitions import defined
from .fetch import Fetch, Hosts

# isort: split

from google.protobuf.message import Message

__all__ = ["Handler", "TypeServer"]

MOST_KEPT = 10_000

Handler = Callable[[str], bytes | Awaitable[bytes]]
"""Gives the definition of a type URL, a ``google.protobuf.Type`` in binary format."""


class TypeServer:
    """Finds message types that are not compiled in, by asking servers for their definitions.

    Passed to ``ProtobufAny.unpack``, and only then used: reading a response never asks
    anyone. A definition is got with an HTTP GET of the type URL, which must yield a
    ``google.protobuf.Type`` in binary format; so are those of the messages it refers to.
    Fields that are an enum read as numbers, as a ``Type`` does not carry their names.
    Redirects are not followed, no proxy is used, and ``type.googleapis.com`` is never asked.

    A class that was made is kept until as many others were used since, or :meth:`clear`:
    there is no expiry. Whoever changes a type in a way that breaks it should give it a
    new name with a version in it, as the contract says.

    A type server may be shared by threads and tasks.

    Args:
        hosts: who may be asked, and nobody else: hosts such as ``types.example.com`` or
            ``types.example.com:8443`` for https; ``http://types.example.com`` for http.
        registry: types that need not be asked for; None for those compiled in alone.
        handlers: for schemes other than http and https, what gives the definition of a
            type URL as bytes; what one raises passes through. One that gives an
            awaitable works with ``unpack_async`` alone.
        timeout: seconds that unpacking one message may take, all definitions together.
        connect_timeout: seconds that each connection may take to be made, within that.
        verify: True, a path to certificates, or an ``ssl.SSLContext``.
        allow_private: whether to connect to addresses that are not public, such as those
            of a local network.
        max_types: how many classes are kept.

    Raises:
        ConfigurationError: an argument is wrong, or the extra is not installed.
    """

    __slots__ = ("_fetch", "_handlers", "_hosts", "_kept", "_registry", "_timeout")

    def __init__(  # noqa: PLR0913 - all that can be set, with defaults
        self,
        hosts: Iterable[str],
        *,
        registry: TypeRegistry | None = None,
        handlers: Mapping[str, Handler] | None = None,
        timeout: float = 10.0,
        connect_timeout: float = 5.0,
        verify: bool | str | ssl.SSLContext = True,
        allow_private: bool = False,
        max_types: int = 128,
    ) -> None:
        self._hosts = Hosts(hosts)
        self._handlers = _by_scheme({} if handlers is None else handlers)
        self._registry = _checked(TypeRegistry() if registry is None else registry)
        self._fetch = Fetch(
            verify=verify,
            connect_timeout=seconds("connect_timeout", connect_timeout),
            allow_private=flag("allow_private", allow_private),
        )
        self._timeout = seconds("timeout", timeout)
        self._kept = _Kept(whole_number("max_types", max_types, 1, MOST_KEPT))

    @property
    def registry(self) -> TypeRegistry:
        """The types that need not be asked for."""
        return self._registry

    def may_ask(self, type_url: str) -> bool:
        """Tell whether the definition of a type URL may be asked for."""
        if not names_type(type_url):
            return False
        url = full_url(type_url)
        return scheme_of(url) in self._handlers or self._hosts.find(url) is not None

    def find(self, type_url: str) -> type[Message] | None:
        """Return the class of a type, None where it is not known and nobody may be asked.

        Args:
            type_url: an ``@type``; ``https`` is meant where it has no scheme.

        Raises:
            InvalidTypeUrl: it names no type.
            ConnectionFailed: there was no connection, or it ended early.
            DeadlineExceeded: the time was up.
            ResponseError: the status of the answer was not 200.
            ModelError: what came is no usable definition.
        """
        return self._registry.find(type_name(type_url)) or self.lookup().find(type_url)

    async def find_async(self, type_url: str) -> type[Message] | None:
        """As :meth:`find`, without blocking the event loop."""
        return self._registry.find(type_name(type_url)) or await self.lookup().find_async(type_url)

    def lookup(self) -> TypeLookup:
        """Return what finds the types of one message; the time that this may take begins now."""
        ends = clock.monotonic() + self._timeout
        return _Lookup(self._registry.find, partial(self._find, ends), partial(self._find_async, ends))

    def clear(self) -> None:
        """Forget the classes that are kept."""
        self._kept.clear()

    def __repr__(self) -> str:
        hosts = self._hosts.origins if hasattr(self, "_hosts") else ()
        return f"<TypeServer {', '.join(hosts) or 'no hosts'}>"

    def _find(self, ends: float, type_url: str, /) -> type[Message] | None:
        if not self.may_ask(type_url):
            return None
        url = full_url(type_url)
        kept = self._kept.get(url)
        if kept is not None:
            return kept
        steps = defined(type_url, self._registry, self.may_ask)
        return self._kept.put(url, work(steps, partial(self._get, ends)))

    async def _find_async(self, ends: float, type_url: str, /) -> type[Message] | None:
        if not self.may_ask(type_url):
            return None
        url = full_url(type_url)
        kept = self._kept.get(url)
        if kept is not None:
            return kept
        steps = defined(type_url, self._registry, self.may_ask)
        return self._kept.put(url, await work_async(steps, partial(self._get_async, ends)))

    def _get(self, ends: float, type_url: str) -> bytes:
        url = full_url(type_url)
        handler = self._handlers.get(scheme_of(url))
        if handler is None:
            return self._fetch.get(self._hosts.need(url), ends, self._timeout)
        content = handler(url)
        if isinstance(content, bytes):
            return content
        close = getattr(content, "close", None)
        if close is not None:
            close()  # a coroutine that nobody awaits would warn
        raise ConfigurationError("a handler gave no bytes; one that is async works with unpack_async alone")

    async def _get_async(self, ends: float, type_url: str) -> bytes:
        url = full_url(type_url)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            raise ConfigurationError(
                "unpack_async runs on asyncio, and no asyncio loop is running here"
            ) from None
        handler = self._handlers.get(scheme_of(url))
        if handler is None:
            return await self._fetch.get_async(self._hosts.need(url), ends, self._timeout)
        content = handler(url)
        return content if isinstance(content, bytes) else await self._in_time(content, ends)

    async def _in_time(self, content: Awaitable[bytes], ends: float) -> bytes:
        limit = asyncio.timeout(max(ends - clock.monotonic(), 0.0))
        try:
            async with limit:
                return await content
        except TimeoutError:
            if not limit.expired():
                raise  # the handler's own
        raise DeadlineExceeded(f"type server: a handler took longer than {self._timeout:g} s; raise timeout")


class _Lookup:
    """The lookups for one message, which end at one moment."""

    def __init__(
        self,
        known: Callable[[str], type[Message] | None],
        find: Callable[[str], type[Message] | None],
        find_async: Callable[[str], Awaitable[type[Message] | None]],
    ) -> None:
        self.known = known
        self.find = find
        self._find_async = find_async

    async def find_async(self, type_url: str, /) -> type[Message] | None:
        return await self._find_async(type_url)


class _Kept:
    """The classes that were made: so many, those that were used last.

    Args:
        most: how many.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._classes: OrderedDict[str, type[Message]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, url: str) -> type[Message] | None:
        with self._lock:
            found = self._classes.get(url)
            if found is not None:
                self._classes.move_to_end(url)
        return found

    def put(self, url: str, message: type[Message]) -> type[Message]:
        """Keep a class; return the one to use, as another thread may have been quicker."""
        with self._lock:
            message = self._classes.setdefault(url, message)
            self._classes.move_to_end(url)
            while len(self._classes) > self._most:
                self._classes.popitem(last=False)
            return message

    def clear(self) -> None:
        with self._lock:
            self._classes.clear()


def _checked(registry: object) -> TypeRegistry:
    if not isinstance(registry, TypeRegistry):
        raise ConfigurationError("registry must be a TypeRegistry")
    return registry


def _by_scheme(handlers: object) -> dict[str, Handler]:
    given = cast("Mapping[object, object]", handlers)
    if not isinstance(handlers, Mapping) or not all(map(callable, given.values())):
        raise ConfigurationError("handlers must be a mapping of schemes to what gives definitions")
    found = {str(scheme).lower(): cast("Handler", handler) for scheme, handler in given.items()}
    if not found.keys().isdisjoint({"", "http", "https"}):
        raise ConfigurationError("handlers are for schemes other than http and https; see hosts for those")
    return found
