# Generated from openapi.yaml by `scripts/generate`. Do not edit.
# pyright: reportIncompatibleMethodOverride=false, reportUnknownVariableType=false
"""RpcStatus, the schema ``rpcStatus``."""

from __future__ import annotations

from typing import ClassVar

from attrs import define, field

from ..._runtime.contract.model import Field
from ..._runtime.contract.rpc import RpcStatusBase
from ..._runtime.contract.schema import Integer, List, Ref, Text
from .. import models

__all__ = ["RpcStatus"]


@define(repr=False)
class RpcStatus(RpcStatusBase):
    """Error message of a gRPC service, in JSON.

    A member that is absent is zero or empty.

    Stands in the contract as the schema ``rpcStatus``.

    Attributes:
        code: Number of the error, one of gRPC's status codes.
        message: What went wrong, for a developer to read.
        details: Further messages about the error, each of a type of its own.
        additional_properties: Members that the contract does not name.
    """

    FIELDS: ClassVar[tuple[Field, ...]] = (
        Field("code", "code", Integer(bits=32)),
        Field("message", "message", Text()),
        Field("details", "details", List(Ref(lambda: models.ProtobufAny))),
    )

    code: int = 0
    message: str = ""
    details: list[models.ProtobufAny] = field(factory=list)
    additional_properties: dict[str, object] = field(factory=dict, kw_only=True)
