"""Changes of the document, each with the facts that have to be reported then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.contract_document import facts
from tests.contract_document.reading import Document

__all__ = ["MUTATIONS"]

Mutation = Callable[[Document], Any]

AUTHORIZE = "/oauth/{tenant_id}/authorize"
GONE = object()
NO_SCOPES: list[str] = []


def operation(document: Document) -> Document:
    found: Document = document["paths"][AUTHORIZE]["get"]
    return found


def parameter(document: Document, name: str) -> Document:
    found: Document = next(each for each in operation(document)["parameters"] if each["name"] == name)
    return found


def schema(document: Document, name: str, member: str | None = None) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found if member is None else found["properties"][member]


def change(place: Document, name: str, *, to: object) -> None:
    if to is GONE:
        del place[name]
    else:
        place[name] = to


def rename(place: Document, old: str, new: str) -> None:
    place[new] = place.pop(old)


def without(name: str) -> Mutation:
    """Drop a parameter."""
    return lambda d: operation(d)["parameters"].remove(parameter(d, name))


def of_parameter(name: str, member: str, *, to: object) -> Mutation:
    """Change a member of a parameter."""
    return lambda d: change(parameter(d, name), member, to=to)


def of_parameter_schema(name: str, member: str, *, to: object) -> Mutation:
    """Change a member of a parameter's schema."""
    return lambda d: change(parameter(d, name)["schema"], member, to=to)


def of_member(name: str, member: str, keyword: str, *, to: object) -> Mutation:
    """Change a keyword of a message's member."""
    return lambda d: change(schema(d, name, member), keyword, to=to)


def untold(phrase: str) -> Mutation:
    """Take a phrase out of the description of `@type`."""

    def mutate(document: Document) -> None:
        place = schema(document, "protobufAny", "@type")
        place["description"] = " ".join(place["description"].split()).replace(phrase, "")

    return mutate


def add_parameter(document: Document) -> None:
    operation(document)["parameters"].append({"name": "scope", "in": "query", "schema": {"type": "string"}})


def content(document: Document, status: str) -> Document:
    found: Document = operation(document)["responses"][status]["content"]
    return found


REF = {"$ref": "#/components/schemas/protobufAny"}

