"""What every generated model can do, driven by the fields it declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self, cast

from ..base.errors import ModelError
from .schema import json_name

if TYPE_CHECKING:
    from .schema import Schema

__all__ = ["Field", "Model"]

HIDDEN = "'**********'"


class Field:
    """One documented member of a model.

    Args:
        name: the member's name on the wire.
        attribute: its name in Python.
        schema: its type.
        required: whether it must be there. An absent or null member that need not be
            there reads as its type's empty value, as in proto3.
        sensitive: whether ``repr`` hides it.
    """

    __slots__ = ("attribute", "name", "required", "schema", "sensitive")

    def __init__(
        self, name: str, attribute: str, schema: Schema, *, required: bool = False, sensitive: bool = False
    ) -> None:
        self.name = name
        self.attribute = attribute
        self.schema = schema
        self.required = required
        self.sensitive = sensitive


class Model:
    """A message of the contract. Generated classes declare; this one behaves.

    Members the contract does not name are kept in ``additional_properties`` and
    written back by :meth:`to_dict`.
    """

    __slots__ = ()

    FIELDS: ClassVar[tuple[Field, ...]] = ()
    OPEN: ClassVar[bool] = False
    """Whether the document invites further members (``additionalProperties: true``).

    Where it does not, ``repr`` only counts such members.
    """

    if TYPE_CHECKING:
        additional_properties: dict[str, object]

        def __init__(self, **values: object) -> None: ...

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, object]) -> Self:
        """Build the model from parsed JSON.

        Args:
            src_dict: the object's members by their names on the wire.

        Raises:
            ModelError: it is not what the schema allows.
        """
        return cls.decode(src_dict, cls.__name__)

    def to_dict(self) -> dict[str, object]:
        """Return the members by their names on the wire, ready for ``json.dumps``.

        An optional member that holds its type's empty value is left out.

        Raises:
            ModelError: an attribute is not what the schema allows.
        """
        return self.encode(type(self).__name__)

    @classmethod
    def decode(cls, value: object, where: str) -> Self:
        """As :meth:`from_dict`, saying ``where`` in the larger value it stood."""
        if not isinstance(value, Mapping):
            raise ModelError(f"{where} must be an object, not {json_name(value)}")
        members = dict(cast("Mapping[str, object]", value))
        values: dict[str, object] = {}
        for field in cls.FIELDS:
            member = members.pop(field.name, None)
            if member is not None:
                values[field.attribute] = field.schema.decode(member, f"{where}.{field.name}")
            elif field.schema.nullable and field.name in value:
                values[field.attribute] = None
            elif field.required:
                lack = "must not be null" if field.name in value else "is missing"
                raise ModelError(f"{where}.{field.name} {lack}")
        return cls(additional_properties=members, **values)

    def encode(self, where: str) -> dict[str, object]:
        """As :meth:`to_dict`, saying ``where`` in the larger value it stands."""
        members = dict(self.additional_properties)
        for field in self.FIELDS:
            if field.name in members:
                raise ModelError(
                    f"{where}.{field.name} stands in additional_properties; set .{field.attribute}"
                )
            value = getattr(self, field.attribute)
            if field.required or (value is not None and value != field.schema.empty()):
                members[field.name] = field.schema.encode(value, f"{where}.{field.name}")
        return members

    def __repr__(self) -> str:
        parts = [
            f"{field.attribute}={HIDDEN if field.sensitive else repr(getattr(self, field.attribute))}"
            for field in self.FIELDS
        ]
        if self.additional_properties:
            # Not even their names where nobody said what they may be: a server chose them.
            shown = (
                repr(self.additional_properties)
                if self.OPEN
                else f"<{len(self.additional_properties)} hidden>"
            )
            parts.append(f"additional_properties={shown}")
        return f"{type(self).__name__}({', '.join(parts)})"
