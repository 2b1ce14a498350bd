"""Hand-written bases of the generated ``RpcStatus`` and ``ProtobufAny``.

``generator-config.yml`` says which schema of the document gets which base. What needs
protobuf installed stands in :mod:`.protobuf` and is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from .model import Model
from .type_urls import InvalidTypeUrl, full_url, type_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.protobuf.message import Message

    from ...protobuf.registry import TypeRegistry
    from ...protobuf.type_server import TypeServer
    from ..base.codes import Code
    from ..base.reasons import Reason
    from .details import Detail

    MessageT = TypeVar("MessageT", bound=Message)

__all__ = ["ERROR_INFO", "InvalidTypeUrl", "ProtobufAnyBase", "RpcStatusBase"]

ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"

_ERROR_INFO_NAME = "google.rpc.ErrorInfo"


class ProtobufAnyBase(Model):
    """A message of any type, named by its ``@type``."""

    __slots__ = ()

    if TYPE_CHECKING:
        type_: str

    @property
    def type_name(self) -> str:
        """The full name of the message type: what follows the last ``/`` of ``@type``.

        Raises:
            InvalidTypeUrl: ``@type`` does not name a type as the contract wants it.
        """
        return type_name(self.type_)

    @property
    def type_url(self) -> str:
        """``@type`` as a URL, with ``https`` where it has no scheme.

        Raises:
            InvalidTypeUrl: as for ``type_name``.
        """
        return full_url(self.type_)

    def unpack(self, *, types: TypeRegistry | TypeServer | None = None) -> Message | dict[str, object]:
        """Return the protobuf message, or, where its type is not known, the members as they are.

        Needs ``tkeel-oauth[protobuf]``. Members that the type does not have are passed over.

        Args:
            types: the types to know besides those compiled in, which come first: a
                registry, or a type server, which may ask the network; None for none.

        Raises:
            InvalidTypeUrl: ``@type`` does not name a type.
            ModelError: the members do not fit the type.
            ConfigurationError: the extra is not installed.
            TransportError: a type server gave no whole answer.
            ResponseError: a type server answered something else than a definition.
        """
        from ...protobuf.unpacking import unpack  # noqa: PLC0415 - an extra

        return unpack(self, types)

    async def unpack_async(
        self, *, types: TypeRegistry | TypeServer | None = None
    ) -> Message | dict[str, object]:
        """As :meth:`unpack`; a type server is asked without blocking the event loop."""
        from ...protobuf.unpacking import unpack_async  # noqa: PLC0415

        return await unpack_async(self, types)

    def unpack_as(self, message: type[MessageT], *, types: TypeRegistry | None = None) -> MessageT:
        """Return the protobuf message, which must be of one type.

        Needs ``tkeel-oauth[protobuf]``. Members that the type does not have are passed over.

        Args:
            message: the class of the message, such as ``error_details_pb2.ErrorInfo``.
            types: further types, for messages within it; None for none.

        Raises:
            InvalidTypeUrl: ``@type`` does not name a type.
            ModelError: it is of another type, or its members do not fit.
            ConfigurationError: the extra is not installed.
        """
        from ...protobuf.unpacking import unpack_as  # noqa: PLC0415

        return unpack_as(self, message, types)

    @classmethod
    def pack(
        cls, message: Message, *, prefix: str = "type.googleapis.com", types: TypeRegistry | None = None
    ) -> Self:
        """Return a protobuf message with its type, as protobuf's JSON mapping has it.

        Needs ``tkeel-oauth[protobuf]``.

        Args:
            message: the message.
            prefix: what stands before the ``/`` and the type's name in ``@type``.
            types: further types, for messages within it; None for none.

        Raises:
            InvalidTypeUrl: prefix and name do not make a valid ``@type``, as with a type
                that has no package.
            ModelError: JSON cannot express the message.
            ConfigurationError: the extra is not installed.
        """
        from ...protobuf.packing import pack  # noqa: PLC0415

        return cls.from_dict(pack(message, prefix, types))


class RpcStatusBase(Model):
    """The error message of gRPC in JSON: a number, a text, details."""

    __slots__ = ()

    if TYPE_CHECKING:
        code: int
        message: str

        @property
        def details(self) -> Sequence[ProtobufAnyBase]: ...

    @property
    def canonical_code(self) -> Code:
        """``code`` as gRPC's canonical code; ``UNKNOWN`` for a number that gRPC does not have."""
        from ..base.codes import Code  # noqa: PLC0415 - as everything here, only for errors that are looked at

        return Code.of(self.code)

    @property
    def reason(self) -> str | None:
        """The ``reason`` of the first ``google.rpc.ErrorInfo`` among the details, None without one."""
        return self._error_info("reason")

    @property
    def domain(self) -> str | None:
        """The ``domain`` of the first ``google.rpc.ErrorInfo`` among the details, None without one."""
        return self._error_info("domain")

    @property
    def explanation(self) -> str | None:
        """What tKeel means by the reason, in English, None where it is none of tKeel's."""
        known = self._known()
        return None if known is None else known.explanation

    @property
    def next_step(self) -> str | None:
        """What to do about the reason, in English, None where it is none of tKeel's."""
        known = self._known()
        return None if known is None else known.next_step

    @property
    def retry_delay(self) -> float | None:
        """Seconds to wait before trying again, from a ``google.rpc.RetryInfo``, None without one.

        The client's own retries wait that long where there is no ``Retry-After``.
        """
        from .details import retry_delay  # noqa: PLC0415

        return retry_delay(self._pairs())

    def localized_message(self, locale: str | None = None) -> str | None:
        """Return the text of a ``google.rpc.LocalizedMessage`` among the details, None without one.

        Args:
            locale: a language tag such as ``en-GB``, in any case; one that is less exact,
                and then a region of it, will do. None for whichever comes first.
        """
        from .details import localized_message  # noqa: PLC0415

        return localized_message(self._pairs(), locale)

    def details_of(self, message: type[MessageT], *, types: TypeRegistry | None = None) -> list[MessageT]:
        """Return the details of one type as protobuf messages, in their order.

        Needs ``tkeel-oauth[protobuf]``.

        Args:
            message: the class of the messages, such as ``error_details_pb2.BadRequest``.
            types: further types, for messages within them; None for none.

        Raises:
            ModelError: the members of one do not fit the type.
            ConfigurationError: the extra is not installed.
        """
        from ...protobuf.unpacking import all_of  # noqa: PLC0415

        return all_of(self.details, message, types)

    def __str__(self) -> str:
        from ..base.lines import one_line  # noqa: PLC0415

        reason, known = self.reason, self._known()
        named = f", {one_line(reason)}" if reason else ""
        said = f': "{one_line(self.message)}"' if self.message else ""
        meant = f"; {known.explanation}" if known is not None else ""
        return f"{self.canonical_code} ({self.code}){named}{said}{meant}"

    def _known(self) -> Reason | None:
        from ..base.reasons import reason_for  # noqa: PLC0415

        return reason_for(f"{self.domain}.{self.reason}")

    def _error_info(self, member: str) -> str | None:
        for detail in self.details:
            if detail.type_.rpartition("/")[2] == _ERROR_INFO_NAME:
                value = detail.additional_properties.get(member)
                return value if isinstance(value, str) else None
        return None

    def _pairs(self) -> list[Detail]:
        return [(detail.type_, detail.additional_properties) for detail in self.details]
