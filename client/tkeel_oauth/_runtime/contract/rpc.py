"""Hand-written bases of the generated ``RpcStatus`` and ``ProtobufAny``.

``generator-config.yml`` says which schema of the document gets which base. What needs
protobuf installed stands in :mod:`tkeel_oauth.protobuf.any`, and is loaded when it is called.
The details of an error are read from their JSON, which needs none: protobuf's JSON mapping
takes a member under its JSON name or the name in the ``.proto`` file, so both are read,
and what is malformed counts as not said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from ..base.codes import REASONS, Code, Reason
from ..base.json import InvalidJSON, is_array, is_object, parse
from ..base.message_types import TypeResolver, protobuf
from ..base.redaction import one_line
from .model import Model
from .type_urls import full_url, names_type, type_name

__all__ = [
    "ERROR_INFO",
    "ProtobufAnyBase",
    "RpcStatusBase",
    "retry_delay_in",
]

MessageT = TypeVar("MessageT", bound="protobuf.Message")

_ERROR_INFO = "google.rpc.ErrorInfo"
ERROR_INFO = f"type.googleapis.com/{_ERROR_INFO}"
RETRY_INFO = "google.rpc.RetryInfo"
LOCALIZED_MESSAGE = "google.rpc.LocalizedMessage"

_DURATION = re.compile(r"(-?)(\d{1,12}(?:\.\d{1,9})?)s", re.ASCII)
_LONGEST = 315_576_000_000.0
"""Seconds a ``google.protobuf.Duration`` may have: ten thousand years."""


class ProtobufAnyBase(Model):
    """A message of any type, named by its ``@type``."""

    __slots__ = ()

    TEXTS_SHOWN: ClassVar[bool] = True  # as the details of an error

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

    def unpack(self, *, types: TypeResolver | None = None) -> protobuf.Message | dict[str, object]:
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
        from ...protobuf.any import unpack  # noqa: PLC0415 - an extra

        members = self.to_dict()
        found = unpack(self.type_name, self.type_, members, types)
        return members if found is None else found

    async def unpack_async(
        self, *, types: TypeResolver | None = None
    ) -> protobuf.Message | dict[str, object]:
        """As :meth:`unpack`; a type server is asked without blocking the event loop."""
        from ...protobuf.any import unpack_async  # noqa: PLC0415

        members = self.to_dict()
        found = await unpack_async(self.type_name, self.type_, members, types)
        return members if found is None else found

    def unpack_as(self, message: type[MessageT], *, types: TypeResolver | None = None) -> MessageT:
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
        from ...protobuf.any import unpack_as  # noqa: PLC0415

        return unpack_as(self.type_name, self.to_dict(), message, types)

    @classmethod
    def pack(
        cls,
        message: protobuf.Message,
        *,
        prefix: str = "type.googleapis.com",
        types: TypeResolver | None = None,
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
        from ...protobuf.any import pack  # noqa: PLC0415

        type_name(f"{prefix.removesuffix('/')}/{message.DESCRIPTOR.full_name}")
        return cls.from_dict(pack(message, prefix, types))


class RpcStatusBase(Model):
    """The error message of gRPC in JSON: a number, a text, details."""

    __slots__ = ()

    TEXTS_SHOWN: ClassVar[bool] = True  # what repeats a secret has been withheld

    if TYPE_CHECKING:
        code: int
        message: str

        @property
        def details(self) -> Sequence[ProtobufAnyBase]: ...

    @property
    def canonical_code(self) -> Code:
        """``code`` as gRPC's canonical code; ``UNKNOWN`` for a number that gRPC does not have."""
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
        return _retry_delay(self._pairs())

    def localized_message(self, locale: str | None = None) -> str | None:
        """Return the text of a ``google.rpc.LocalizedMessage`` among the details, None without one.

        Args:
            locale: a language tag such as ``en-GB``, in any case; one that is less exact,
                and then a region of it, will do. None for whichever comes first.
        """
        texts: dict[str, str] = {}
        for members in _members_of(self._pairs(), LOCALIZED_MESSAGE):
            text = _text(members, "message")
            if text:
                texts.setdefault(_tag(_text(members, "locale") or ""), text)
        if locale is None:
            return next(iter(texts.values()), None)
        wanted = _tag(locale)
        tag = wanted
        while tag:  # RFC 4647's lookup: each time without the last part
            if tag in texts:
                return texts[tag]
            tag = tag.rpartition("-")[0]
        return next((text for tag, text in texts.items() if tag.startswith(f"{wanted}-")), None)

    def details_of(self, message: type[MessageT], *, types: TypeResolver | None = None) -> list[MessageT]:
        """Return the details of one type as protobuf messages, in their order.

        Needs ``tkeel-oauth[protobuf]``.

        Args:
            message: the class of the messages, such as ``error_details_pb2.BadRequest``.
            types: further types, for messages within them; None for none.

        Raises:
            ModelError: the members of one do not fit the type.
            ConfigurationError: the extra is not installed.
        """
        from ...protobuf.any import unpack_as  # noqa: PLC0415

        name: str = message.DESCRIPTOR.full_name
        return [
            unpack_as(name, detail.to_dict(), message, types)
            for detail in self.details
            if names_type(detail.type_) and detail.type_name == name
        ]

    def __str__(self) -> str:
        reason, known = self.reason, self._known()
        named = f", {one_line(reason)}" if reason else ""
        said = f': "{one_line(self.message)}"' if self.message else ""
        meant = f"; {known.explanation}" if known is not None else ""
        return f"{self.canonical_code} ({self.code}){named}{said}{meant}"

    def _known(self) -> Reason | None:
        return REASONS.get(f"{self.domain}.{self.reason}")

    def _error_info(self, member: str) -> str | None:
        for members in _members_of(self._pairs(), _ERROR_INFO):
            return _text(members, member)
        return None

    def _pairs(self) -> Iterator[_Detail]:
        return ((detail.type_, detail.additional_properties) for detail in self.details)


_Detail = tuple[str, Mapping[str, object]]
"""A detail's ``@type`` and its other members."""


def retry_delay_in(body: bytes) -> float | None:
    """Return the seconds that the first ``google.rpc.RetryInfo`` of an error asks to wait, None without one.

    Args:
        body: the error as it came.
    """
    if RETRY_INFO.encode() not in body:
        return None
    try:
        value = parse(body)
    except InvalidJSON:
        return None
    details = value.get("details") if is_object(value) else None
    return _retry_delay(_details(details)) if is_array(details) else None


def _details(items: list[object]) -> Iterator[_Detail]:
    for item in items:
        type_url = item.get("@type") if is_object(item) else None
        if is_object(item) and isinstance(type_url, str):
            yield type_url, item


def _members_of(details: Iterable[_Detail], name: str) -> Iterator[Mapping[str, object]]:
    """Yield the members of each detail that is a message of a type."""
    for type_url, members in details:
        if type_url.endswith(f"/{name}") and names_type(type_url):
            yield members


def _text(members: Mapping[str, object], name: str) -> str | None:
    value = members.get(name)
    return value if isinstance(value, str) else None


def _retry_delay(details: Iterable[_Detail]) -> float | None:
    for members in _members_of(details, RETRY_INFO):
        text = _text(members, "retryDelay") or _text(members, "retry_delay")
        return None if text is None else _seconds(text)
    return None


def _seconds(text: str) -> float | None:
    found = _DURATION.fullmatch(text)
    if found is None or float(found[2]) > _LONGEST:
        return None
    return 0.0 if found[1] else float(found[2])


def _tag(locale: str) -> str:
    return locale.replace("_", "-").lower()
