# Generated from openapi.yaml by `scripts/generate`. Do not edit.
# pyright: reportIncompatibleMethodOverride=false, reportUnknownVariableType=false
"""V1AuthorizeResponse, the schema ``v1AuthorizeResponse``."""

from __future__ import annotations

from typing import ClassVar

from attrs import define, field

from ..._runtime.contract.model import Field, Model
from ..._runtime.contract.schema import Text

__all__ = ["V1AuthorizeResponse"]


@define(repr=False)
class V1AuthorizeResponse(Model):
    """Answer to an accepted login.

    Stands in the contract as the schema ``v1AuthorizeResponse``.

    Attributes:
        code: The authorization code.
        additional_properties: Members that the contract does not name.
    """

    FIELDS: ClassVar[tuple[Field, ...]] = (
        Field("code", "code", Text(min_length=1), required=True, sensitive=True),
    )

    code: str
    additional_properties: dict[str, object] = field(factory=dict, kw_only=True)
