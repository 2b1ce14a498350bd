"""What the templates print besides the generator's own parse, and what of it cannot be generated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi_python_client.schema.openapi_schema_pydantic import Reference
from openapi_python_client.schema.openapi_schema_pydantic import Schema as ParsedSchema
from openapi_python_client.strings import pascal_case

from generation.docstrings import docstring
from generation.document import Refusal, child, elements, escaped, is_node, noted, place_of
from generation.operations import Operation
from generation.schemas import Shape, Shapes, check, is_class, literal, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openapi_python_client.config import Config
    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.errors import ParseError
    from openapi_python_client.parser.properties import EnumProperty, LiteralEnumProperty, ModelProperty

    from generation.document import Document

__all__ = ["Contract", "Field", "Model", "Tag"]

# What a model has already: the members of its base and of the hand-written bases, and what its file imports.
_IN_MODELS = frozenset(
    {
        *("additional_properties", "decode", "encode", "from_dict", "models", "to_dict"),
        *("ADDITIONAL", "FIELDS", "SCHEMA", "TEXTS_SHOWN"),
        *("canonical_code", "details_of", "domain", "explanation", "localized_message", "next_step"),
        *("pack", "reason", "retry_delay", "type_name", "type_url", "unpack", "unpack_as", "unpack_async"),
    }
)
_IN_CLIENTS = frozenset({"aclose", "close", "with_options"})
_STATUS_BASE = "RpcStatusBase"
_COMPONENT = re.compile(r"/components/\w+/[^\s:]+")
_WARNING = re.compile(r"WARNING parsing (\w+) (\S+) within")


@dataclass(frozen=True)
class Field:
    """One property of a model."""

    name: str
    attribute: str
    shape: Shape
    required: bool
    description: str

    @property
    def annotation(self) -> str:
        """The attribute's type; None where an absent member reads as that."""
        return self.shape.optional if self.default == "None" else self.shape.annotation

    @property
    def default(self) -> str | None:
        """The attribute's default as Python, None if it must be given."""
        if self.required and not (self.shape.constant and self.shape.default):
            return None
        if self.shape.default is not None:
            return self.shape.default
        if self.shape.empty in {"list", "dict"}:
            return f"_field(factory={self.shape.empty})"
        return self.shape.empty or "None"


class Model:
    """An object that becomes a class.

    Args:
        prop: What the parse made of it.
        shapes: Turns properties into Python.
        bases: For the schemas that have one, the hand-written base of the model.

    Attributes:
        refusals: Why it cannot be generated; where there are any, the rest may be missing.
    """

    def __init__(self, prop: ModelProperty, shapes: Shapes, bases: Mapping[str, str]) -> None:
        pointer = place_of(prop.data.description)
        raw = shapes.document.at(pointer)
        self.refusals: list[Refusal] = []
        with noted(self.refusals):
            check(raw, pointer)
        self.schema = _schema_name(pointer)
        self.name = prop.class_info.name
        self.base_module, _, self.base = bases.get(self.schema, "model.Model").partition(".")
        with noted(self.refusals):
            self.additional = shapes.additional(prop, pointer)
        otherwise = text(prop.data.description) or f"The message `{self.schema or self.name}`."
        self.description = _said(raw, otherwise)
        parsed = [*(prop.required_properties or []), *(prop.optional_properties or [])]
        order = {name: index for index, name in enumerate(child(raw, "properties"))}
        parsed.sort(key=lambda found: order.get(found.name.get_untrusted_value(), len(order)))
        self.fields: list[Field] = []
        for found in parsed:
            name = found.name.get_untrusted_value()
            site = shapes.document.member(raw, name)
            attribute = str(found.python_name)
            attribute += "_" if attribute in _IN_MODELS else ""
            described = _said(site, text(found.description) or f"`{name}`.")
            with noted(self.refusals):
                if attribute in {field.attribute for field in self.fields}:
                    raise Refusal(pointer, f"two properties would both be `{attribute}` in Python")
                shape = shapes.shape(found, site, f"{pointer}/properties/{escaped(name)}")
                self.fields.append(Field(name, attribute, shape, found.required, described))

    @property
    def arguments(self) -> list[Field]:
        """The fields in the order of the constructor's arguments: those without a default first."""
        return sorted(self.fields, key=lambda field: field.default is not None)

    @property
    def models(self) -> frozenset[str]:
        """The classes that it refers to."""
        return self.additional.models.union(*(field.shape.models for field in self.fields))

    @property
    def where(self) -> str:
        """Where the document describes it."""
        return f"the schema `{self.schema}`" if self.schema else "a schema without a name"

    def doc(self) -> str:
        """The class's docstring."""
        attributes = [(field.attribute, field.description) for field in self.fields]
        attributes.append(("additional_properties", "Members that the contract does not name."))
        return docstring(
            [self.description, f"Stands in the contract as {self.where}."],
            [("Attributes", attributes)],
            indent=4,
        )