MUTATIONS: dict[str, tuple[Mutation, set[str]]] = {
    "other path": (lambda d: rename(d["paths"], AUTHORIZE, "/oauth2/{tenant_id}/authorize"), {"operations"}),
    "other method": (lambda d: rename(d["paths"][AUTHORIZE], "get", "put"), {"operations"}),
    "another operation": (lambda d: change(d["paths"], "/token", to={"get": operation(d)}), {"operations"}),
    "other operationId": (lambda d: change(operation(d), "operationId", to="Authorize"), {"operation"}),
    "other tag": (lambda d: change(operation(d), "tags", to=["login"]), {"operation"}),
    "a body": (lambda d: change(operation(d), "requestBody", to={}), {"request body"}),
    "another parameter": (add_parameter, {"parameters", "parameter scope"}),
    "other order": (
        lambda d: operation(d)["parameters"].reverse(),
        {"parameters"},
    ),
    **{
        f"no {name}": (
            without(name),
            {"parameters", f"parameter {name}", *more},
        )
        for name, more in {
            "tenant_id": set[str](),
            "response_type": {"default of response_type"},
            "username": set[str](),
            "password": {"format of password"},
            "redirect_uri": {"not secret"},
            "state": set[str](),
        }.items()
    },
    **{
        f"{name} elsewhere": (
            of_parameter(name, "in", to="header"),
            {f"parameter {name}"},
        )
        for name in ("tenant_id", "response_type", "username", "password", "redirect_uri", "state")
    },
    **{
        f"{name} of another type": (
            of_parameter_schema(name, "type", to="integer"),
            {f"parameter {name}"},
        )
        for name in ("tenant_id", "response_type", "username", "password", "redirect_uri", "state")
    },
    **{
        f"{name} optional": (
            of_parameter(name, "required", to=False),
            {f"parameter {name}"},
        )
        for name in ("tenant_id", "response_type", "username", "password", "redirect_uri")
    },
    "state required": (lambda d: change(parameter(d, "state"), "required", to=True), {"parameter state"}),
    "any response_type": (
        lambda d: change(parameter(d, "response_type")["schema"], "const", to=GONE),
        {"parameter response_type"},
    ),
    "other response_type": (
        lambda d: change(parameter(d, "response_type")["schema"], "const", to="token"),
        {"parameter response_type"},
    ),
    "response_type without a default": (
        lambda d: change(parameter(d, "response_type")["schema"], "default", to=GONE),
        {"default of response_type"},
    ),
    "no 200": (lambda d: change(operation(d)["responses"], "200", to=GONE), {"answers", "answer 200"}),
    "no default": (
        lambda d: change(operation(d)["responses"], "default", to=GONE),
        {"answers", "answer default"},
    ),
    "an invented 400": (
        lambda d: change(operation(d)["responses"], "400", to=operation(d)["responses"]["default"]),
        {"answers", "answer 400"},
    ),
    "200 of another type": (
        lambda d: change(content(d, "200")["application/json"], "schema", to=REF),
        {"answer 200"},
    ),
    "default of another type": (
        lambda d: change(content(d, "default")["application/json"], "schema", to=REF),
        {"answer default"},
    ),
    "other media type": (
        lambda d: rename(content(d, "200"), "application/json", "text/plain"),
        {"media types"},
    ),
    "another message": (
        lambda d: change(d["components"]["schemas"], "other", to={"type": "object", "properties": {}}),
        {"messages", "other", "required in other"},
    ),
    "other name of the code": (
        lambda d: rename(schema(d, "v1AuthorizeResponse")["properties"], "code", "token"),
        {
            "v1AuthorizeResponse",
            "v1AuthorizeResponse.code",
            "v1AuthorizeResponse.token",
            "shortest code",
            "secret in answers",
        },
    ),
    **{
        f"{name}.{member} of another type": (
            of_member(name, member, "type", to="boolean"),
            {f"{name}.{member}"},
        )
        for name, member in (
            ("v1AuthorizeResponse", "code"),
            ("rpcStatus", "code"),
            ("rpcStatus", "message"),
            ("rpcStatus", "details"),
            ("protobufAny", "@type"),
        )
    },
    "details of another type": (
        lambda d: change(schema(d, "rpcStatus", "details"), "items", to={"type": "object"}),
        {"rpcStatus.details"},
    ),
    "no message": (
        lambda d: change(schema(d, "rpcStatus")["properties"], "message", to=GONE),
        {"rpcStatus", "rpcStatus.message"},
    ),
    "no other members": (
        lambda d: change(schema(d, "protobufAny"), "additionalProperties", to=GONE),
        {"protobufAny"},
    ),
    "other members of an answer": (
        lambda d: change(schema(d, "v1AuthorizeResponse"), "additionalProperties", to=True),
        {"v1AuthorizeResponse"},
    ),
    **{
        f"@type without: {name}": (
            untold(phrase),
            {f"@type: {name}"},
        )
        for name, phrase in facts.TYPE_URL.items()
    },
    "other version": (lambda d: change(d, "openapi", to="3.2.0"), {"openapi"}),
    "other server": (lambda d: change(d["servers"][0], "url", to="https://{host}/v1"), {"server path"}),
    "a security scheme": (lambda d: change(d, "security", to=[{"basic": NO_SCOPES}]), {"security"}),
    "code not required": (
        lambda d: change(schema(d, "v1AuthorizeResponse"), "required", to=[]),
        {"required in v1AuthorizeResponse"},
    ),
    "an error's code required": (
        lambda d: change(schema(d, "rpcStatus"), "required", to=["code"]),
        {"required in rpcStatus"},
    ),
    "@type required": (
        lambda d: change(schema(d, "protobufAny"), "required", to=["@type"]),
        {"required in protobufAny"},
    ),
    "an empty code": (
        lambda d: change(schema(d, "v1AuthorizeResponse", "code"), "minLength", to=GONE),
        {"shortest code"},
    ),
    "an unbounded number": (
        lambda d: change(schema(d, "rpcStatus", "code"), "format", to=GONE),
        {"format of rpcStatus.code"},
    ),
    "an open password": (
        lambda d: change(parameter(d, "password")["schema"], "format", to=GONE),
        {"format of password"},
    ),
    "a shown username": (
        lambda d: change(parameter(d, "username")["schema"], "x-sensitive", to=False),
        {"not secret"},
    ),
    "a shown code": (
        lambda d: change(schema(d, "v1AuthorizeResponse", "code"), "x-sensitive", to=GONE),
        {"secret in answers"},
    ),
}
