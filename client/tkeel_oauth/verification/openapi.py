"""openapi.yaml as a verification reads it: operations, their parameters, their answers, each with its place.

Nothing of the document is repeated here, so that a new parameter or member is verified as soon as it stands
there; and nothing of its prose or its examples is read, so that a word changed in it changes no verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeAlias, cast

from tkeel_oauth._runtime.base.codes import FIRST_ERROR
from tkeel_oauth._runtime.base.json import is_array, is_object
from tkeel_oauth.testing.errors import MissingExtraError

try:
    import yaml
    from referencing import Registry, Resource
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY
    from referencing.jsonschema import Schema as JsonSchema
except ImportError as _missing:
    _PACKAGES = {"yaml": "PyYAML"}
    raise MissingExtraError(_PACKAGES.get(_missing.name or "", "jsonschema"), "verify") from None

__all__ = ["DOCUMENT", "Members", "OpenAPI", "Operation", "Parameter", "Response", "child", "load", "read"]

Members: TypeAlias = dict[str, object]
"""One JSON object of the document."""

DOCUMENT = "urn:tkeel-oauth:openapi"
"""The name by which references know the document."""

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_MOST_REFERENCES = 20
"""References that lead on to another one; more are a circle."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation.

    Args:
        name: Its name on the wire.
        place: `path`, `query`, `header` or `cookie`.
        required: Whether it must be sent.
        pointer: Where it stands in the document.
        is_password: Whether its schema has the format `password`.
        sensitive: Whether no report may show its value.
        constant: The one value it may have, None where there are more.
    """

    name: str
    place: str
    required: bool
    pointer: str
    is_password: bool
    sensitive: bool
    constant: str | None


@dataclass(frozen=True, slots=True)
class Response:
    """One answer that an operation may give.

    Args:
        pointer: Where it stands in the document.
        content: The place of the schema for each media type, in lower case.
    """

    pointer: str
    content: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Args:
        id: Its `operationId`.
        method: The HTTP method, in capitals.
        path: The template below the base URL.
        pointer: Where it stands in the document.
        parameters: In the document's order.
        has_body: Whether it takes a request body.
        responses: By the document's key, such as `200` or `default`.
    """

    id: str
    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...]
    has_body: bool
    responses: Mapping[str, Response]

    def response(self, status: int) -> Response | None:
        """Gives what the document says of a status; `default` speaks of errors, so not for one below 400."""
        named = self.responses.get(str(status)) or self.responses.get(f"{status // 100}XX")
        return named or (self.responses.get("default") if status >= FIRST_ERROR else None)

    @property
    def successes(self) -> tuple[str, ...]:
        """The document's keys of statuses below 400, such as `200` or `2XX`."""
        return tuple(key for key in self.responses if key[:1] in {"1", "2", "3"})


@dataclass(frozen=True, slots=True)
class OpenAPI:
    """The whole document.

    Args:
        registry: What finds the parts of it.
        operations: In the document's order.
    """

    registry: Registry[JsonSchema] = field(repr=False)
    operations: tuple[Operation, ...] = ()
    _known: dict[str, tuple[str, Members]] = field(
        default_factory=dict[str, "tuple[str, Members]"], repr=False, compare=False
    )

    def at(self, pointer: str) -> object:
        """Gives what stands at a JSON pointer.

        Raises:
            LookupError: When nothing does.
        """
        try:
            return cast("object", self.registry.resolver(DOCUMENT).lookup(f"#{pointer}").contents)
        except (Unresolvable, ValueError, TypeError):
            # The library takes a text for a list, and a number for anything.
            raise LookupError(pointer) from None

    def followed(self, pointer: str) -> tuple[str, Members]:
        """Gives the object at a pointer and its place, with `$ref` followed.

        Args:
            pointer: Where to begin.

        Raises:
            LookupError: When there is no object, or the references go in a circle.
        """
        # A long list asks for the same place again and again.
        if pointer in self._known:
            return self._known[pointer]
        place = pointer
        for _ in range(_MOST_REFERENCES):
            found = self.at(place)
            if not is_object(found):
                break
            reference = found.get("$ref")
            if not isinstance(reference, str):
                self._known[pointer] = place, found
                return place, found
            place = reference.removeprefix("#")
        raise LookupError(pointer)

    def properties(self, pointer: str) -> Mapping[str, str]:
        """Gives the members that the schema at a pointer names, each with the place of its own schema."""
        place, schema = self.followed(pointer)
        return {name: child(place, "properties", name) for name in _keys(schema, "properties")}

    def documented_names(self, operation: Operation) -> frozenset[str]:
        """Gives the members of all messages that an operation documents."""
        return frozenset(
            name
            for response in operation.responses.values()
            for pointer in response.content.values()
            for name in self.properties(pointer)
        )

    def sensitive_names(self, operation: Operation) -> frozenset[str]:
        """Gives the members of a success that hold what only its caller may see, as `code`."""
        return frozenset(
            name
            for key in operation.successes
            for pointer in operation.responses[key].content.values()
            for name, place in self.properties(pointer).items()
            if self.followed(place)[1].get("x-sensitive") is True
        )


