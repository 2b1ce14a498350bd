"""openapi.yaml as a verification reads it: operations, their parameters, their answers, each with its place.

Nothing of the document is repeated here, so that a new operation, parameter or member is verified as soon as
it stands there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tkeel_oauth._runtime.base.json import is_array, is_object
from tkeel_oauth.testing.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

__all__ = ["Contract", "Members", "Operation", "Parameter", "Response", "child", "load_contract", "read"]

Members: TypeAlias = "dict[str, object]"
"""One JSON object of the document."""

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_FIRST_ERROR = 400


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
        example: A value to send where the login has none.
    """

    name: str
    place: str
    required: bool
    pointer: str
    is_password: bool
    sensitive: bool
    constant: str | None
    example: str | None


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
        """Gives what the document says of a status; `default` speaks of errors, so not for one below 400.

        Args:
            status: The HTTP status.
        """
        named = self.responses.get(str(status)) or self.responses.get(f"{status // 100}XX")
        return named or (self.responses.get("default") if status >= _FIRST_ERROR else None)

    @property
    def successes(self) -> tuple[str, ...]:
        """The document's keys of statuses below 400, such as `200` or `2XX`."""
        return tuple(key for key in self.responses if key[:1] in {"1", "2", "3"})


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole document.

    Args:
        sha256: Of the file, in hexadecimal.
        document: As it was parsed.
        operations: In the document's order.
    """

    sha256: str
    document: Members = field(repr=False)
    operations: tuple[Operation, ...]

    def at(self, pointer: str) -> object:
        """Gives what stands at a JSON pointer.

        Args:
            pointer: Such as `/components/schemas/rpcStatus`; "" for the document.

        Raises:
            LookupError: When nothing does.
        """
        found: object = self.document
        for part in pointer.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            if is_object(found):
                found = found[name]
            elif is_array(found) and name.isdecimal():
                found = found[int(name)]
            else:
                raise LookupError(pointer)
        return found

    def followed(self, pointer: str) -> tuple[str, Members]:
        """Gives the object at a pointer and its place, with `$ref` followed.

        Args:
            pointer: Where to begin.

        Raises:
            LookupError: When there is no object, or the references go in a circle.
        """
        seen = set[str]()
        while pointer not in seen:
            seen.add(pointer)
            found = self.at(pointer)
            if not is_object(found):
                break
            ref = found.get("$ref")
            if not isinstance(ref, str):
                return pointer, found
            pointer = ref.removeprefix("#")
        raise LookupError(pointer)

    def properties(self, pointer: str) -> Mapping[str, str]:
        """Gives the members that the schema at a pointer names, each with the place of its own schema.

        Args:
            pointer: Where the schema stands.
        """
        place, schema = self.followed(pointer)
        named = schema.get("properties")
        return {name: child(place, "properties", name) for name in named} if is_object(named) else {}


def child(pointer: str, *names: str | int) -> str:
    """Gives the pointer of what lies below another.

    Args:
        pointer: The pointer above.
        names: Names of members and indexes, from there down.
    """
    for name in names:
        pointer += "/" + str(name).replace("~", "~0").replace("/", "~1")
    return pointer


def read(text: bytes) -> Contract:
    """Reads a document.

    Args:
        text: The YAML.

    Raises:
        MissingExtraError: When PyYAML is not installed.
    """
    try:
        import yaml  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("PyYAML", "verify") from None
    document: object = yaml.safe_load(text)
    if not is_object(document):
        raise TypeError("openapi.yaml holds no object")
    bare = Contract(hashlib.sha256(text).hexdigest(), document, ())
    return Contract(bare.sha256, document, tuple(_operations(bare)))


@lru_cache(maxsize=1)
def load_contract() -> Contract:
    """Gives the contract of this release.

    Raises:
        MissingExtraError: When PyYAML is not installed.
    """
    return read(_file().read_bytes())


def _file() -> Traversable | Path:
    # The wheel has it beside the modules; in a checkout it lies at the root.
    package = resources.files("tkeel_oauth")
    packed = package.joinpath("openapi.yaml")
    return packed if packed.is_file() else Path(str(package)).parents[1] / "openapi.yaml"


def _operations(contract: Contract) -> Iterator[Operation]:
    paths = contract.at("/paths")
    for path in paths if is_object(paths) else ():
        above, item = contract.followed(child("/paths", path))
        for method in _METHODS:
            if method in item:
                yield _operation(contract, path, above, method)


def _operation(contract: Contract, path: str, above: str, method: str) -> Operation:
    pointer = child(above, method)
    _, item = contract.followed(pointer)
    keys = item["responses"]
    return Operation(
        id=str(item.get("operationId", f"{method} {path}")),
        method=method.upper(),
        path=path,
        pointer=pointer,
        parameters=tuple(_parameters(contract, above, pointer)),
        has_body="requestBody" in item,
        responses={
            str(key): _response(contract, child(pointer, "responses", key))
            for key in (keys if is_object(keys) else ())
        },
    )


def _parameters(contract: Contract, *owners: str) -> Iterator[Parameter]:
    found: dict[tuple[object, object], Parameter] = {}
    for owner in owners:
        _, item = contract.followed(owner)
        listed = item.get("parameters")
        for index in range(len(listed) if is_array(listed) else 0):
            parameter = _parameter(contract, child(owner, "parameters", index))
            # The operation's own replace those of its path.
            found[parameter.name, parameter.place] = parameter
    yield from found.values()


def _parameter(contract: Contract, pointer: str) -> Parameter:
    place, item = contract.followed(pointer)
    schema = contract.followed(child(place, "schema"))[1] if "schema" in item else {}
    constant, examples = schema.get("const"), item.get("examples")
    given = (
        [example.get("value") for example in examples.values() if is_object(example)]
        if is_object(examples)
        else []
    )
    return Parameter(
        name=str(item["name"]),
        place=str(item["in"]),
        required=item.get("required") is True,
        pointer=place,
        is_password=schema.get("format") == "password",
        sensitive="const" not in schema and schema.get("x-sensitive") is not False,
        constant=constant if isinstance(constant, str) else None,
        example=next((value for value in given if isinstance(value, str)), None),
    )


def _response(contract: Contract, pointer: str) -> Response:
    place, item = contract.followed(pointer)
    content = item.get("content")
    return Response(
        pointer=place,
        content={
            media_type.lower(): child(place, "content", media_type, "schema")
            for media_type in (content if is_object(content) else ())
        },
    )
