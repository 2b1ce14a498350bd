"""From a schema of the document to the Python that stands for it.

Every keyword that is read here is kept by the runtime; any other is refused, because a limit that
the document states and the code does not check would be worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openapi_python_client.strings import in_double_quote_literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generation.document import Node

__all__ = ["SCALARS", "Shape", "Shapes", "is_enumeration", "is_model", "literal"]

_ANNOTATIONS = frozenset({"type", "title", "description", "deprecated", "example", "examples", "x-sensitive"})
_KEYWORDS = {
    "string": frozenset({"minLength", "maxLength", "format", "enum", "const", "default"}),
    "integer": frozenset({"format", "enum", "const", "default"}),
    "number": frozenset({"format", "default"}),
    "boolean": frozenset({"const", "default"}),
    "array": frozenset({"items"}),
    "object": frozenset({"properties", "required", "additionalProperties"}),
}
_FORMATS = {
    "string": frozenset({"password"}),
    "integer": frozenset({"int32", "int64"}),
    "number": frozenset({"float", "double"}),
}
SCALARS = frozenset({"string", "integer", "number", "boolean"})
_PYTHON: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
_UNION = frozenset({"anyOf", "oneOf", "title", "description", "deprecated", "x-sensitive"})
_REFERENCE = frozenset({"$ref", "summary", "description", "x-sensitive"})
_COMPONENTS = "#/components/schemas/"


@dataclass(frozen=True)
class Shape:
    """A schema in Python.

    Attributes:
        expression: The ``_runtime.contract.schema`` object for it.
        annotation: The type of a value.
        empty: What an absent optional member of a model reads as.
        kind: The OpenAPI type; ``scalars`` for an array of what is neither object nor array,
            ``model`` for a reference to one, ``nullable``, or ``any`` where no type is given.
        sensitive: Whether the document says that values are secret, None if it says nothing.
        constant: Whether there is one value only.
        default: The document's default, None if there is none.
    """

    expression: str
    annotation: str
    empty: str
    kind: str
    sensitive: bool | None = None
    constant: bool = False
    default: str | None = None

    @property
    def optional(self) -> str:
        """The annotation where None is allowed as well."""
        return self.annotation if self.annotation == "object" else _or_none(self.annotation)


def literal(value: object) -> str:
    """Write a JSON scalar as Python."""
    return f'"{in_double_quote_literal(value)}"' if isinstance(value, str) else repr(value)


def is_model(schema: Node) -> bool:
    """Whether a named schema becomes a class: an object that is no plain mapping."""
    members = schema.members()
    return members.get("type") == "object" and not (
        "properties" not in members and isinstance(members.get("additionalProperties"), dict)
    )


def is_enumeration(schema: Node) -> bool:
    """Whether a named schema becomes a ``Literal`` type."""
    return "enum" in schema.members()


class Shapes:
    """Turns schemas into shapes.

    Args:
        names: The Python name of each named schema that has one, by its place in the document.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def shape(self, schema: Node, within: tuple[str, ...] = ()) -> Shape:
        """Turn a schema into Python.

        Args:
            schema: The schema or a reference to one.
            within: The places of the named schemas that it is a part of.

        Raises:
            Refusal: The code could not keep what the schema says.
        """
        members = schema.members()
        if "$ref" in members:
            schema.only(_REFERENCE)
            found = self._reference(schema, within)
        elif "anyOf" in members or "oneOf" in members:
            schema.only(_UNION)
            found = self._union(schema, within)
        elif isinstance(members.get("type"), list):
            found = self._typed_union(schema, within)
        elif "type" in members:
            found = self._typed(schema, within)
        else:
            schema.only(_ANNOTATIONS)
            found = Shape("Untyped()", "object", "None", "any")
        said = schema.flag("x-sensitive")
        if said is False and found.sensitive:
            raise schema.refuse("`x-sensitive: false` contradicts what it says about itself elsewhere")
        return found if said is None else replace(found, sensitive=said)

    def _reference(self, schema: Node, within: tuple[str, ...]) -> Shape:
        target = schema.target()
        if not target.place.startswith(_COMPONENTS):
            raise schema.refuse(f"a schema may only refer to {_COMPONENTS}…")
        name = self._names.get(target.place)
        if name is not None and is_model(target.resolved()):
            return Shape(f"Ref(lambda: models.{name})", f"models.{name}", "None", "model")
        if target.place in within:
            raise schema.refuse("only objects may contain themselves")
        found = self.shape(target, (*within, target.place))
        return found if name is None else replace(found, annotation=f"models.{name}")

    def _union(self, schema: Node, within: tuple[str, ...]) -> Shape:
        branches = list((schema.get("oneOf") or schema.need("anyOf")).elements())
        others = [branch for branch in branches if branch.value != {"type": "null"}]
        if len(branches) != len(others) + 1 or len(others) != 1:
            raise schema.refuse("a choice of schemas is generated only of one schema and `type: 'null'`")
        return _nullable(self.shape(others[0], within))

    def _typed_union(self, schema: Node, within: tuple[str, ...]) -> Shape:
        types = [node.value for node in schema.need("type").elements()]
        others = [name for name in types if name != "null"]
        if len(types) != len(others) + 1 or len(others) != 1:
            raise schema.need("type").refuse("several types are generated only of one type and 'null'")
        if "enum" in schema.members():
            raise schema.refuse("`enum` with 'null' is generated only as `oneOf` of the two")
        return _nullable(self._typed(replace(schema, value={**schema.members(), "type": others[0]}), within))

    def _typed(self, schema: Node, within: tuple[str, ...]) -> Shape:
        kind = schema.text("type")
        if kind not in _KEYWORDS:
            raise schema.need("type").refuse(f"the type {kind!r} cannot be generated")
        schema.only(_ANNOTATIONS | _KEYWORDS[kind])
        form = schema.text("format")
        if form and form not in _FORMATS[kind]:
            raise schema.need("format").refuse(f"the format {form!r} cannot be generated")
        if "const" in schema.members():
            return _constant(schema, kind)
        if "enum" in schema.members():
            return _with_default(_enumeration(schema, kind), schema, kind)
        if kind == "array":
            item = self._part(schema.need("items"), within)
            return Shape(
                f"List({item.expression})",
                f"list[{item.annotation}]",
                "field(factory=list)",
                "scalars" if item.kind in SCALARS else kind,
                sensitive=item.sensitive,
            )
        if kind == "object":
            return self._mapping(schema, within)
        return _with_default(_scalar(schema, kind, form), schema, kind)

    def _part(self, schema: Node, within: tuple[str, ...]) -> Shape:
        found = self.shape(schema, within)
        if found.default is not None:
            raise schema.refuse("a default has no meaning here")
        return found

    def _mapping(self, schema: Node, within: tuple[str, ...]) -> Shape:
        if "properties" in schema.members():
            raise schema.refuse("an object with properties needs a name: put it under components/schemas")
        additional = schema.get("additionalProperties")
        schema.only(_ANNOTATIONS | {"additionalProperties"})
        if additional is not None and additional.value is False:
            raise additional.refuse("an object without any members cannot be generated")
        if additional is None or additional.value is True:
            value = Shape("Untyped()", "object", "None", "any")
        else:
            value = self._part(additional, within)
        return Shape(
            f"Mapping({value.expression})",
            f"dict[str, {value.annotation}]",
            "field(factory=dict)",
            "object",
            sensitive=value.sensitive,
        )


