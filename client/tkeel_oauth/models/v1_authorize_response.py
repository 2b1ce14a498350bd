# Generated from openapi.yaml by scripts/generate. Do not edit.
# pyright: reportIncompatibleMethodOverride=false, reportUnknownVariableType=false
"""V1AuthorizeResponse, the schema ``v1AuthorizeResponse``."""

from __future__ import annotations

from typing import ClassVar as _ClassVar

from attrs import field as _field

from .._runtime.contract import schema as _schema
from .._runtime.contract.model import Field as _Field
from .._runtime.contract.model import Model as _Model
from .._runtime.contract.model import define as _define

__all__ = ["V1AuthorizeResponse"]


@_define
class V1AuthorizeResponse(_Model):
    """Answer to an accepted login.

    Stands in the contract as the schema ``v1AuthorizeResponse``.

    Attributes:
        code: The authorization code.
        additional_properties: Members that the contract does not name.
    """

    SCHEMA: _ClassVar[str] = "v1AuthorizeResponse"
    FIELDS: _ClassVar[tuple[_Field, ...]] = (
        _Field("code", "code", _schema.String(min_length=1), required=True, sensitive=True),
    )

    code: str
    additional_properties: dict[str, object] = _field(factory=dict, kw_only=True)
