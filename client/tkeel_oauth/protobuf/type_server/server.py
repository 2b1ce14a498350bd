"""Asking type servers what a message type looks like, as the contract's text on ``@type`` has it."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping

from ..._runtime.base import clock
from ..._runtime.base.errors import ConfigurationError, DeadlineExceeded
from ..._runtime.base.message_types import TypeLookup
from ..._runtime.call.options import seconds, whole_number
from ..._runtime.contract.type_urls import full_url, names_type, scheme_of, type_name
from ..registry import TypeRegistry
from .definitions import Definition
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

    __slots__ = ("_source",)

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
        self._source = _Source(
            Hosts(hosts),
            handlers={scheme.lower(): handler for scheme, handler in (handlers or {}).items()},
            registry=TypeRegistry() if registry is None else registry,
            fetch=Fetch(
                verify=verify,
                connect_timeout=seconds("connect_timeout", connect_timeout),
                allow_private=allow_private,
            ),
            timeout=seconds("timeout", timeout),
            max_types=whole_number("max_types", max_types, 1, MOST_KEPT),
        )

    @property
    def registry(self) -> TypeRegistry:
        """The types that need not be asked for."""
        return self._source.registry

    def may_ask(self, type_url: str) -> bool:
        """Tell whether the definition of a type URL may be asked for."""
        return self._source.may_ask(type_url)

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
        return self.registry.find(type_name(type_url)) or self.lookup().find(type_url)

    async def find_async(self, type_url: str) -> type[Message] | None:
        """As :meth:`find`, without blocking the event loop."""
        return self.registry.find(type_name(type_url)) or await self.lookup().find_async(type_url)

    def lookup(self) -> TypeLookup:
        """Return what finds the types of one message; the time that this may take begins now."""
        return _Lookup(self._source, clock.monotonic() + self._source.timeout)

    def clear(self) -> None:
        """Forget the classes that are kept."""
        self._source.clear()

    def __repr__(self) -> str:
        hosts = self._source.hosts.origins if hasattr(self, "_source") else ()
        return f"<TypeServer {', '.join(hosts) or 'no hosts'}>"


class _Source:
    """Where definitions come from, and the classes that were made of them.

    The arguments are those of :class:`TypeServer`, checked.
    """

    def __init__(  # noqa: PLR0913 - the type server's arguments
        self,
        hosts: Hosts,
        *,
        handlers: Mapping[str, Handler],
        registry: TypeRegistry,
        fetch: Fetch,
        timeout: float,
        max_types: int,
    ) -> None:
        if not handlers.keys().isdisjoint({"", "http", "https"}):
            raise ConfigurationError(
                "handlers are for schemes other than http and https; see hosts for those"
            )
        self.hosts = hosts
        self.handlers = handlers
        self.registry = registry
        self.fetch = fetch
        self.timeout = timeout
        self._max_types = max_types
        self._classes: OrderedDict[str, type[Message]] = OrderedDict()
        self._lock = threading.Lock()

    def may_ask(self, type_url: str) -> bool:
        if not names_type(type_url):
            return False
        url = full_url(type_url)
        return scheme_of(url) in self.handlers or self.hosts.find(url) is not None

    def kept(self, type_url: str) -> type[Message] | None:
        url = full_url(type_url)
        with self._lock:
            found = self._classes.get(url)
            if found is not None:
                self._classes.move_to_end(url)
        return found

    def keep(self, type_url: str, message: type[Message]) -> type[Message]:
        """Keep a class that was made; return the one to use, as another thread may have been quicker."""
        url = full_url(type_url)
        with self._lock:
            message = self._classes.setdefault(url, message)
            self._classes.move_to_end(url)
            while len(self._classes) > self._max_types:
                self._classes.popitem(last=False)
            return message

    def clear(self) -> None:
        with self._lock:
            self._classes.clear()


class _Lookup:
    """The lookups for one message, which end at one moment.

    Args:
        source: whose hosts and handlers are asked, and who keeps what was found.
        ends: the moment.
    """

    __slots__ = ("_ends", "_source")

    def __init__(self, source: _Source, ends: float) -> None:
        self._source = source
        self._ends = ends

    def known(self, type_name: str, /) -> type[Message] | None:
        return self._source.registry.find(type_name)

    def find(self, type_url: str, /) -> type[Message] | None:
        """See ``TypeServer.find``; None for what is no type URL."""
        source = self._source
        if not source.may_ask(type_url):
            return None
        kept = source.kept(type_url)
        if kept is not None:
            return kept
        definition = Definition(type_url, source.registry, source.may_ask)
        while definition.wanted is not None:
            definition.take(self._get(full_url(definition.wanted)))
        return source.keep(type_url, definition.message())

    async def find_async(self, type_url: str, /) -> type[Message] | None:
        """See ``TypeServer.find_async``; None for what is no type URL."""
        source = self._source
        if not source.may_ask(type_url):
            return None
        kept = source.kept(type_url)
        if kept is not None:
            return kept
        definition = Definition(type_url, source.registry, source.may_ask)
        while definition.wanted is not None:
            definition.take(await self._get_async(full_url(definition.wanted)))
        return source.keep(type_url, definition.message())

    def _get(self, url: str) -> bytes:
        source = self._source
        handler = source.handlers.get(scheme_of(url))
        if handler is None:
            return source.fetch.get(source.hosts.need(url), self._ends, source.timeout)
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
            return await source.fetch.get_async(source.hosts.need(url), self._ends, source.timeout)
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
