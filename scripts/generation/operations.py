"""From the generator's endpoints to operations, ready to be written as Python functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from openapi_python_client.parser.bodies import BodyType
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.strings import PythonIdentifier

from generation.docstrings import call_docstring
from generation.document import Refusal, child, elements, flag, is_node, noted, place_of
from generation.schemas import Shape, literal, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol
    from openapi_python_client.parser.responses import Response

    from generation.document import Node
    from generation.schemas import Shapes

__all__ = ["Operation"]

_FIRST_ERROR = 400
_REPEATABLE = frozenset({"get", "put", "delete", "options", "head", "trace"})
# What a generated function has already.
_TAKEN = frozenset({"body", "call", "client", "send", "timeout", "self", "Call", "OPERATION", "not_a_client"})
# What the package of a tag imports: no module and no method of this name can stand beside it.
_IN_TAGS = frozenset({"annotations", "models", "uuid"})
_IGNORED_HEADERS = frozenset({"accept", "content-type"})  # as OpenAPI has it
_OWN_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "cookie", "expect", "host", "te", "trailer"}
    | {"transfer-encoding", "upgrade", "user-agent"}
)
_SECRET_WORDS = ("token", "key", "code", "password", "secret")
_HEADER_NAME = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
_IN_PATHS = "/:@!$&'()*+,;=-._~%"
_OCTETS = "application/octet-stream"
_STYLES = {"query": "form", "path": "simple", "header": "simple"}
_NOTHING = Shape("schema.Nothing()", "None")


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    argument: str
    place: str
    shape: Shape
    required: bool
    sensitive: bool
    description: str

    @property
    def annotation(self) -> str:
        """The argument's type."""
        return self.shape.annotation if self.required else self.shape.optional

    @property
    def default(self) -> str | None:
        """The argument's default, None if it must be passed."""
        return self.shape.default if self.required else "None"

    @property
    def explained(self) -> str:
        """What the docstring says of it."""
        if not self.required:
            theirs = f"; the server then takes `{self.shape.default}`" if self.shape.default else ""
            return f"{self.description} Not sent when None{theirs}."
        return f"{self.description} Default: `{self.default}`." if self.default else self.description


@dataclass(frozen=True)
class Body:
    """The request body of an operation."""

    shape: Shape
    media: str | None
    required: bool
    description: str

    @property
    def annotation(self) -> str:
        """The argument's type."""
        return self.shape.annotation if self.required else self.shape.optional


