"""The message types that are known without asking anyone."""

from __future__ import annotations

from . import installed as installed  # noqa: PLC0414 - says what to install before anything needs it

# isort: split

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from .._runtime.base.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from google.protobuf.descriptor import Descriptor, FileDescriptor

__all__ = ["TypeRegistry"]

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

    def __contains__(self, type_name: object) -> bool:
        return isinstance(type_name, str) and self.find(type_name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter({**_compiled_in(), **self._added})

    def __repr__(self) -> str:
        return f"<TypeRegistry: {len(_compiled_in())} compiled in, {len(self._added)} added>"


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
