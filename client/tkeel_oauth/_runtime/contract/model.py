"""What every generated model can do, driven by the fields it declares."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Self, TypeGuard, TypeVar, cast

from ..base.errors import ModelError, forgets_arguments
from .schema import AnyValue, List, Map, Nullable, Schema, json_name

if TYPE_CHECKING:
    from attrs import Attribute, define

__all__ = ["HIDDEN", "Field", "Model", "Ref", "define", "is_ref"]

HIDDEN = "'**********'"

_MISSING: Final = object()

C = TypeVar("C", bound="type[Model]")
M = TypeVar("M", bound="Model")


class Field:
    """One documented member of a model.

    Args:
        name: the member's name on the wire.
        attribute: its name in Python.
        schema: its type.
        required: whether it must be there. An absent or null member that need not be
            there reads as its default.
        default: that default; its type's empty value, as in proto3, where none is given.
        sensitive: what the document's ``x-sensitive`` says, None where it says nothing.
    """

    __slots__ = ("_default", "attribute", "name", "required", "schema", "sensitive")

    def __init__(  # noqa: PLR0913 - a declaration
        self,
        name: str,
        attribute: str,
        schema: Schema,
        *,
        required: bool = False,
        default: object = _MISSING,
        sensitive: bool | None = None,
    ) -> None:
        self.name = name
        self.attribute = attribute
        self.schema = schema
        self.required = required
        self.sensitive = sensitive
        self._default = default

    @property
    def issued(self) -> bool:
        """Whether a value is a secret that the server gives out, and is sought in its other texts."""
        return self.sensitive is True

    def default(self) -> object:
        """Return what the member reads as where it is absent."""
        return self.schema.empty() if self._default is _MISSING else self._default

    def hidden(self, *, shown: bool) -> bool:
        """Tell whether no text form of the model shows the value.

        Args:
            shown: whether the model shows its texts, as the error model does.
        """
        if self.sensitive is not None:
            return self.sensitive
        return not shown and (self.schema.holds_text() or _shows_texts(self.schema))


def _shows_texts(schema: Schema) -> bool:
    """Tell whether a value is made of models that show their texts, wherever they stand."""
    if is_ref(schema):
        return schema.model.TEXTS_SHOWN
    return isinstance(schema, (List, Map, Nullable)) and any(map(_shows_texts, schema.parts()))


class Model:
    """A message of the contract. Generated classes declare; this one behaves.

    Members the contract does not name are kept in ``additional_properties`` and
    written back by :meth:`to_dict`.
    """

    __slots__ = ("_given",)

    SCHEMA: ClassVar[str] = ""
    """The name of its schema, ``""`` where it has none."""
    FIELDS: ClassVar[tuple[Field, ...]] = ()
    ADDITIONAL: ClassVar[Schema] = AnyValue()
    """The type of the members that the contract does not name."""
    TEXTS_SHOWN: ClassVar[bool] = False
    """Whether ``repr`` shows texts that nobody marked: those of the error model alone are no secrets."""

    if TYPE_CHECKING:
        additional_properties: dict[str, Any]
        _given: set[str]

        def __init__(self, **values: object) -> None: ...

    @classmethod
    @forgets_arguments
    def from_dict(cls, src_dict: Mapping[str, object]) -> Self:
        """Build the model from parsed JSON.

        Args:
            src_dict: the object's members by their names on the wire.

        Raises:
            ModelError: it is not what the schema allows.
        """
        return cls.decode(src_dict, cls.__name__)

    @forgets_arguments
    def to_dict(self) -> dict[str, object]:
        """Return the members by their names on the wire, ready for ``json.dumps``.

        An optional member is left out unless it was given, to the constructor or later, or
        holds something else than its default.

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
        if members and type(cls.ADDITIONAL) is not AnyValue:
            members = {name: cls.ADDITIONAL.decode(member, f"{where}.*") for name, member in members.items()}
        return cls(additional_properties=members, **values)

    def encode(self, where: str) -> dict[str, object]:
        """As :meth:`to_dict`, saying ``where`` in the larger value it stands."""
        members: dict[str, object] = {
            name: self.ADDITIONAL.encode(member, f"{where}.*")
            for name, member in self.additional_properties.items()
        }
        for field in self.FIELDS:
            if field.name in members:
                raise ModelError(
                    f"{where}.{field.name} stands in additional_properties; set .{field.attribute}"
                )
            value = getattr(self, field.attribute)
            if field.required or self._says(field, value):
                members[field.name] = field.schema.encode(value, f"{where}.{field.name}")
        return members

    def _says(self, field: Field, value: object) -> bool:
        """Tell whether an optional member is sent."""
        if value is None and not field.schema.nullable:
            return False  # what stands for "absent" where a type has no empty value
        return field.attribute in self._given or value != field.default()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _names(self))

    __hash__: ClassVar[None] = None  # type: ignore[assignment] # its attributes may change

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={shown}' for name, shown in self._shown())})"

    def __rich_repr__(self) -> Iterator[tuple[str, object]]:
        """Yield what :func:`repr` shows, for rich, which would look at the attributes."""
        for name, shown in self._shown():
            yield name, _Shown(shown)

    def _shown(self) -> Iterator[tuple[str, str]]:
        for field in self.FIELDS:
            # A debugger may look at one that is being made.
            value = getattr(self, field.attribute, None)
            hidden = value is not None and field.hidden(shown=self.TEXTS_SHOWN)
            yield field.attribute, HIDDEN if hidden else repr(value)
        further: dict[str, object] = getattr(self, "additional_properties", {})
        if further:
            # Not even their names: a server chose them.
            shown = repr(further) if self.TEXTS_SHOWN else f"<{len(further)} hidden>"
            yield "additional_properties", shown

    def __getstate__(self) -> dict[str, object]:
        names = ("_given", *_names(self))
        # one that is half made has not all of them
        return {name: getattr(self, name) for name in names if hasattr(self, name)}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in state.items():
            # What is set of a copy is set of the copy alone.
            object.__setattr__(self, name, set(cast("set[str]", value)) if name == "_given" else value)


