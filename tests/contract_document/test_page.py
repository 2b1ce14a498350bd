"""`openapi.yaml` says what tKeel's page says: the tables of `page.md`, and what the page tells of `@type`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

Document = dict[str, Any]
Table = list[list[str]]

SOURCE = (Path(__file__).resolve().parents[2] / "openapi.yaml").read_text("utf-8")
PAGE = Path(__file__).with_name("page.md").read_text("utf-8")

PATH = "/oauth/{tenant_id}/authorize"
OPERATION = "OauthAuthorize"

# What the page says of `@type`; each has to be found in our own words.
TYPE_URL = (
    *("stands for this one type and no other", "at least one `/`", "follows the last `/`"),
    *("the type's full name, as in `path/google.protobuf.Duration`", "canonical form"),
    *("does not start with a `.`", "compiled in", "`http` or `https`, or there is none"),
    *("Without a scheme, `https` is meant", "An HTTP GET of the URL either fails or yields"),
    *("a `google.protobuf.Type`", "binary format", "may keep what it was given"),
    *("must therefore stay compatible in binary", "new type name, with a version in it"),
    *("releases come without such a server", "`type.googleapis.com` are never looked up"),
    "other than `http`, `https` and none",
)


def tables() -> tuple[Table, Table, dict[str, Table]]:
    """The rows of the page: parameters, answers, and the members of each message."""
    found = [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        for block in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE)
    ]
    (_, _, *parameters), (_, _, *answers), *messages = found
    return parameters, answers, {head[0]: members for head, _, *members in messages}


def differences(source: str) -> list[str]:
    """What a document says otherwise than the page, of what the page is about; it may say more."""
    document: Document = yaml.safe_load(source)
    parameters, answers, messages = tables()
    schemas = {name: one for name, one in document["components"]["schemas"].items() if name in messages}
    found = {
        f"{method} {path}": one
        for path, item in document["paths"].items()
        for method, one in item.items()
        if path == PATH or one["operationId"] == OPERATION
    }
    operations = list(found)
    (operation,) = found.values()
    compared = {
        "operation": (operations, [re.findall(r"(?m)^get .*", PAGE)[0].replace("\\", "/")]),
        "name": ([operation["operationId"], operation["tags"]], [OPERATION, ["oauth"]]),
        "parameters": (list(map(parameter, operation["parameters"])), parameters),
        "answers": (
            [
                [status, name_of(content["schema"])]
                for status, answer in operation["responses"].items()
                for content in answer["content"].values()
            ],
            answers,
        ),
        "messages": (
            {name: members(schema) for name, schema in schemas.items()},
            {name: sorted(rows) for name, rows in messages.items()},
        ),
        # any other member, as the type's own members stand beside its name
        "open": ([name for name, one in schemas.items() if one.get("additionalProperties")], ["protobufAny"]),
    }
    told = " ".join(schemas["protobufAny"]["properties"]["@type"]["description"].split())
    return [
        *(name for name, (here, there) in compared.items() if here != there),
        *(phrase for phrase in TYPE_URL if phrase not in told),
    ]


def parameter(given: Document) -> list[str]:
    always = f"this must '{given['schema']['const']}'" if "const" in given["schema"] else ""
    # what is in the path is always required, so its table has no such column
    required = "" if given["in"] == "path" else str(given["required"]).lower()
    return [given["name"], given["in"], given["schema"]["type"], always, required]


def members(schema: Document) -> Table:
    return sorted([name, name_of(member)] for name, member in schema["properties"].items())


def name_of(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    return f"Array[{name_of(schema['items'])}]" if schema["type"] == "array" else str(schema["type"])


def test_the_document_says_what_the_page_says() -> None:
    assert differences(SOURCE) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    get:\n", "    post:\n", ["operation"]),
        ("/oauth/{tenant_id}/authorize:", "/oauth2/{tenant_id}/authorize:", ["operation"]),
        ("operationId: OauthAuthorize", "operationId: Authorize", ["name"]),
        ("tags: [oauth]", "tags: [login]", ["name"]),
        ("- name: username", "- name: user", ["parameters"]),
        ("const: code", "const: token", ["parameters"]),
        ("in: query\n          required: false", "in: query\n          required: true", ["parameters"]),
        ("in: path", "in: header", ["parameters"]),
        ("        default:\n          description", "        4XX:\n          description", ["answers"]),
        ("format: int32", "format: int32\n          minimum: 0", []),
        ("          type: integer", "          type: number", ["messages"]),
        ("additionalProperties: true", "additionalProperties: false", ["open"]),
        ("canonical form", "usual form", ["canonical form"]),
    ],
)
def test_what_is_said_otherwise_is_told(old: str, new: str, told: list[str]) -> None:
    assert SOURCE.count(old) >= 1, "this change changes nothing"
    assert differences(SOURCE.replace(old, new)) == told


def test_each_phrase_is_looked_for() -> None:
    schemas = yaml.safe_load(SOURCE)["components"]["schemas"]
    told = " ".join(schemas["protobufAny"]["properties"]["@type"]["description"].split())
    assert {phrase: told.count(phrase) for phrase in TYPE_URL} == dict.fromkeys(TYPE_URL, 1)
