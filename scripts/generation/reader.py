"""Reads the operations of a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generation.operations import Body, Operation, Parameter
from generation.schemas import SCALARS, is_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generation.document import Node
    from generation.names import Names
    from generation.schemas import Shapes

__all__ = ["Reader"]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_REPEATABLE = frozenset({"get", "put", "delete", "options", "head"})
_PATH_ITEM = frozenset({"summary", "description", "parameters", *_METHODS})
_OPERATION = frozenset(
    {"operationId", "tags", "summary", "description", "parameters", "requestBody", "responses"}
    | {"security", "deprecated", "externalDocs", "x-idempotent"}
)
_PARAMETER = frozenset(
    {"name", "in", "required", "description", "deprecated", "schema", "example", "examples"}
)
_RESPONSE = frozenset({"description", "headers", "content"})
_MEDIA_TYPE = frozenset({"schema", "example", "examples"})
_JSON = "application/json"
# OpenAPI ignores parameters of these names; the others are the client's own.
_OWN_HEADERS = frozenset(
    {"accept", "accept-encoding", "authorization", "connection", "content-length"}
    | {"content-type", "cookie", "host", "referer", "transfer-encoding", "user-agent"}
)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9._~-]+")
_FIRST_ERROR = 400


class Reader:
    """Reads the operations of a document.

    Args:
        shapes: Turns schemas into Python.
        names: Turns names into Python.
        status: The model that error answers in the served form become.
        document: The document.
    """

    def __init__(self, shapes: Shapes, names: Names, status: str, document: Node) -> None:
        self._shapes = shapes
        self._names = names
        self._status = status
        self._document = document
        self._secured = bool(_listed(document.get("security")))

    def by_tag(self) -> Iterator[tuple[str, str, str, list[Operation]]]:
        """Name, Python name, description and operations of each tag, in the order of the operations.

        Raises:
            Refusal: The code could not keep what the document says.
        """
        described = {}
        if (tags := self._document.get("tags")) is not None:
            described = {tag.text("name"): tag.description() for tag in tags.elements()}
        found: dict[str, list[Operation]] = {}
        paths = self._document.need("paths")
        for path, item in paths.items():
            item.only(_PATH_ITEM)
            for method in _METHODS:
                if (node := item.get(method)) is not None:
                    tag, operation = self._operation(path, method, node, item)
                    found.setdefault(tag, []).append(operation)
        everything = [operation for listed in found.values() for operation in listed]
        self._names.distinct(paths, [operation.module for operation in everything])
        self._names.distinct(paths, [self._names.tag(tag) for tag in found])
        for tag, listed in found.items():
            self._names.distinct(paths, [operation.method_name for operation in listed])
            self._names.free(paths, self._names.tag(tag))
            yield tag, self._names.tag(tag), described.get(tag, ""), listed

    def _operation(self, path: str, method: str, node: Node, item: Node) -> tuple[str, Operation]:
        node.only(_OPERATION)
        operation_id = node.text("operationId")
        if not operation_id:
            raise node.refuse("`operationId` is missing: functions and methods are named after it")
        tags = [str(tag.value) for tag in node.need("tags").elements()]
        if len(tags) != 1:
            raise node.need("tags").refuse("an operation needs one tag: its methods are grouped by it")
        security = node.get("security")
        if _listed(security) or (security is None and self._secured):
            raise (security or node).refuse("no security scheme can be generated")
        parameters = self._parameters(path, node, item)
        responses, errors, default, answer = self._responses(node.need("responses"))
        repeatable = node.flag("x-idempotent")
        summary = node.text("summary") or f"Call `{operation_id}`."
        return tags[0], Operation(
            id=operation_id,
            module=self._names.identifier(operation_id),
            method_name=self._names.method(operation_id, tags[0]),
            tag=self._names.tag(tags[0]),
            method=method.upper(),
            path=path,
            idempotent=method in _REPEATABLE if repeatable is None else repeatable,
            parameters=parameters,
            body=self._body(node.get("requestBody")),
            responses=responses,
            errors=errors,
            default=default,
            status=self._status,
            summary=" ".join(summary.split()),
            description=node.description(),
            answer=answer,
        )

    def _parameters(self, path: str, node: Node, item: Node) -> tuple[Parameter, ...]:
        found: dict[tuple[str, str], Parameter] = {}
        for owner in (item, node):
            # An operation's own parameter replaces the path's of the same name and place.
            if (listed := owner.get("parameters")) is not None:
                own = [self._parameter(parameter.resolved()) for parameter in listed.elements()]
                self._names.distinct(listed, [f"{parameter.place} {parameter.name}" for parameter in own])
                found.update({(parameter.place, parameter.name): parameter for parameter in own})
        parameters = tuple(found.values())
        self._names.distinct(node, [parameter.argument for parameter in parameters])
        named = {parameter.name for parameter in parameters if parameter.place == "path"}
        wanted = {part.partition("}")[0] for part in path.split("{")[1:]}
        if named != wanted:
            raise node.refuse(
                f"the path's parameters are {sorted(wanted)}, the described ones {sorted(named)}"
            )
        return parameters

    def _parameter(self, node: Node) -> Parameter:
        node.only(_PARAMETER)
        name, place = node.text("name"), node.text("in")
        if place not in {"path", "query", "header"}:
            raise node.need("in").refuse(f"a parameter in `{place}` cannot be generated")
        if place == "header" and name.lower() in _OWN_HEADERS:
            raise node.refuse(f"the header {name} is the client's own")
        shape = self._shapes.shape(node.need("schema"))
        if shape.kind not in SCALARS and not (place == "query" and shape.kind == "scalars"):
            raise node.need("schema").refuse(f"a parameter in `{place}` of this type cannot be generated")
        if not _PLAIN_NAME.fullmatch(name):
            raise node.need("name").refuse(
                "a name with other than letters, digits and -._~ cannot be generated"
            )
        required = bool(node.flag("required"))
        if place == "path" and not required:
            raise node.refuse("a parameter in the path must be required")
        open_by_nature = place == "path" or shape.constant
        return Parameter(
            name=name,
            argument=self._names.argument(name),
            place=place,
            shape=shape,
            required=required,
            sensitive=not open_by_nature if shape.sensitive is None else shape.sensitive,
            description=node.description()
            or node.need("schema").description()
            or f"`{name}` in the {place}.",
        )

    def _body(self, reference: Node | None) -> Body | None:
        if reference is None:
            return None
        node = reference.resolved()
        node.only(frozenset({"description", "content", "required"}))
        schema = _json_schema(node)
        description = node.description() or schema.description() or "The request body."
        return Body(self._shapes.shape(schema), bool(node.flag("required")), description)

    def _responses(self, node: Node) -> tuple[dict[int, str], dict[int, str], str | None, str]:
        successes: dict[int, str] = {}
        errors: dict[int, str] = {}
        default, answer = None, ""
        for status, reference in node.items():
            response = reference.resolved()
            response.only(_RESPONSE)
            schema = _json_schema(response)
            shape = self._shapes.shape(schema)
            if shape.kind != "model" or not is_model(schema.resolved()):
                raise schema.refuse("an answer must be a named object: put it under components/schemas")
            model = shape.annotation
            if status == "default":
                default = model
            elif not (status.isdecimal() and 200 <= int(status) <= 599):  # noqa: PLR2004 - HTTP's own bounds
                raise reference.refuse(f"the status {status} cannot be generated")
            elif int(status) >= _FIRST_ERROR:
                errors[int(status)] = model
            else:
                answer = answer or response.description()
                successes[int(status)] = model
        if not successes:
            raise node.refuse("no status below 400 is described")
        return dict(sorted(successes.items())), dict(sorted(errors.items())), default, answer


def _json_schema(node: Node) -> Node:
    content = node.get("content")
    if content is None or list(content.members()) != [_JSON]:
        raise (content or node).refuse(f"only a body of {_JSON}, and no other, can be generated")
    media_type = content.need(_JSON)
    media_type.only(_MEDIA_TYPE)
    return media_type.need("schema")


def _listed(node: Node | None) -> list[Node]:
    return [] if node is None else list(node.elements())
