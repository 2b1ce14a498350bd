# Generated from openapi.yaml by scripts/generate. Do not edit.
# pyright: reportIncompatibleMethodOverride=false, reportUnknownVariableType=false
"""ProtobufAny, the schema ``protobufAny``."""

from __future__ import annotations

from typing import ClassVar as _ClassVar

from attrs import field as _field

from .._runtime.contract import schema as _schema
from .._runtime.contract.model import Field as _Field
from .._runtime.contract.model import define as _define
from .._runtime.contract.rpc import ProtobufAnyBase as _ProtobufAnyBase

__all__ = ["ProtobufAny"]


@_define
class ProtobufAny(_ProtobufAnyBase):
    """A protobuf message of any type, in JSON.

    ``@type`` names the type; the message's own fields are the other members.

    Stands in the contract as the schema ``protobufAny``.

    Attributes:
        type_: Names the type of the message: a URL, or a resource name of the same form, that
            stands for this one type and no other. It holds at least one ``/``. What follows the
            last ``/`` is the type's full name, as in ``path/google.protobuf.Duration``, in its
            canonical form: it does not start with a ``.``, for example.

            The receiver usually has every type it expects compiled in. Where the URL's scheme is
            ``http`` or ``https``, or there is none, the two sides may instead agree on a type
            server, which finds a type's definition by its URL:

            * Without a scheme, ``https`` is meant.
            * An HTTP GET of the URL either fails or yields a ``google.protobuf.Type`` in protobuf's
              binary format.
            * An application may keep what it was given for a URL, or be built with it and never
              ask. A change to a type must therefore stay compatible in binary; one that cannot gets
              a new type name, with a version in it.

            Protobuf's own releases come without such a server, and type URLs that start with
            ``type.googleapis.com`` are never looked up.

            A scheme other than ``http``, ``https`` and none means what an implementation makes of
            it.
        additional_properties: Members that the contract does not name.
    """

    SCHEMA: _ClassVar[str] = "protobufAny"
    FIELDS: _ClassVar[tuple[_Field, ...]] = (_Field("@type", "type_", _schema.String()),)

    type_: str = ""
    additional_properties: dict[str, object] = _field(factory=dict, kw_only=True)
