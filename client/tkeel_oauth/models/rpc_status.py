# Generated from openapi.yaml by scripts/generate. Do not edit.
# pyright: reportIncompatibleMethodOverride=false, reportUnknownVariableType=false
"""RpcStatus, the schema ``rpcStatus``."""

from __future__ import annotations

from typing import ClassVar as _ClassVar

from attrs import field as _field

from .. import models
from .._runtime.contract import schema as _schema
from .._runtime.contract.model import Field as _Field
from .._runtime.contract.model import Ref as _Ref
from .._runtime.contract.model import define as _define
from .._runtime.contract.rpc import RpcStatusBase as _RpcStatusBase

__all__ = ["RpcStatus"]


@_define
class RpcStatus(_RpcStatusBase):
    """Error message of a gRPC service, in JSON.

    A member that is absent is zero or empty.

    Stands in the contract as the schema ``rpcStatus``.

    Attributes:
        code: Number of the error, one of gRPC's status codes.
        message: What went wrong, for a developer to read.
        details: Further messages about the error, each of a type of its own.
        additional_properties: Members that the contract does not name.
    """

    SCHEMA: _ClassVar[str] = "rpcStatus"
    FIELDS: _ClassVar[tuple[_Field, ...]] = (
        _Field("code", "code", _schema.Integer(bits=32)),
        _Field("message", "message", _schema.String()),
        _Field("details", "details", _schema.List(_Ref(lambda: models.ProtobufAny))),
    )

    code: int = 0
    message: str = ""
    details: list[models.ProtobufAny] = _field(factory=list)
    additional_properties: dict[str, object] = _field(factory=dict, kw_only=True)
