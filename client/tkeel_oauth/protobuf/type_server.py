"""Asking type servers what a message type looks like, as the contract's text on ``@type`` has it."""

from __future__ import annotations

from . import installed as installed  # noqa: PLC0414 - says what to install before anything needs it

# isort: split

from typing import TYPE_CHECKING

from .._runtime.base import clock
from .._runtime.call.checks import seconds, whole_number
from .asking import Hosts, request_headers
from .inquiry import Inquiry
from .registry import TypeRegistry
from .source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from google.protobuf.message import Message

    from .._runtime.transport.tls import Verify
    from .inquiry import Handler

__all__ = ["TypeServer"]

MOST_KEPT = 10_000


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
        verify: Verify = True,
        allow_private: bool = False,
        max_types: int = 128,
    ) -> None:
        from .._runtime.transport.type_fetch import TypeFetch  # noqa: PLC0415 - httpx, not before somebody needs it

        self._source = Source(
            Hosts(hosts),
            handlers={scheme.lower(): handler for scheme, handler in (handlers or {}).items()},
            registry=TypeRegistry() if registry is None else registry,
            fetch=TypeFetch(
                verify=verify,
                connect_timeout=seconds("connect_timeout", connect_timeout),
                allow_private=allow_private,
                headers=request_headers(),
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
        return self.inquiry().find(type_url)

    async def find_async(self, type_url: str) -> type[Message] | None:
        """As :meth:`find`, without blocking the event loop."""
        return await self.inquiry().find_async(type_url)

    def inquiry(self) -> Inquiry:
        """Start the time that the lookups for one message may take."""
        return Inquiry(self._source, clock.monotonic() + self._source.timeout)

    def clear(self) -> None:
        """Forget the classes that are kept."""
        self._source.clear()

    def __repr__(self) -> str:
        return f"<TypeServer {', '.join(self._source.hosts.origins) or 'no hosts'}>"
