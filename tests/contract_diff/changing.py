"""What a change of the contract is in the table, and the words to write one with."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]
Edit = Callable[[Document], Any]

ROOT = Path(__file__).resolve().parents[2]
CONTRACT: Document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
AUTHORIZE = "/oauth/{tenant_id}/authorize"
DEVICES = "/devices/{device_id}"
GONE = object()


@dataclass(frozen=True)
class Change:
    """One change, and what it does.

    Attributes:
        edits: What is done to the old document to get the new one.
        wire: What it does on the wire: `breaks`, `adds` or `same`.
        python: What the regenerated package does to its callers, in the same words.
        before: What is done to the contract to get the old document.
    """

    edits: tuple[Edit, ...]
    wire: str
    python: str
    before: tuple[Edit, ...] = ()

    @property
    def version(self) -> str:
        """The part of the version number that has to grow."""
        if "breaks" in {self.wire, self.python}:
            return "major"
        return "minor" if "adds" in {self.wire, self.python} else "patch"

    def documents(self) -> tuple[Document, Document]:
        """The old and the new document."""
        old = deepcopy(CONTRACT)
        for edit in self.before:
            edit(old)
        new = deepcopy(old)
        for edit in self.edits:
            edit(new)
        assert text(old) != text(new)
        return old, new


def text(document: Document) -> str:
    """A document as YAML."""
    # not sorted: the order of a message's members is the order of its arguments in Python
    dumped = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    assert isinstance(dumped, str)
    return dumped


def written(document: Document, path: Path) -> Path:
    """Write a document into a file; gives the file."""
    path.write_text(text(document), encoding="utf-8")
    return path


def operation(document: Document) -> Document:
    """The authorize operation, whatever its method and path have become."""
    found: list[Document] = [
        item[method]
        for path, item in document["paths"].items()
        for method in item
        if path.startswith("/oauth/")
    ]
    return found[0]


def parameter(document: Document, name: str) -> Document:
    """A parameter of it."""
    found: Document = next(each for each in operation(document)["parameters"] if each["name"] == name)
    return found


def schema(document: Document, name: str, member: str = "") -> Document:
    """A message, or a member of one."""
    found: Document = document["components"]["schemas"][name]
    return found["properties"][member] if member else found


def put(place: Document, /, **keywords: object) -> None:
    """Set keywords of a place, or take them out with GONE."""
    for keyword, value in keywords.items():
        if value is GONE:
            del place[keyword]
        else:
            place[keyword] = value


def renamed(place: Document, old: str, new: str) -> None:
    """Rename a member, in its place."""
    members = [(new if name == old else name, value) for name, value in place.items()]
    assert new in dict(members)
    place.clear()
    place.update(members)


def first(place: Document, name: str) -> None:
    """Put a member before all others."""
    members = {name: place[name], **place}
    place.clear()
    place.update(members)


def of_parameter(name: str, /, **keywords: object) -> Edit:
    """Set keywords of a parameter."""
    return lambda document: put(parameter(document, name), **keywords)


def of_argument(name: str, /, **keywords: object) -> Edit:
    """Set keywords of a parameter's schema."""
    return lambda document: put(parameter(document, name)["schema"], **keywords)


def of_member(message: str, member: str, /, **keywords: object) -> Edit:
    """Set keywords of a message's member."""
    return lambda document: put(schema(document, message, member), **keywords)


def of_message(message: str, /, **keywords: object) -> Edit:
    """Set keywords of a message."""
    return lambda document: put(schema(document, message), **keywords)


def of_operation(**keywords: object) -> Edit:
    """Set keywords of the operation."""
    return lambda document: put(operation(document), **keywords)


def with_parameter(name: str, /, *, required: bool = False, **keywords: object) -> Edit:
    """Add a query parameter, a string unless something else is said."""
    added = {
        "name": name,
        "in": "query",
        "required": required,
        "description": f"The {name}.",
        "schema": {"type": "string", **keywords},
    }
    return lambda document: operation(document)["parameters"].append(deepcopy(added))


def with_colour(document: Document) -> None:
    """Add a query parameter whose schema is a named enumeration."""
    document["components"]["schemas"]["colour"] = {"type": "string", "enum": ["dark", "light"]}
    with_parameter("colour")(document)
    parameter(document, "colour")["schema"] = {"$ref": "#/components/schemas/colour"}


def without_parameter(name: str) -> Edit:
    """Drop a parameter."""
    return lambda document: operation(document)["parameters"].remove(parameter(document, name))


def with_member(message: str, member: str, /, *, required: bool = False, **keywords: object) -> Edit:
    """Add a member to a message, a string unless something else is said."""

    def edit(document: Document) -> None:
        place = schema(document, message)
        place["properties"][member] = {"type": "string", "description": f"The {member}.", **keywords}
        if required:
            place["required"] = [*place.get("required", []), member]

    return edit


def without_member(message: str, member: str) -> Edit:
    """Drop a member of a message."""
    return lambda document: put(schema(document, message)["properties"], **{member: GONE})


def with_message(name: str, /, **members: Document) -> Edit:
    """Add a message whose members are strings unless something else is said."""
    properties: Document = {
        member: {"type": "string", "description": f"The {member}.", **said}
        for member, said in members.items()
    }
    added: Document = {"type": "object", "description": f"The {name}.", "properties": properties}
    return lambda document: put(document["components"]["schemas"], **{name: deepcopy(added)})


def answer(message: str) -> Document:
    """A response with a message in JSON."""
    reference = {"$ref": f"#/components/schemas/{message}"}
    return {"description": f"The {message}.", "content": {"application/json": {"schema": reference}}}


def answers(status: str, message: str) -> Edit:
    """Add a response to the operation, or change it."""
    return lambda document: put(operation(document)["responses"], **{status: answer(message)})


def register(document: Document) -> None:
    """Add a second operation, with a body: PUT /devices/{device_id}."""
    with_message("device", name={}, kind={"enum": ["sensor", "gateway"]})(document)
    body = {"required": True, "content": answer("device")["content"]}
    document["paths"][DEVICES] = {
        "put": {
            "operationId": "RegisterDevice",
            "tags": ["devices"],
            "summary": "Register a device.",
            "description": "It is known from then on.",
            "parameters": [
                {"name": "device_id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "requestBody": {"description": "The device.", **body},
            "responses": {"200": answer("v1AuthorizeResponse"), "default": answer("rpcStatus")},
        }
    }
