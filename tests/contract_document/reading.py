"""Reads from an OpenAPI document what `facts.py` states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.contract_document import facts

if TYPE_CHECKING:
    from collections.abc import Iterable

Document = dict[str, Any]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def differences(document: Document) -> set[str]:
    """The names of the facts that a document does not agree with."""
    found = {**_page(document), **_ours(document)}
    expected = {**facts.PAGE, **facts.OURS}
    told = document["components"]["schemas"]["protobufAny"]["properties"]["@type"]["description"]
    words = " ".join(told.split())
    return {
        *(name for name in {*expected, *found} if expected.get(name) != found.get(name)),
        *(f"@type: {name}" for name, phrase in facts.TYPE_URL.items() if phrase not in words),
    }


def _page(document: Document) -> dict[str, str]:
    operations = {
        f"{method.upper()} {path}": item[method]
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    }
    found = {"operations": ", ".join(operations)}
    for operation in operations.values():
        found["operation"] = f"{operation['operationId']}, tagged {', '.join(operation['tags'])}"
        found["parameters"] = ", ".join(parameter["name"] for parameter in operation["parameters"])
        for parameter in operation["parameters"]:
            found[f"parameter {parameter['name']}"] = _parameter(parameter)
        found["request body"] = "some" if "requestBody" in operation else "none"
        found["answers"] = ", ".join(operation["responses"])
        for status, response in operation["responses"].items():
            schemas = [_type(content["schema"]) for content in response["content"].values()]
            found[f"answer {status}"] = ", ".join(schemas)
    schemas = document["components"]["schemas"]
    found["messages"] = ", ".join(schemas)
    for name, schema in schemas.items():
        others = ", and any other member" if schema.get("additionalProperties") is True else ""
        found[name] = f"{schema['type']}: {', '.join(schema['properties'])}{others}"
        for member, value in schema["properties"].items():
            found[f"{name}.{member}"] = _type(value)
    return found


def _ours(document: Document) -> dict[str, str]:
    schemas = document["components"]["schemas"]
    responses = [
        response
        for item in document["paths"].values()
        for method in _METHODS
        if method in item
        for response in item[method]["responses"].values()
    ]
    parameters = {
        parameter["name"]: parameter["schema"]
        for item in document["paths"].values()
        for method in _METHODS
        if method in item
        for parameter in item[method]["parameters"]
    }
    members = {
        f"{name}.{member}": value
        for name, schema in schemas.items()
        for member, value in schema["properties"].items()
    }
    return {
        "openapi": document["openapi"],
        "server path": "".join(server["url"].partition("{host}")[2] for server in document["servers"]),
        "security": "none" if document["security"] == [] else "some",
        "media types": ", ".join(sorted({name for response in responses for name in response["content"]})),
        **{f"required in {name}": _listed(schema.get("required", [])) for name, schema in schemas.items()},
        "shortest code": str(members.get("v1AuthorizeResponse.code", {}).get("minLength", 0)),
        "format of rpcStatus.code": members.get("rpcStatus.code", {}).get("format", "none"),
        "format of password": parameters.get("password", {}).get("format", "none"),
        "default of response_type": parameters.get("response_type", {}).get("default", "none"),
        "not secret": _listed(
            name for name, value in parameters.items() if value.get("x-sensitive") is False
        ),
        "secret in answers": _listed(
            name for name, value in members.items() if value.get("x-sensitive") is True
        ),
    }


def _parameter(parameter: Document) -> str:
    always = f", always {parameter['schema']['const']!r}" if "const" in parameter["schema"] else ""
    required = "required" if parameter.get("required") else "optional"
    return f"{parameter['in']}, {_type(parameter['schema'])}, {required}{always}"


def _type(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix("#/components/schemas/")
    if schema["type"] == "array":
        return f"array of {_type(schema['items'])}"
    return str(schema["type"])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