class Operation:
    """One operation.

    Args:
        endpoint: What the parse made of it.
        tag: The tag's name in Python.
        shapes: Turns properties into Python.
        status: The model that error answers in the served form become.

    Attributes:
        pointer: Its place in the document.
        id: Its ``operationId``.
        module: The module of its functions.
        method_name: The clients' method for it.
        path: The path template.
        idempotent: Whether it may be sent twice.
        parameters: In the document's order.
        body: The request body, if it has one.
        token: How it sends the client's token, if it does, as Python.
        responses: The type of each status below 400.
        errors: The model of each status from 400 on.
        default: The model of every other status, None if there is none.
        answer: What the first documented success is.
        refusals: Why it cannot be generated; where there are any, the rest may be missing.
    """

    def __init__(self, endpoint: Endpoint, tag: str, shapes: Shapes, status: str) -> None:
        self._endpoint = endpoint
        self._document = shapes.document
        self._shapes = shapes
        self.status = status
        self.pointer = pointer = place_of(endpoint.description)
        self._raw = raw = shapes.document.at(pointer)
        item_pointer, _, method = pointer.rpartition("/")
        self._item = shapes.document.at(item_pointer)
        self.refusals = refusals = [
            Refusal(f"{place}/servers", "`servers` is not supported here")
            for owner, place in ((self._item, item_pointer), (raw, pointer))
            if "servers" in owner
        ]
        refusals += [Refusal(f"{pointer}/responses", one.detail or one.header) for one in endpoint.errors]
        path = item_pointer.removeprefix("#/paths/").replace("~1", "/").replace("~0", "~").replace("=*}", "}")
        if not path.startswith("/"):
            refusals.append(Refusal(item_pointer, "a path begins with a slash"))
        self.path = re.sub(r"[^{}]+(?![^{]*})", lambda part: quote(part[0], _IN_PATHS), path)
        self.method = method.upper()
        self.module = str(PythonIdentifier(endpoint.name, shapes.prefix))  # as the generator names the file
        self.id = str(raw.get("operationId") or self.module)
        self.method_name = _beside(_method_name(self.module, tag, shapes.prefix))
        self.module = _beside(self.module)
        endpoint.name = PythonIdentifier(self.module, shapes.prefix)
        self.idempotent = method in _REPEATABLE
        with noted(refusals):
            if (said := flag(raw, "x-idempotent", pointer)) is not None:
                self.idempotent = said
        self.summary = " ".join(text(endpoint.summary).split()) or f"Call `{self.id}`."
        deprecated = "\n\nDeprecated." if raw.get("deprecated") is True else ""
        self.description = f"{text(endpoint.description)}{deprecated}".strip()
        self.responses: dict[int, Shape] = {}
        self.errors: dict[int, Shape] = {}
        self.default: Shape | None = None
        self.answer = ""
        with noted(refusals):
            self._read_responses()
        self.parameters = tuple(self._parameters(refusals))
        with noted(refusals):
            self.body = self._body()
        with noted(refusals):
            self.token = self._token()

    @property
    def positional(self) -> list[Parameter]:
        """The parameters in the path, in the path's order."""
        found = [parameter for parameter in self.parameters if parameter.place == "path"]
        return sorted(found, key=lambda parameter: self.path.index(f"{{{parameter.name}}}"))

    @property
    def named(self) -> list[tuple[str, str, str | None]]:
        """Name, type and default of the keyword arguments, those that must be passed first."""
        found = [(p.argument, p.annotation, p.default) for p in self.parameters if p.place != "path"]
        if self.body is not None:
            found.insert(0, ("body", self.body.annotation, None if self.body.required else "None"))
        return sorted(found, key=lambda argument: argument[2] is not None)

    @property
    def packed(self) -> str:
        """The values that a call takes, as a tuple."""
        values = [parameter.argument for parameter in self.parameters]
        return f"({', '.join(values)}{',' if len(values) == 1 else ''})"

    @property
    def held(self) -> list[str]:
        """The arguments that a function forgets once the call has them."""
        return [*(parameter.argument for parameter in self.parameters), *(["body"] if self.body else [])]

    @property
    def success_type(self) -> str:
        """The type of a documented success."""
        return _union(shape.annotation for shape in self.responses.values())

    @property
    def error_type(self) -> str:
        """The type of every other answer."""
        errors = [*self.errors.values(), *([self.default] if self.default else [])]
        return _union([*(shape.annotation for shape in errors), self.status])

    @property
    def any_type(self) -> str:
        """The type of the model in a detailed answer."""
        return _union(
            [*(shape.annotation for shape in self.responses.values()), *self.error_type.split(" | ")]
        )

    @property
    def models(self) -> frozenset[str]:
        """The classes that it refers to."""
        shapes = [
            *(parameter.shape for parameter in self.parameters),
            *([self.body.shape] if self.body else []),
            *(*self.responses.values(), *self.errors.values(), *([self.default] if self.default else [])),
        ]
        return frozenset[str]().union(*(shape.models for shape in shapes))

    def doc(self, *, method: bool = False) -> str:
        """The full docstring, of a plain function or the clients' method.

        Args:
            method: Whether it is the clients' method, which has no ``client`` argument.
        """
        return call_docstring(self, method=method)

    def _parameters(self, refusals: list[Refusal]) -> Iterator[Parameter]:
        places: dict[tuple[str, str], tuple[Node, str]] = {}
        for owner, owner_pointer in (
            (self._item, self.pointer.rpartition("/")[0]),
            (self._raw, self.pointer),
        ):
            for index, reference in enumerate(elements(owner.get("parameters"))):
                found = self._document.resolved(reference)
                where = f"{owner_pointer}/parameters/{index}"
                places[str(found.get("in")), str(found.get("name")).removesuffix("=*")] = (found, where)
        parsed: dict[tuple[str, str], PropertyProtocol] = {
            (str(place), prop.name.get_untrusted_value()): prop
            for place, prop in self._endpoint.iter_all_parameters()
        }
        in_path = iter(self._endpoint.path_parameters)  # which has them in the path's order, maybe renamed
        paths = {name: next(in_path, None) for name in _names(self.pointer)}
        taken: set[str] = set()
        for (place, name), (found, where) in places.items():
            if place == "header" and name.lower() in _IGNORED_HEADERS:
                continue
            with noted(refusals):
                _check_parameter(place, name, found, where)
                prop = paths.get(name) if place == "path" else parsed.get((place, name))
                if prop is None:
                    raise Refusal(
                        where, "the path has no such parameter" if place == "path" else "has no schema"
                    )
                parameter = self._parameter(prop, place, name, found, where)
                if parameter.argument in taken:
                    raise Refusal(where, f"two parameters would both be `{parameter.argument}` in Python")
                taken.add(parameter.argument)
                yield parameter

    def _parameter(self, prop: PropertyProtocol, place: str, name: str, raw: Node, where: str) -> Parameter:
        shape = self._shapes.shape(prop, child(raw, "schema"), f"{where}/schema")
        if not shape.scalar and not (place == "query" and shape.repeated):
            raise Refusal(f"{where}/schema", f"a parameter in the {place} of this type is not supported")
        argument = str(prop.python_name)
        if place == "path" and prop.name.get_untrusted_value() != name:
            argument = str(PythonIdentifier(name, self._shapes.prefix))
        marked = flag(raw, "x-sensitive", where)
        marked = shape.sensitive if marked is None else marked
        if place == "path":
            usual = any(word in name.casefold() for word in _SECRET_WORDS)
        else:
            usual = not shape.constant
        said = str(raw.get("description") or "").strip() or text(prop.description)
        deprecated = " Deprecated." if raw.get("deprecated") is True else ""
        return Parameter(
            name=name,
            argument=f"{argument}_" if argument in _TAKEN else argument,
            place=place,
            shape=shape,
            required=prop.required,
            sensitive=usual if marked is None else marked,
            description=(said or f"`{name}` in the {place}.") + deprecated,
        )

    def _body(self) -> Body | None:
        if not self._endpoint.bodies:
            return None
        found = self._document.resolved(self._raw.get("requestBody"))
        body = self._endpoint.bodies[0]
        media = body.content_type.get_untrusted_value()
        required = found.get("required") is True
        where = f"{self.pointer}/requestBody/content"
        description = str(found.get("description") or "").strip() or text(body.prop.description)
        if body.body_type is BodyType.JSON:
            schema = child(child(child(found, "content"), media), "schema")
            shape = self._shapes.shape(body.prop, schema, where)
            plain = media == "application/json"
            return Body(shape, None if plain else media, required, description or "The request body.")
        if body.body_type is BodyType.CONTENT:
            return Body(_binary(media), None, required, description or "The request body.")
        raise Refusal(where, f"a body of {media} is not supported")

    def _read_responses(self) -> None:
        for response in self._endpoint.responses.patterns:
            first, last = response.status_code.range or (0, 0)
            status = first if first == last else first // 100
            shape = self._answer(response)
            if first < _FIRST_ERROR:
                self.responses[status] = shape
                self.answer = self.answer or _described(response)
            elif _is_model(response, shape):
                self.errors[status] = shape
        default = self._endpoint.responses.default
        if default is not None:
            shape = self._answer(default)
            self.default = shape if _is_model(default, shape) else None
            if not self.responses:
                self.responses[2] = shape  # all that the document says of a success
                self.answer = _described(default)
        if not self.responses and not self._endpoint.errors:
            raise Refusal(f"{self.pointer}/responses", "no answer below status 400 is described")

    def _answer(self, response: Response) -> Shape:
        pattern = response.status_code.pattern
        documented = child(self._raw, "responses").get(pattern)
        content = child(self._document.resolved(documented), "content")
        source = response.source["attribute"]
        if not content:
            return _NOTHING
        if source == "response.text":
            return Shape("schema.PlainText()", "str")
        if source == "response.content":
            media = next((name for name in content if "octet-stream" in name or name == "*/*"), _OCTETS)
            return _binary(media)
        return self._shapes.shape(response.prop, owner=f"{self.pointer}/responses/{pattern}/content")

    def _token(self) -> str | None:
        raw = self._raw
        where = f"{self.pointer}/security" if "security" in raw else "#/security"
        wanted = elements(raw.get("security", self._document.root.get("security")))
        if not wanted:
            return None
        schemes = child(child(self._document.root, "components"), "securitySchemes")
        optional = {} in wanted
        why = "no scheme"
        for index, requirement in enumerate(wanted):
            if not is_node(requirement) or not requirement:
                continue
            if len(requirement) > 1:
                why = "several schemes at once are not supported"
                continue
            name = next(iter(requirement))
            scheme = self._document.resolved(schemes.get(name))
            kind, place, sent = scheme.get("type"), scheme.get("in"), str(scheme.get("name"))
            arguments: list[str] = []
            if kind == "http" and str(scheme.get("scheme")).lower() == "bearer":
                arguments.append('scheme="Bearer"')
                place, sent = "header", "Authorization"
            elif kind == "apiKey" and place in {"header", "query"}:
                arguments += [literal(sent), literal(place)]
            else:
                why = f"the scheme {name!r} is neither bearer nor an apiKey in header or query"
                where = f"{where.removesuffix(f'/{index - 1}')}/{index}"
                continue
            if (place, sent.lower()) in {(one.place, one.name.lower()) for one in self.parameters}:
                raise Refusal(self.pointer, f"a parameter has the token's place, {sent!r} in the {place}")
            return f"Token({', '.join([*arguments, *(['required=False'] if optional else [])])})"
        if optional:
            return None
        raise Refusal(where, why)