class Ref(Schema, Generic[M]):
    """``$ref`` to a model, which is looked up when it is first needed.

    Late, so that models may refer to one another and importing an operation loads none.
    """

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[], type[M]]) -> None:
        self._find = find

    @property
    def model(self) -> type[M]:
        return self._find()

    def decode(self, value: object, where: str) -> M:
        return self.model.decode(value, where)

    def encode(self, value: object, where: str) -> object:
        if not isinstance(value, self.model):
            raise ModelError(f"{where} must be a {self.model.__name__}, not {json_name(value)}")
        return value.encode(where)

    def holds_text(self) -> bool:
        return False  # a model hides its own

    def parts(self) -> Iterator[Schema]:
        yield from (field.schema for field in self.model.FIELDS)
        yield self.model.ADDITIONAL


def is_ref(schema: Schema) -> TypeGuard[Ref[Model]]:
    """Tell whether a type is a model."""
    return isinstance(schema, Ref)


class _Shown(str):
    """A text whose ``repr`` is the text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _names(model: Model) -> list[str]:
    return [*(field.attribute for field in model.FIELDS), "additional_properties"]


def _note(model: Model, attribute: Attribute[object], value: object) -> object:
    """Remember that an attribute was set after the model was made."""
    model._given.add(attribute.name)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the class's own
    return value


if not TYPE_CHECKING:

    def define(cls: C) -> C:
        """Make an attrs class of a model that remembers which of its arguments were given.

        That is what tells an optional member that is zero, empty or null because the caller
        says so from one that the caller said nothing of. To a type checker it is ``attrs.define``.
        """
        import attrs  # noqa: PLC0415 - whoever imports an operation needs no model yet

        for constant in ("SCHEMA", "FIELDS"):
            # Generated code imports ClassVar by a name of its own, and attrs knows the usual one alone.
            cls.__annotations__.pop(constant, None)
        built = attrs.define(cls, repr=False, eq=False, on_setattr=_note, getstate_setstate=False)
        make = built.__init__
        positional = [
            attribute.name for attribute in attrs.fields(built) if attribute.init and not attribute.kw_only
        ]

        @functools.wraps(make)
        def __init__(self: Model, *arguments: object, **named: object) -> None:  # noqa: N807 - it is put in its place
            object.__setattr__(self, "_given", {*positional[: len(arguments)], *named})
            make(self, *arguments, **named)

        built.__init__ = __init__
        return built