@dataclass(frozen=True)
class Tag:
    """The operations of one tag, which become one attribute of the clients."""

    name: str
    module: str
    attribute: str
    class_name: str
    description: str
    operations: tuple[Operation, ...]

    def mentions(self, name: str) -> bool:
        """Whether a name stands in the annotations of the methods, and so has to be imported."""
        return any(
            name in annotation
            for operation in self.operations
            for annotation in (
                operation.success_type,
                *(parameter.annotation for parameter in operation.parameters),
                *([operation.body.annotation] if operation.body else []),
            )
        )

    def doc(self) -> str:
        """The docstring of the class with the tag's methods."""
        return docstring([self.description or f"Operations tagged `{self.name}`."], [], indent=4)


class Contract:
    """The whole document, as far as it can be generated; ``data`` is cut down to that.

    Args:
        document: The document.
        data: The generator's parse of it.
        config: The generator's settings.
        bases: For the schemas that have one, the hand-written base of the model.

    Attributes:
        refusals: What cannot be generated, and why.
        models: By their names in Python.
        tags: By their names in Python.
        homes: Module and name of everything in the package of models, by name.
    """

    def __init__(
        self, document: Document, data: GeneratorData, config: Config, bases: Mapping[str, str]
    ) -> None:
        self.refusals: list[Refusal] = []
        self._document = document
        self._bases = bases
        self._shapes = Shapes(document, config.field_prefix, "_")
        self.models = self._models(data)
        status = [name for name, model in self.models.items() if model.base == _STATUS_BASE]
        if len(status) != 1:
            raise Refusal(
                "#/components/schemas", f"one schema, not {len(status)}, must become {_STATUS_BASE}"
            )
        self.tags = self._tags(data, Shapes(document, config.field_prefix), f"models.{status[0]}")
        self._cut(data)

    @property
    def takes_token(self) -> bool:
        """Whether an operation sends the client's token."""
        return any(operation.token for tag in self.tags.values() for operation in tag.operations)

    @property
    def count(self) -> int:
        """How many operations there are."""
        pointers = {operation.pointer for tag in self.tags.values() for operation in tag.operations}
        return len(pointers)

    def operation(self, description: object) -> Operation:
        """The operation of an endpoint that has this description, its place behind it."""
        found = (operation for tag in self.tags.values() for operation in tag.operations)
        return next(operation for operation in found if operation.pointer == place_of(description))

    def _refuse(self, *refusals: Refusal) -> None:
        for refusal in refusals:
            if str(refusal) not in {str(known) for known in self.refusals}:
                self.refusals.append(refusal)

    def _models(self, data: GeneratorData) -> dict[str, Model]:
        found: dict[str, Model] = {}
        refused: dict[str, list[Refusal]] = {}
        for prop in filter(is_class, data.models):
            model = Model(prop, self._shapes, self._bases)
            if model.refusals:
                refused[model.name] = model.refusals
            else:
                found[model.name] = model
        # What refers to one that cannot be generated cannot either.
        while lost := {name for name, model in found.items() if not refused.keys().isdisjoint(model.models)}:
            for name in lost:
                refused[name] = refused[min(found.pop(name).models & refused.keys())]
        for why in refused.values():
            self._refuse(*why)
        self._lost = refused
        return found

    def values(self, enum: EnumProperty | LiteralEnumProperty) -> list[tuple[str, str]]:
        """Name and value, as Python, of what an enumeration has, in the document's order."""
        listed = elements(self._document.at(place_of(enum.description)).get("enum"))
        values = dict.fromkeys(value for value in listed if value is not None)
        # in the parse, a set has the values alone, and a dictionary their names in the same order
        names = enum.values if isinstance(enum.values, dict) else [""] * len(values)
        if len(names) != len(values):
            raise Refusal(place_of(enum.description), "two values would have one name in Python")
        return [(name, literal(value)) for name, value in zip(names, values, strict=True)]

    def _tags(self, data: GeneratorData, shapes: Shapes, status: str) -> dict[str, Tag]:
        self._refuse_unparsed(data)
        described: dict[str, str] = {}
        for tag in elements(self._document.root.get("tags")):
            if is_node(tag):
                described[str(tag.get("name"))] = str(tag.get("description") or "").strip()
        found: dict[str, Tag] = {}
        for module, collection in data.endpoint_collections_by_tag.items():
            operations: list[Operation] = []
            for endpoint in collection.endpoints:
                operation = Operation(endpoint, module, shapes, status)
                if not operation.refusals:
                    with noted(operation.refusals):
                        operations.append(self._checked(operation, operations))
                self._refuse(*operation.refusals)
            if operations:
                names = elements(self._document.at(operations[0].pointer).get("tags"))
                name = str(names[0]) if names else str(module)
                class_name = pascal_case(name) or pascal_case(str(module))
                if not class_name.isidentifier() or class_name in {tag.class_name for tag in found.values()}:
                    class_name = f"{pascal_case(str(module))}{len(found)}"
                attribute = f"{module}_" if module in _IN_CLIENTS else str(module)
                found[module] = Tag(
                    name, str(module), attribute, class_name, described.get(name, ""), _named(operations)
                )
        return found

    def _refuse_unparsed(self, data: GeneratorData) -> None:
        """Note what the generator's own parse refuses, or passes over."""
        for path, item in child(self._document.root, "paths").items():
            if is_node(item) and "$ref" in item:
                self._refuse(Refusal(f"#/paths/{escaped(path)}/$ref", "`$ref` is not supported here"))
        for error in data.errors:
            place = _place(error, self._document) or "#/components"
            self._refuse(Refusal(place, f"{error.header} {error.detail or ''}"))
        for collection in data.endpoint_collections_by_tag.values():
            for error in collection.parse_errors:
                # One of an answer or a body belongs to an endpoint, which says so itself.
                if not any(error in endpoint.errors for endpoint in collection.endpoints):
                    place = _place(error, self._document) or "#/paths"
                    self._refuse(Refusal(place, error.detail or error.header))

    def _checked(self, operation: Operation, others: Iterable[Operation]) -> Operation:
        if lost := sorted(operation.models & self._lost.keys()):
            raise Refusal(operation.pointer, f"it needs what stands at {self._lost[lost[0]][0].pointer}")
        for other in others:
            if other.module == operation.module:
                raise Refusal(
                    f"{operation.pointer}/operationId",
                    f"`{operation.module}` in Python is taken by {other.pointer}",
                )
        return operation

    def _cut(self, data: GeneratorData) -> None:
        """Leave in the parse what is generated, each class in a module of its own."""
        data.models = [prop for prop in data.models if prop.class_info.name in self.models]
        for module in list(data.endpoint_collections_by_tag):
            if module not in self.tags:
                del data.endpoint_collections_by_tag[module]
                continue
            kept = {operation.pointer for operation in self.tags[module].operations}
            collection = data.endpoint_collections_by_tag[module]
            collection.endpoints = [
                endpoint for endpoint in collection.endpoints if place_of(endpoint.description) in kept
            ]
        self.homes: list[tuple[str, str]] = []
        taken: set[str] = {prop.class_info.name for prop in (*data.models, *data.enums)}
        for prop in (*data.models, *data.enums):
            # A module of a class's name would hide it: a script without case has but one form of a name.
            while prop.class_info.module_name in taken:
                prop.class_info.module_name = type(prop.class_info.module_name)(
                    f"{prop.class_info.module_name}_module", ""
                )
            taken.add(prop.class_info.module_name)
            self.homes.append((str(prop.class_info.module_name), str(prop.class_info.name)))
        self.homes.sort(key=lambda home: home[1])


