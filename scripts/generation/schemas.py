"""From the generator's properties to the Python that stands for them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openapi_python_client.parser import properties as parsed
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema import UntrustedString

from generation.document import Node, Refusal, elements, flag, place_of

if TYPE_CHECKING:
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

    from generation.document import Document

__all__ = ["Shape", "Shapes", "check", "is_class", "literal", "text"]

_PLAIN: dict[type, tuple[str, str, str | None]] = {
    parsed.AnyProperty: ("AnyValue", "object", None),
    BooleanProperty: ("Boolean", "bool", "False"),
    DateProperty: ("Date", "{a}datetime.date", None),
    DateTimeProperty: ("DateTime", "{a}datetime.datetime", None),
    FileProperty: ("String", "str", '""'),
    FloatProperty: ("Number", "float", "0.0"),
    IntProperty: ("Integer", "int", "0"),
    StringProperty: ("String", "str", '""'),
    UuidProperty: ("Uuid", "{a}uuid.UUID", None),
}
_LIMITS = {
    "String": {"minLength": "min_length", "maxLength": "max_length"},
    "Integer": {"minimum": "minimum", "maximum": "maximum"},
    "Number": {"minimum": "minimum", "maximum": "maximum"},
    "List": {"minItems": "min_items", "maxItems": "max_items"},
}
_EXCLUSIVE = {"exclusiveMinimum": ("minimum", "above"), "exclusiveMaximum": ("maximum", "below")}
_UNCHECKED = frozenset(
    {"not", "if", "then", "else", "patternProperties", "propertyNames", "dependentSchemas", "contains"}
    | {"unevaluatedProperties", "unevaluatedItems", "dependentRequired", "$dynamicRef", "prefixItems"}
)


@dataclass(frozen=True)
class Shape:
    """A property in Python.

    Attributes:
        expression: The ``_runtime.contract.schema`` object for it.
        annotation: The type of a value.
        empty: What an absent optional member of a model reads as, None where the type has no such value.
        default: The document's default, None if there is none.
        sensitive: What the document's ``x-sensitive`` says, None if it says nothing.
        scalar: Whether a value is one text on the wire.
        constant: Whether there is one value only.
        nullable: Whether None is a value.
        repeated: Whether it is a list of what is one text each.
        models: The classes that it refers to.
    """

    expression: str
    annotation: str
    empty: str | None = None
    default: str | None = None
    sensitive: bool | None = None
    scalar: bool = False
    constant: bool = False
    nullable: bool = False
    repeated: bool = False
    models: frozenset[str] = frozenset()

    @property
    def optional(self) -> str:
        """The annotation where None is allowed as well."""
        allowed = self.nullable or self.annotation in {"object", "None"}
        return self.annotation if allowed else f"{self.annotation} | None"


class Shapes:
    """Turns the generator's properties into shapes.

    Args:
        document: Where what the parse drops is looked up.
        prefix: What the generator puts before a name that is none in Python.
        alias: What stands before the names that a file imports, where something in it could have the
            same name: classes and attributes of models never start with an underscore.
    """

    def __init__(self, document: Document, prefix: str, alias: str = "") -> None:
        self.document = document
        self.prefix = prefix
        self._alias = alias

    def shape(self, prop: PropertyProtocol, site: Node | None = None, owner: str = "#") -> Shape:
        """Turn a property into Python.

        Args:
            prop: The property.
            site: What the document says where it is used, which may be beside a ``$ref``.
            owner: The place to name where the property does not know its own.

        Raises:
            Refusal: The code could not keep what the document says.
        """
        pointer = place_of(prop.description)
        raw = self.document.at(pointer)
        if not (isinstance(prop, parsed.ModelProperty) and is_class(prop)):
            check(raw, pointer)
        found = self._kind(prop, raw, pointer or owner)
        if prop.default is not None:
            found = replace(found, default=self._default(prop, found, pointer or owner))
        for said in (raw, site or {}):
            if (marked := flag(said, "x-sensitive", pointer or owner)) is not None:
                found = replace(found, sensitive=marked)
        return found

    def additional(self, prop: parsed.ModelProperty, pointer: str) -> Shape:
        """Turn into Python what the members of an object are that it does not name.

        Args:
            prop: The object.
            pointer: Its place.
        """
        if prop.additional_properties is None:
            return Shape(f"{self._alias}schema.Closed()", "object")
        return self.shape(prop.additional_properties, owner=f"{pointer}/additionalProperties")

    def _kind(self, prop: PropertyProtocol, raw: Node, pointer: str) -> Shape:
        a = self._alias
        if isinstance(prop, parsed.ModelProperty):
            return self._model(prop, pointer)
        if isinstance(prop, ListProperty):
            item = self.shape(prop.inner_property, owner=f"{pointer}/items")
            limits = _limits("List", raw)
            expression = f"List({', '.join([item.expression, *limits])})"
            return replace(
                item,
                expression=f"{a}schema.{expression}",
                annotation=f"list[{item.annotation}]",
                empty="list",
                default=None,
                scalar=False,
                constant=False,
                nullable=False,
                repeated=item.scalar,
            )
        if isinstance(prop, UnionProperty):
            return self._union(prop, pointer)
        if isinstance(prop, ConstProperty):
            code = literal(_raw(prop.value.raw_value))
            return Shape(f"{a}schema.Constant({code})", f"{a}Literal[{code}]", scalar=True, constant=True)
        if isinstance(prop, (parsed.LiteralEnumProperty, parsed.EnumProperty)):
            return self._enumeration(prop, raw)
        if isinstance(prop, NoneProperty):
            return Shape(f"{a}schema.Nullable({a}schema.Constant(None))", "None", nullable=True)
        if type(prop) not in _PLAIN:
            raise Refusal(pointer, f"{type(prop).__name__} is not supported")
        name, annotation, empty = _PLAIN[type(prop)]
        secret = True if raw.get("format") == "password" else None
        return Shape(
            f"{a}schema.{name}({', '.join(_limits(name, raw))})",
            annotation.format(a=a),
            empty,
            sensitive=secret,
            scalar=name != "AnyValue",
            nullable=name == "AnyValue",
        )

    def _model(self, prop: parsed.ModelProperty, pointer: str) -> Shape:
        a = self._alias
        if not is_class(prop):
            value = self.additional(prop, pointer)
            return Shape(
                f"{a}schema.Map({value.expression})",
                f"dict[str, {value.annotation}]",
                "dict",
                sensitive=value.sensitive,
                models=value.models,
            )
        name = prop.class_info.name
        return Shape(f"{a}Ref(lambda: models.{name})", f"models.{name}", models=frozenset({name}))

    def _union(self, prop: UnionProperty, pointer: str) -> Shape:
        a = self._alias
        inner = [
            self.shape(part, owner=pointer)
            for part in prop.inner_properties
            if not isinstance(part, NoneProperty)
        ]
        nullable = len(inner) < len(prop.inner_properties)
        if not inner:
            return Shape(f"{a}schema.Nullable({a}schema.Constant(None))", "None", nullable=True)
        found = inner[0]
        if len(inner) > 1:
            found = Shape(
                f"{a}schema.Union({', '.join(shape.expression for shape in inner)})",
                " | ".join(dict.fromkeys(shape.annotation for shape in inner)),
                sensitive=True if any(shape.sensitive for shape in inner) else None,
                scalar=all(shape.scalar for shape in inner),
                models=frozenset[str]().union(*(shape.models for shape in inner)),
            )
        if not nullable:
            return replace(found, default=None)
        return replace(
            found,
            expression=f"{a}schema.Nullable({found.expression})",
            annotation=found.optional,
            empty=None,
            default=None,
            constant=False,
            nullable=True,
        )

    def _enumeration(self, prop: parsed.LiteralEnumProperty | parsed.EnumProperty, raw: Node) -> Shape:
        a = self._alias
        # A set, in the parse: its order is the document's.
        values = [value for value in elements(raw.get("enum")) if value is not None]
        codes = [literal(value) for value in dict.fromkeys(values)]
        name = prop.class_info.name
        if isinstance(prop, parsed.EnumProperty):
            codes.append(f"kind=lambda: models.{name}")
        return Shape(
            f"{a}schema.Enumeration({', '.join(codes)})",
            f"models.{name}",
            scalar=True,
            models=frozenset({name}),
        )

    def _default(self, prop: PropertyProtocol, shape: Shape, pointer: str) -> str:
        if prop.default is None:
            return "None"
        if isinstance(prop, (BooleanProperty, FloatProperty, IntProperty)):
            return prop.default.python_code.as_unembedded_code()  # which may be written as a text
        value = _raw(prop.default.raw_value)
        if isinstance(prop, (DateProperty, DateTimeProperty)):
            return f"{shape.annotation}.fromisoformat({literal(value)})"
        if isinstance(prop, UuidProperty):
            return f"{shape.annotation}({literal(value)})"
        if isinstance(prop, parsed.EnumProperty):
            return f"models.{prop.class_info.name}({literal(value)})"
        if isinstance(value, (str, int, float, bool)):
            return literal(value)
        raise Refusal(f"{pointer}/default", "a default of this type is not supported")


def check(raw: Node, pointer: str) -> None:
    """Refuse a schema that says what neither the parse nor the runtime looks at.

    Raises:
        Refusal: It does.
    """
    for keyword in sorted(_UNCHECKED & raw.keys()):
        raise Refusal(f"{pointer}/{keyword}", f"`{keyword}` is not supported")


def is_class(prop: parsed.ModelProperty) -> bool:
    """Tell whether an object becomes a class: one that has a name in the document, or members."""
    named = place_of(prop.data.description).count("/") == len(["#", "components", "schemas", "name"]) - 1
    return named or bool(prop.required_properties or prop.optional_properties)


def literal(value: object) -> str:
    """Write a JSON scalar as Python, each character of it, which the generator's own filter does not."""
    if isinstance(value, str) and value.isprintable():
        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def text(value: object) -> str:
    """A text of the parse without the place that it was marked with."""
    found = _raw(value)
    return found.partition("\0")[0].strip() if isinstance(found, str) else ""


def _raw(value: object) -> object:
    return value.get_untrusted_value() if isinstance(value, UntrustedString) else value


def _limits(name: str, raw: Node) -> list[str]:
    found = {
        argument: _bound(raw[keyword])
        for keyword, argument in _LIMITS.get(name, {}).items()
        if keyword in raw
    }
    for keyword, (inclusive, exclusive) in _EXCLUSIVE.items():
        bound = raw.get(keyword)
        if name not in {"Integer", "Number"} or bound is None or bound is False:
            continue
        # OpenAPI 3.0 says whether the bound beside it is exclusive, 3.1 says the bound.
        if bound is True:
            bound = found.pop(inclusive, None)
        if bound is not None:
            found[exclusive] = _bound(bound)
    if name == "Integer" and raw.get("format") in {"int32", "int64"}:
        found = {"bits": int(str(raw["format"])[3:]), **found}
    return [f"{argument}={value!r}" for argument, value in found.items()]


def _bound(value: object) -> object:
    """A bound that the parse took for a number, which may be written as a text."""
    if not isinstance(value, str):
        return value
    number = float(value)
    return int(number) if number.is_integer() else number