def child(pointer: str, *names: str | int) -> str:
    """Gives the pointer of what lies below another.

    Args:
        pointer: The pointer above.
        names: Names of members and indexes, from there down.
    """
    for name in names:
        pointer += "/" + str(name).replace("~", "~0").replace("/", "~1")
    return pointer


def read(text: bytes) -> OpenAPI:
    """Reads a document."""
    resource: Resource[JsonSchema] = DRAFT202012.create_resource(cast("JsonSchema", yaml.safe_load(text)))
    bare = OpenAPI(EMPTY_REGISTRY.with_resource(DOCUMENT, resource))
    return OpenAPI(bare.registry, tuple(_operations(bare)))


@lru_cache(maxsize=1)
def load() -> OpenAPI:
    """Gives the document of this release."""
    return read(_file().read_bytes())


def _file() -> Traversable | Path:
    # The wheel has it beside the modules; in a checkout it lies at the root.
    package = resources.files("tkeel_oauth")
    packed = package.joinpath("openapi.yaml")
    return packed if packed.is_file() else Path(str(package)).parents[1] / "openapi.yaml"


def _keys(owner: Members, name: str) -> tuple[str, ...]:
    found = owner.get(name)
    return tuple(map(str, found)) if is_object(found) else ()


def _operations(document: OpenAPI) -> Iterator[Operation]:
    for path in _keys(document.followed("")[1], "paths"):
        above, item = document.followed(child("/paths", path))
        for method in _METHODS:
            if method in item:
                yield _operation(document, path, above, method)


def _operation(document: OpenAPI, path: str, above: str, method: str) -> Operation:
    pointer = child(above, method)
    _, item = document.followed(pointer)
    return Operation(
        id=str(item.get("operationId", f"{method} {path}")),
        method=method.upper(),
        path=path,
        pointer=pointer,
        parameters=tuple(_parameters(document, above, pointer)),
        has_body="requestBody" in item,
        responses={
            key: _response(document, child(pointer, "responses", key)) for key in _keys(item, "responses")
        },
    )


def _parameters(document: OpenAPI, *owners: str) -> Iterator[Parameter]:
    found: dict[tuple[object, object], Parameter] = {}
    for owner in owners:
        listed = document.followed(owner)[1].get("parameters")
        for index in range(len(listed) if is_array(listed) else 0):
            parameter = _parameter(document, child(owner, "parameters", index))
            # The operation's own replace those of its path.
            found[parameter.name, parameter.place] = parameter
    yield from found.values()


def _parameter(document: OpenAPI, pointer: str) -> Parameter:
    place, item = document.followed(pointer)
    schema = document.followed(child(place, "schema"))[1] if "schema" in item else {}
    constant = schema.get("const")
    return Parameter(
        name=str(item["name"]),
        place=str(item["in"]),
        required=item.get("required") is True,
        pointer=place,
        is_password=schema.get("format") == "password",
        sensitive="const" not in schema and schema.get("x-sensitive") is not False,
        constant=constant if isinstance(constant, str) else None,
    )


def _response(document: OpenAPI, pointer: str) -> Response:
    place, item = document.followed(pointer)
    return Response(
        pointer=place,
        content={
            media_type.lower(): child(place, "content", media_type, "schema")
            for media_type in _keys(item, "content")
        },
    )