def _named(operations: list[Operation]) -> tuple[Operation, ...]:
    """The operations, where two would be one method under their full names."""
    names = [operation.method_name for operation in operations]
    for operation in operations:
        if names.count(operation.method_name) > 1:
            operation.method_name = operation.module
    return tuple(operations)


def _said(raw: Mapping[str, object], otherwise: str) -> str:
    said = raw.get("description")
    found = said.strip() if isinstance(said, str) and said.strip() else otherwise
    return f"{found}\n\nDeprecated." if raw.get("deprecated") is True else found


def _schema_name(pointer: str) -> str:
    parts = pointer.split("/")
    named = len(parts) == len(["#", "components", "schemas", "name"])
    return parts[-1].replace("~1", "/").replace("~0", "~") if named else ""


def _place(error: ParseError, document: Document) -> str:
    """Where what the generator refuses stands."""
    if found := _WARNING.match(error.header):
        operation = f"#/paths/{escaped(document.path(found[2]))}/{found[1].lower()}"
    else:
        operation = ""
    marked = place_of(error.data.description) if isinstance(error.data, ParsedSchema) else ""
    named = _COMPONENT.search(
        error.data.ref.get_untrusted_value() if isinstance(error.data, Reference) else error.header
    )
    return marked or operation or (f"#{named[0]}" if named else "")