def _scalar(schema: Node, kind: str, form: str) -> Shape:
    if kind == "string":
        limits = [
            f"{argument}={_count(schema.need(keyword))}"
            for keyword, argument in (("minLength", "min_length"), ("maxLength", "max_length"))
            if schema.get(keyword)
        ]
        secret = True if form == "password" else None
        return Shape(f"Text({', '.join(limits)})", "str", '""', kind, sensitive=secret)
    if kind == "integer":
        return Shape(f"Integer(bits={form[3:]})" if form else "Integer()", "int", "0", kind)
    if kind == "number":
        return Shape("Number()", "float", "0.0", kind)
    return Shape("Boolean()", "bool", "False", kind)


def _constant(schema: Node, kind: str) -> Shape:
    node = schema.need("const")
    _check(node, kind)
    if schema.get("enum"):
        raise schema.refuse("`const` and `enum` exclude one another")
    code = literal(node.value)
    shape = Shape(f"Constant({code})", f"Literal[{code}]", "None", kind, constant=True)
    default = schema.get("default")
    if default is None:
        return shape
    if default.value != node.value:
        raise default.refuse("the default is not the constant")
    return replace(shape, default=code)


def _enumeration(schema: Node, kind: str) -> Shape:
    values: list[str] = []
    for node in schema.need("enum").elements():
        _check(node, kind)
        values.append(literal(node.value))
    if not values:
        raise schema.need("enum").refuse("an enumeration needs values")
    listed = ", ".join(values)
    return Shape(f"Enumeration({listed})", f"Literal[{listed}]", "None", kind)


def _with_default(shape: Shape, schema: Node, kind: str) -> Shape:
    default = schema.get("default")
    if default is None:
        return shape
    _check(default, kind)
    return replace(shape, default=literal(default.value))


def _nullable(shape: Shape) -> Shape:
    return replace(
        shape,
        expression=f"Nullable({shape.expression})",
        annotation=shape.optional,
        empty="None",
        kind="nullable",
        constant=False,
        default=None,
    )


def _or_none(annotation: str) -> str:
    return annotation if annotation.endswith("| None") else f"{annotation} | None"


def _check(node: Node, kind: str) -> None:
    if isinstance(node.value, bool) is not (kind == "boolean") or not isinstance(node.value, _PYTHON[kind]):
        raise node.refuse(f"is no {kind}")


def _count(node: Node) -> int:
    if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < 0:
        raise node.refuse("must be a whole number, 0 or more")
    return node.value
