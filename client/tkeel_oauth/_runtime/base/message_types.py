"""Who knows the classes of protobuf messages; protobuf is an extra, so all of it is known by its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from google.protobuf import message as protobuf
else:
    from .lazy import LazyModule

    # Loaded when somebody looks at what is annotated with it.
    protobuf = LazyModule("google.protobuf.message", {"Message": object})

__all__ = ["TypeLookup", "TypeResolver", "protobuf"]


class TypeLookup(Protocol):
    """The lookups that unpacking one message takes; those that ask somebody end at one moment."""

    def known(self, type_name: str, /) -> type[protobuf.Message] | None:
        """Return the class of a full name that is known without asking anyone, None for another."""
        ...

    def find(self, type_url: str, /) -> type[protobuf.Message] | None:
        """Return the class of a type, None where it is not known and nobody may be asked."""
        ...

    async def find_async(self, type_url: str, /) -> type[protobuf.Message] | None:
        """As :meth:`find`, without blocking the event loop."""
        ...


class TypeResolver(Protocol):
    """Who knows the classes of messages: a ``TypeRegistry``, or a ``TypeServer``, which may ask others."""

    def lookup(self) -> TypeLookup:
        """Return what finds the types of one message."""
        ...
