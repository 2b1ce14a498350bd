"""Descriptors under one type: protobuf's stubs know several, one for each implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor, FileDescriptor
    from google.protobuf.descriptor_pool import DescriptorPool
    from google.protobuf.message import Message

__all__ = ["descriptor_of", "file_of", "pool_of"]


def descriptor_of(message: type[Message]) -> Descriptor:
    """Return what a message class was made from."""
    return cast("Descriptor", message.DESCRIPTOR)


def file_of(message: type[Message]) -> FileDescriptor:
    """Return the file that defines a message class."""
    return cast("FileDescriptor", message.DESCRIPTOR.file)


def pool_of(message: type[Message]) -> DescriptorPool:
    """Return the pool that a message class belongs to."""
    return cast("DescriptorPool", message.DESCRIPTOR.file.pool)
