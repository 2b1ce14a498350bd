"""The message types that are known without asking anyone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from typing import cast

from .._runtime.base.errors import ConfigurationError
from .._runtime.base.message_types import TypeLookup


def _is_installed() -> bool:
    try:
        import_module("google.protobuf.json_format")
        import_module("google.rpc.error_details_pb2")
    except ImportError:
        return False
    return True


if not _is_installed():  # asked before all imports of it, and so that the error has no other for its context
    raise ConfigurationError("protobuf messages need an extra: pip install 'tkeel-oauth[protobuf]'")

from google.protobuf.descriptor import Descriptor, FileDescriptor  # noqa: E402
from google.protobuf.descriptor_pool import DescriptorPool  # noqa: E402
from google.protobuf.message import Message  # noqa: E402
from google.protobuf.message_factory import GetMessageClass  # noqa: E402

__all__ = ["KnownTypes", "TypeRegistry", "file_of", "pool_of"]

_MODULES = (
    "google.protobuf.any_pb2",
    "google.protobuf.api_pb2",
    "google.protobuf.duration_pb2",
    "google.protobuf.empty_pb2",
    "google.protobuf.field_mask_pb2",
    "google.protobuf.source_context_pb2",
    "google.protobuf.struct_pb2",
    "google.protobuf.timestamp_pb2",
    "google.protobuf.type_pb2",
    "google.protobuf.wrappers_pb2",
    "google.rpc.error_details_pb2",
    "google.rpc.status_pb2",
)


class TypeRegistry:
    """Message types by their full names: those compiled in, and what is added.

    Compiled in are the details of errors in ``google.rpc``, ``google.rpc.Status``, and
    protobuf's well-known types.

    Args:
        messages: message classes to add.

    Raises:
        ConfigurationError: as :meth:`add`.
    """

    __slots__ = ("_added",)

    def __init__(self, *messages: type[Message]) -> None:
        self._added: dict[str, type[Message]] = {}
        self.add(*messages)

    def add(self, *messages: type[Message]) -> None:
        """Add message classes; one added before under the same name makes way.

        Args:
            messages: classes that protoc generated, or that protobuf made from a descriptor.

        Raises:
            ConfigurationError: something else, or another class of a name that is compiled in.
        """
        for message in messages:
            if not _is_message_class(message):
                raise ConfigurationError("a TypeRegistry takes classes of protobuf messages")
            name = message.DESCRIPTOR.full_name
            if _compiled_in().get(name, message) is not message:
                raise ConfigurationError(f"{name} is compiled in and cannot be another class")
            self._added[name] = message

    def find(self, type_name: str) -> type[Message] | None:
        """Return the class of a full name such as ``google.rpc.ErrorInfo``, None where it is not known."""
        return _compiled_in().get(type_name) or self._added.get(type_name)

    def lookup(self) -> TypeLookup:
        """Return what finds the types of one message, for ``ProtobufAny.unpack``."""
        return _Lookup(self)

    def __contains__(self, type_name: object) -> bool:
        return isinstance(type_name, str) and self.find(type_name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter({**_compiled_in(), **self._added})

    def __repr__(self) -> str:
        return f"<TypeRegistry: {len(_compiled_in())} compiled in, {len(getattr(self, '_added', ()))} added>"


class _Lookup:
    """Knows what a registry knows, and asks nobody."""

    __slots__ = ("_registry",)

    def __init__(self, registry: TypeRegistry) -> None:
        self._registry = registry

    def known(self, type_name: str, /) -> type[Message] | None:
        return self._registry.find(type_name)

    def find(self, type_url: str, /) -> None:
        """Return None."""

    async def find_async(self, type_url: str, /) -> None:
        """Return None."""


class KnownTypes:
    """Answers the one question that ``json_format`` asks of a pool: for the types of messages in an ``Any``.

    protobuf's default pool would do it from whatever the process happens to have
    imported, so the same answer of a server would be read in different ways.

    Args:
        lookup: the types that are known.
        further: a pool to ask after it, None for none.
    """

    def __init__(self, lookup: TypeLookup, further: DescriptorPool | None = None) -> None:
        self._lookup = lookup
        self._further = further
        self._found: dict[str, type[Message]] = {}
        self._missing: str | None = None

    def learn(self, type_name: str, message: type[Message]) -> None:
        """Take note of a type that the lookup does not know."""
        self._found[type_name] = message

    def FindMessageTypeByName(self, full_name: str) -> Descriptor:  # noqa: N802 - protobuf's name
        """Return a type's descriptor; KeyError, and a note of it, where it is not known."""
        message = self._found.get(full_name) or self._lookup.known(full_name)
        if message is not None:
            return cast("Descriptor", message.DESCRIPTOR)
        if self._further is None:
            self._missing = full_name
            raise KeyError(full_name)
        return self._further.FindMessageTypeByName(full_name)

    def missing(self) -> str | None:
        """Return the name last asked for that is not known, and forget it; None where there is none."""
        missing, self._missing = self._missing, None
        return missing

    def as_pool(self) -> DescriptorPool:
        """Return itself under the type that ``json_format`` declares."""
        return cast("DescriptorPool", self)


# protobuf's stubs know several types of descriptors, one for each implementation; these are one.


def file_of(message: type[Message]) -> FileDescriptor:
    """Return the file that defines a message class."""
    return cast("FileDescriptor", message.DESCRIPTOR.file)


def pool_of(message: type[Message]) -> DescriptorPool:
    """Return the pool that a message class belongs to."""
    return cast("DescriptorPool", message.DESCRIPTOR.file.pool)


def _is_message_class(value: object) -> bool:
    # Not every caller has a type checker.
    return isinstance(value, type) and issubclass(value, Message)


@lru_cache(maxsize=1)
def _compiled_in() -> dict[str, type[Message]]:
    files = (cast("FileDescriptor", import_module(name).DESCRIPTOR) for name in _MODULES)
    messages = (
        descriptor for file in files for descriptor in _with_nested(file.message_types_by_name.values())
    )
    return {
        descriptor.full_name: GetMessageClass(descriptor)
        for descriptor in messages
        # the entries of maps are no messages that anybody sends
        if not descriptor.GetOptions().map_entry
    }


def _with_nested(descriptors: Iterable[Descriptor]) -> Iterator[Descriptor]:
    for descriptor in descriptors:
        yield descriptor
        yield from _with_nested(descriptor.nested_types)
