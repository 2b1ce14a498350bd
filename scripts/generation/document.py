"""The document as it is written, and as openapi-python-client is given it.

Its parse drops what it has no use for: ``x-…`` keys, bounds, the order of enumerations, what stands
beside a ``$ref``. So every schema and operation is given its place in the document, as a JSON pointer
behind its description, which the parse hands on; what was dropped is looked up there.
"""

from __future__ import annotations

import copy
import datetime as dt
import math
import re
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from openapi_python_client.parser.properties.schemas import Class
from openapi_python_client.schema import UntrustedString
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator, Mapping
    from pathlib import Path

    from openapi_python_client.config import Config

__all__ = [
    "METHODS",
    "Document",
    "Node",
    "Refusal",
    "child",
    "elements",
    "escaped",
    "flag",
    "is_node",
    "load",
    "noted",
    "place_of",
]

Node: TypeAlias = "dict[str, object]"

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_MARK = "\0"
_ALIKE = 0.8
_READ = ("openapi", "swagger", "info", "paths", "components")
_UPSTREAM_NAME = re.compile(r"[a-zA-Z_-][a-zA-Z0-9_-]*")
_SCHEMA_MAPS = ("properties",)
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMAS = ("items", "additionalProperties", "not")


class Refusal(Exception):
    """Something cannot be generated.

    Args:
        pointer: Where it stands, as a JSON pointer.
        why: What stands in the way, in one line.
    """

    def __init__(self, pointer: str, why: str) -> None:
        super().__init__(" ".join(f"{pointer}: {why}".split()))
        self.pointer = pointer


@contextmanager
def noted(refusals: list[Refusal]) -> Generator[None]:
    """Go on after a refusal, so that what stands beside it is told in the same run.

    Args:
        refusals: Takes it.
    """
    try:
        yield
    except Refusal as refusal:
        refusals.append(refusal)


class Document:
    """A document.

    Args:
        root: What was read.
        name: The file's name.
    """

    def __init__(self, root: Node, name: str) -> None:
        self.root = root
        self.name = name
        self._paths: dict[str, str] = {}

    def at(self, pointer: str) -> Node:
        """The object at a JSON pointer, empty where there is none."""
        value: object = self.root
        for part in pointer.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            if _is_list(value):
                value = value[int(name)] if name.isdecimal() and int(name) < len(value) else None
            else:
                value = value.get(name) if is_node(value) else None
        return value if is_node(value) else {}

    def resolved(self, value: object) -> Node:
        """What a value means: what its ``$ref`` leads to, if it has one."""
        node = value if is_node(value) else {}
        for _ in range(100):  # one that leads back to itself is the parse's to refuse
            target = node.get("$ref")
            if not isinstance(target, str):
                break
            node = self.at(target)
        return node

    def member(self, schema: Node, name: str) -> Node:
        """How the property of that name is written in a schema or what it is put together from."""
        schema = self.resolved(schema)
        found = child(schema, "properties").get(name)
        if is_node(found):
            return found
        for part in reversed(elements(schema.get("allOf"))):
            if is_node(part) and (inherited := self.member(part, name)):
                return inherited
        return {}

    def operations(self) -> Iterator[tuple[str, str, str]]:
        """Pointer, path and method of each operation."""
        for path, item in child(self.root, "paths").items():
            for method in METHODS:
                if is_node(item) and method in item:
                    yield f"#/paths/{escaped(path)}/{method}", path, method

    def prepared(self, config: Config, bases: Collection[str]) -> Node:
        """The document for the generator's parse: the same, with places and names that it can tell apart.

        Args:
            config: The generator's settings.
            bases: The schemas whose classes hand-written code knows by their names.
        """
        # Of the rest nothing is printed, so nothing in it can be wrong.
        root = {name: copy.deepcopy(self.root[name]) for name in _READ if name in self.root}
        if info := child(self.root, "info"):
            root["info"] = {name: str(info.get(name, "")) for name in ("title", "version")}
        schemas = child(child(root, "components"), "schemas")
        for name, schema in schemas.items():
            _mark_schema(schema, f"#/components/schemas/{escaped(name)}")
        _give_classes(schemas, config, bases)
        for pointer, path, method in self.operations():
            operation = child(child(child(root, "paths"), path), method)
            operation["description"] = f"{operation.get('description') or ''}{_MARK}{pointer}"
        for top in ("paths", "components"):
            _mark_bodies(child(root, top), f"#/{top}")
        for path, item in child(root, "paths").items():
            self._paths[self._path(path, item)] = path
        root["paths"] = {given: child(root, "paths")[path] for given, path in self._paths.items()}
        return root

    def path(self, given: str) -> str:
        """How a path is written that the parse was given."""
        return self._paths.get(given, given)

    def _path(self, path: str, item: object) -> str:
        """A path whose parameters have names that the parse takes; ``{name=*}`` is one segment, as any."""
        for number, written in enumerate(re.findall(r"{([^{}]*)}", path)):
            name = written.removesuffix("=*")
            plain = name if _UPSTREAM_NAME.fullmatch(name) else f"path_{number}"
            path = path.replace(f"{{{written}}}", f"{{{plain}}}")
            owners = [item, *(child(item, method) for method in METHODS)] if is_node(item) else []
            for owner in owners:
                listed = elements(owner.get("parameters"))
                if listed and name != plain:
                    owner["parameters"] = [self._renamed(reference, name, plain) for reference in listed]
        return path

    def _renamed(self, reference: object, name: str, plain: str) -> object:
        parameter = self.resolved(reference)
        if (parameter.get("name"), parameter.get("in")) != (name, "path"):
            return reference
        written_here = is_node(reference) and "$ref" not in reference
        return {**(reference if written_here and is_node(reference) else parameter), "name": plain}


