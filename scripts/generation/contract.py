"""What the templates print: the contract's operations and models, ready to be written as Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generation.docstrings import docstring
from generation.document import Refusal
from generation.reader import Reader
from generation.schemas import Shapes, is_enumeration, is_model

if TYPE_CHECKING:
    from generation.document import Node
    from generation.names import Names
    from generation.operations import Operation
    from generation.schemas import Shape

__all__ = ["Contract", "Enumeration", "Field", "Model", "Tag"]

_DOCUMENT = frozenset(
    {"openapi", "info", "servers", "tags", "security", "paths", "components", "externalDocs"}
)
_COMPONENTS = frozenset({"schemas", "parameters", "responses", "requestBodies", "examples"})
_MODEL = frozenset(
    {"type", "title", "description", "deprecated", "example", "examples", "properties", "required"}
    | {"additionalProperties"}
)
# The base whose model error answers in the served form become.
_STATUS_BASE = "RpcStatusBase"


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
        """The attribute's default, None if it must be given."""
        if self.shape.constant and self.shape.default:
            return self.shape.default
        return None if self.required else self.shape.empty


@dataclass(frozen=True)
class Model:
    """A named schema that becomes a class."""

    schema: str
    name: str
    module: str
    base: str
    base_module: str
    open: bool
    fields: tuple[Field, ...]
    description: str

    @property
    def arguments(self) -> list[Field]:
        """The fields in the order of the constructor's arguments: those without a default first."""
        return sorted(self.fields, key=lambda field: field.default is not None)

    def doc(self) -> str:
        """The class's docstring."""
        attributes = [(field.attribute, field.description) for field in self.fields]
        attributes.append(("additional_properties", "Members that the contract does not name."))
        where = f"Stands in the contract as the schema `{self.schema}`."
        return docstring([self.description, where], [("Attributes", attributes)], indent=4)


@dataclass(frozen=True)
class Enumeration:
    """A named schema that becomes a ``Literal`` type."""

    name: str
    module: str
    annotation: str
    description: str

    def doc(self) -> str:
        """The docstring that stands behind the type."""
        return docstring([self.description], [], indent=0)


@dataclass(frozen=True)
class Tag:
    """The operations of one tag, which become one attribute of the clients."""

    name: str
    attribute: str
    class_name: str
    description: str
    operations: tuple[Operation, ...]

    def doc(self) -> str:
        """The docstring of the class with the tag's methods."""
        return docstring([self.description or f"Operations tagged `{self.name}`."], [], indent=4)


class Contract:
    """The whole document.

    Args:
        document: The document.
        names: How its names are written in Python.
        bases: For the schemas that have one, the hand-written base of the model.

    Raises:
        Refusal: The code could not keep what the document says.
    """

    def __init__(self, document: Node, names: Names, bases: dict[str, str]) -> None:
        document.only(_DOCUMENT)
        self._names = names
        self._bases = bases
        schemas = self._schemas(document)
        self._shapes = Shapes(
            {
                node.place: names.class_name(name, node)
                for name, node in schemas.items()
                if is_model(node) or is_enumeration(node)
            }
        )
        self.models = [self._model(name, node) for name, node in schemas.items() if is_model(node)]
        self.enumerations = [
            self._enumeration(name, node) for name, node in schemas.items() if is_enumeration(node)
        ]
        for node in schemas.values():
            # What becomes no class is checked all the same.
            if not is_model(node):
                self._shapes.shape(node)
        reader = Reader(self._shapes, names, self._status(), document)
        self.tags = [
            Tag(name, attribute, names.type_name(name), description, tuple(found))
            for name, attribute, description, found in reader.by_tag()
        ]

    @property
    def homes(self) -> list[tuple[str, str]]:
        """Module and name of everything in the package of models, by name."""
        models = [(model.module, model.name) for model in self.models]
        enumerations = [(enumeration.module, enumeration.name) for enumeration in self.enumerations]
        return sorted([*models, *enumerations], key=lambda home: home[1])

    def client_classes(self, kind: str, prefix: str) -> list[str]:
        """The names of the classes with a client's methods, sorted."""
        return sorted([f"{kind}Operations", *(f"{prefix}{tag.class_name}Api" for tag in self.tags)])

    def model(self, class_name: str) -> Model:
        """The model of that class name."""
        return next(model for model in self.models if model.name == class_name)

    def enumeration(self, class_name: str) -> Enumeration:
        """The enumeration of that class name."""
        return next(found for found in self.enumerations if found.name == class_name)

    def operation(self, name: str) -> Operation:
        """The operation of that module name."""
        return next(found for tag in self.tags for found in tag.operations if found.module == name)

    def _schemas(self, document: Node) -> dict[str, Node]:
        components = document.get("components")
        if components is None:
            return {}
        components.only(_COMPONENTS)
        schemas = components.get("schemas")
        return {} if schemas is None else dict(schemas.items())

    def _status(self) -> str:
        found = [model.name for model in self.models if model.base == _STATUS_BASE]
        if len(found) != 1:
            raise Refusal(
                f"generator-config.yml: model_bases must give {_STATUS_BASE} to one schema of the document"
            )
        return f"models.{found[0]}"

    def _enumeration(self, name: str, schema: Node) -> Enumeration:
        shape = Shapes({}).shape(schema)
        return Enumeration(
            self._names.class_name(name, schema),
            self._names.module_name(name, schema),
            shape.annotation,
            schema.description(),
        )

    def _model(self, name: str, schema: Node) -> Model:
        schema.only(_MODEL)
        required = (
            [] if (listed := schema.get("required")) is None else [node.value for node in listed.elements()]
        )
        properties = schema.get("properties")
        found = {} if properties is None else dict(properties.items())
        for wanted in required:
            if wanted not in found:
                raise schema.need("required").refuse(f"`{wanted}` is required and not among the properties")
        additional = schema.get("additionalProperties")
        if additional is not None and additional.value is not True:
            raise additional.refuse(
                "only `true` can be generated beside properties: unknown members are kept"
            )
        fields = tuple(self._field(member, node, member in required) for member, node in found.items())
        self._names.distinct(schema, [field.attribute for field in fields])
        module, _, base = self._bases.get(name, "model.Model").partition(".")
        class_name = self._names.class_name(name, schema)
        return Model(
            schema=name,
            name=class_name,
            module=self._names.module_name(name, schema),
            base=base,
            base_module=module,
            open=additional is not None,
            fields=fields,
            description=schema.description() or f"The message `{name}`.",
        )

    def _field(self, name: str, schema: Node, required: bool) -> Field:  # noqa: FBT001 - the one thing it may be
        shape = self._shapes.shape(schema)
        if shape.default is not None and not shape.constant:
            raise schema.refuse(
                "a default in a message cannot be generated: absent members read as in proto3"
            )
        return Field(name, self._names.attribute(name), shape, required, schema.description() or f"`{name}`.")