def _check_parameter(place: str, name: str, raw: Node, where: str) -> None:
    if place not in _STYLES:
        raise Refusal(f"{where}/in", f"a parameter in `{place}` is not supported")
    if place == "header" and (name.lower() in _OWN_HEADERS or not set(name.lower()) <= _HEADER_NAME):
        raise Refusal(where, f"the header {name} is the client's own, or none that HTTP has")
    if "content" in raw:
        raise Refusal(f"{where}/content", "a parameter described by `content` is not supported")
    style = raw.get("style", _STYLES[place])
    if style != _STYLES[place]:
        raise Refusal(f"{where}/style", f"the style {style!r} is not supported")
    if (
        place == "query"
        and child(raw, "schema").get("type") == "array"
        and raw.get("explode", True) is not True
    ):
        raise Refusal(f"{where}/explode", "`explode: false` is not supported")


def _names(pointer: str) -> list[str]:
    path = pointer.rpartition("/")[0]
    return [part.partition("}")[0].removesuffix("=*") for part in path.split("{")[1:]]


def _is_model(response: Response, shape: Shape) -> bool:
    return isinstance(response.prop, ModelProperty) and bool(shape.models)


def _described(response: Response) -> str:
    return text(getattr(response.data, "description", None))


def _binary(media: str) -> Shape:
    usual = media == _OCTETS
    return Shape("schema.Binary()" if usual else f"schema.Binary({literal(media)})", "bytes")


def _method_name(name: str, tag: str, prefix: str) -> str:
    """The clients' method for an operation: its name without the tag's in front, however that is cut."""
    words, wanted = name.split("_"), tag.replace("_", "")
    for count in range(1, len(words)):
        if "".join(words[:count]) == wanted:
            return str(PythonIdentifier("_".join(words[count:]), prefix))
    return name


def _beside(name: str) -> str:
    return f"{name}_operation" if name in _IN_TAGS else name


def _union(types: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(types))