def load(path: Path) -> Document:
    """Read a document, YAML or JSON.

    Args:
        path: The file.

    Raises:
        Refusal: It cannot be read, or is no object.
    """
    try:
        # The parser that the generator reads documents with; JSON is YAML.
        value: object = YAML(typ="safe").load(path.read_text(encoding="utf-8"))  # pyright: ignore[reportUnknownMemberType]
    except OSError as error:
        raise Refusal("#", f"{path.name} cannot be read: {error.strerror}") from error
    except (YAMLError, ValueError) as error:  # no text, or no date that there is
        raise Refusal("#", f"{path.name} is no YAML: {error}") from error
    root = _plain(value, "#")
    if not is_node(root):
        raise Refusal("#", f"{path.name} must be an object")
    return Document(root, path.name)


def place_of(description: object) -> str:
    """The place that a description was marked with, ``""`` where there is none."""
    text = description.get_untrusted_value() if isinstance(description, UntrustedString) else ""
    return text.rpartition(_MARK)[2] if _MARK in text else ""


def flag(node: Mapping[str, object], name: str, pointer: str) -> bool | None:
    """What an ``x-…`` key says, None where it says nothing.

    Raises:
        Refusal: It says something else than yes or no, or the key is misspelt.
    """
    others = [key for key in node if str(key).startswith("x-") and key != name]
    for misspelt in get_close_matches(name, others, 1, _ALIKE):
        raise Refusal(f"{pointer}/{misspelt}", f"must be {name}, if that is what it means")
    found = node.get(name)
    if found is not None and not isinstance(found, bool):
        raise Refusal(f"{pointer}/{name}", "must be true or false")
    return found


def child(node: Mapping[str, object], name: str) -> Node:
    """The object of that name in another, empty where there is none."""
    found = node.get(name)
    return found if is_node(found) else {}


