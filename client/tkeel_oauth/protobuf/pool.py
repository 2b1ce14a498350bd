"""Where protobuf's JSON code looks for the types of messages in ``google.protobuf.Any``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .descriptors import descriptor_of

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor
    from google.protobuf.descriptor_pool import DescriptorPool
    from google.protobuf.message import Message

    from .registry import TypeRegistry

__all__ = ["KnownTypes"]


class KnownTypes:
    """Answers the one question that ``json_format`` asks of a pool, from a registry.

    protobuf's default pool would do it from whatever the process happens to have
    imported, so the same answer of a server would be read in different ways.

    Args:
        registry: the types that are known.
        further: a pool to ask after it, None for none.
    """

    def __init__(self, registry: TypeRegistry, further: DescriptorPool | None = None) -> None:
        self._registry = registry
        self._further = further
        self._found: dict[str, type[Message]] = {}
        self._missing: str | None = None

    def learn(self, type_name: str, message: type[Message]) -> None:
        """Take note of a type that the registry does not have."""
        self._found[type_name] = message

    def FindMessageTypeByName(self, full_name: str) -> Descriptor:  # noqa: N802 - protobuf's name
        """Return a type's descriptor; KeyError, and a note of it, where it is not known."""
        message = self._found.get(full_name) or self._registry.find(full_name)
        if message is not None:
            return descriptor_of(message)
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