def escaped(name: str) -> str:
    """A name as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def elements(value: object) -> list[object]:
    """The elements of a list, none where it is no list."""
    return value if _is_list(value) else []


def is_node(value: object) -> TypeGuard[Node]:
    """Tell whether a value is an object."""
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeGuard[dict[object, object]]:
    return isinstance(value, dict)


def _plain(value: object, pointer: str) -> object:
    """JSON in place of what YAML makes of an unquoted status or date, and has besides."""
    if _is_object(value):
        if any(isinstance(name, bool) or not isinstance(name, (str, int)) for name in value):
            raise Refusal(pointer, "each name in it must be a text; put it in quotes")
        return {
            str(name): _plain(member, f"{pointer}/{escaped(str(name))}") for name, member in value.items()
        }
    if _is_list(value):
        return [_plain(item, f"{pointer}/{index}") for index, item in enumerate(value)]
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise Refusal(pointer, "JSON has no such value")


def _mark_schema(schema: object, pointer: str) -> None:
    if not is_node(schema) or "$ref" in schema:
        return
    schema["description"] = f"{schema.get('description') or ''}{_MARK}{pointer}"
    if schema.get("type") == "array" and "prefixItems" not in schema:
        schema.setdefault("items", {})  # which means the same
    if not _is_list(schema.get("required")):
        schema.pop("required", None)  # `true`, of a drafts' draft: no schema says that of itself
    if "enum" in schema:
        _say_null_once(schema)
    for key in _SCHEMA_MAPS:
        for name, member in child(schema, key).items():
            _mark_schema(member, f"{pointer}/{key}/{escaped(name)}")
    for key in _SCHEMA_LISTS:
        for index, member in enumerate(elements(schema.get(key))):
            _mark_schema(member, f"{pointer}/{key}/{index}")
    for key in _SCHEMAS:
        _mark_schema(schema.get(key), f"{pointer}/{key}")


def _say_null_once(schema: Node) -> None:
    """Let an enumeration list its null; said in another way as well, the parse makes a type of each."""
    kinds = elements(schema.get("type"))
    if schema.pop("nullable", None) is True or "null" in kinds:
        schema["enum"] = [*(value for value in elements(schema["enum"]) if value is not None), None]
    if len(others := [kind for kind in kinds if kind != "null"]) == 1:
        schema["type"] = others[0]


def _mark_bodies(value: object, pointer: str) -> None:
    """Mark the schemas of parameters and bodies, and say what converters leave to be understood."""
    for index, item in enumerate(elements(value)):
        _mark_bodies(item, f"{pointer}/{index}")
    if not is_node(value):
        return
    for name, member in value.items():
        if name == "schema":
            _mark_schema(member, f"{pointer}/schema")
        elif name not in {"schemas", "example", "examples"}:
            _mark_bodies(member, f"{pointer}/{escaped(name)}")
    if value.get("in") == "path":
        value["required"] = True
    for response in child(value, "responses").values():
        if is_node(response) and "$ref" not in response and response.get("description") is None:
            response["description"] = ""
    content = value.get("content")
    if is_node(content):
        value["content"] = _told(content)


def _told(content: Node) -> Node:
    """Media types as the parse takes them, JSON first; one without a schema may hold anything."""
    if list(content) == ["*/*"]:
        name = "application/json" if child(child(content, "*/*"), "schema") else "application/octet-stream"
        content = {name: content["*/*"]}
    for media in content.values():
        if is_node(media):
            media.setdefault("schema", {})
    return dict(sorted(content.items(), key=lambda item: "json" not in item[0].lower()))


def _give_classes(schemas: Node, config: Config, bases: Collection[str]) -> None:
    """Title schemas whose classes would have one name, so that each gets a class of its own."""
    taken: set[str] = set()
    for name, schema in sorted(schemas.items(), key=lambda item: item[0] not in bases):
        if not is_node(schema) or "$ref" in schema:
            continue
        title = schema.pop("title", None)
        wanted = [str(title)] if title and name not in bases else []
        for candidate in [*wanted, name, *(f"{name} {number}" for number in range(2, 100))]:
            class_name = Class.from_string(string=UntrustedString(candidate), config=config).name
            if class_name not in taken:
                taken.add(class_name)
                if candidate != name:  # what refers to it by another name has a class of its own
                    schema["title"] = candidate
                break
