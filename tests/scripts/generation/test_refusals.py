# pyright: basic
# packages and documents here are known at run time alone
"""What cannot be generated is refused by name and place, all of it in one run, before anything is written."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.scripts.generation.conftest import generate

STATUS = {
    "type": "object",
    "properties": {
        "code": {"type": "integer", "format": "int32"},
        "message": {"type": "string"},
        "details": {"type": "array", "items": {"$ref": "#/components/schemas/protobufAny"}},
    },
}
ANY = {"type": "object", "properties": {"@type": {"type": "string"}}, "additionalProperties": {}}
THING = {"type": "object", "properties": {"name": {"type": "string"}}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/thing/{id}": {
            "get": {
                "operationId": "GetThing",
                "tags": ["things"],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "q", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    }
                },
            }
        }
    },
    "components": {"schemas": {"Thing": THING, "rpcStatus": STATUS, "protobufAny": ANY}},
}

OTHER = {"get": {"operationId": "GetA", "tags": ["things"], "responses": {"200": {"description": "x"}}}}
WRONG = {"get": {**OTHER["get"], "operationId": "GetB", "servers": []}}
GET = "#/paths/~1thing~1{id}/get"
QUERY = f"{GET}/parameters/1"

CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("a place of Swagger's", {f"{QUERY}/in": "formData"}, f"{QUERY}/in", "Input should be"),
    (
        "no type of JSON's",
        {"#/components/schemas/Thing/properties/name/type": "any"},
        "#/components/schemas/Thing/properties/name/type",
        "Input should be",
    ),
    ("a parameter without a name", {QUERY: {"in": "query"}}, QUERY, "`name`: Field required"),
    (
        "a default of another type",
        {"#/components/schemas/Thing/properties/name": {"type": "integer", "default": "a"}},
        "#/components/schemas/Thing",
        "Invalid int value",
    ),
    (
        "a cookie",
        {QUERY: {"name": "q", "in": "cookie", "schema": {"type": "string"}}},
        f"{QUERY}/in",
        "cookie",
    ),
    (
        "explode: false",
        {f"{QUERY}/explode": False, f"{QUERY}/schema": {"type": "array", "items": {"type": "string"}}},
        f"{QUERY}/explode",
        "explode: false",
    ),
    (
        "deepObject",
        {f"{QUERY}/style": "deepObject", f"{QUERY}/schema": {"type": "object"}},
        f"{QUERY}/style",
        "deepObject",
    ),
    ("an object in the query", {f"{QUERY}/schema": {"type": "object"}}, f"{QUERY}/schema", "query"),
    (
        "a message in the query",
        {f"{QUERY}/schema": {"$ref": "#/components/schemas/Thing"}},
        f"{QUERY}/schema",
        "query",
    ),
    (
        "content in a parameter",
        {QUERY: {"name": "q", "in": "query", "content": {"application/json": {"schema": {}}}}},
        f"{QUERY}/content",
        "content",
    ),
    (
        "a header of HTTP's",
        {QUERY: {"name": "Host", "in": "header", "schema": {"type": "string"}}},
        QUERY,
        "Host",
    ),
    ("no such path parameter", {f"{GET}/parameters/0/name": "other"}, GET, "templating"),
    (
        "a form",
        {
            f"{GET}/requestBody": {
                "content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Thing"}}}
            }
        },
        f"{GET}/requestBody/content",
        "multipart/form-data",
    ),
    (
        "XML",
        {f"{GET}/responses/200/content": {"application/xml": {"schema": {"type": "string"}}}},
        f"{GET}/responses",
        "application/xml",
    ),
    ("no success", {f"{GET}/responses": {"400": {"description": "no"}}}, f"{GET}/responses", "400"),
    (
        "a server of its own",
        {f"{GET}/servers": [{"url": "https://other.example"}]},
        f"{GET}/servers",
        "servers",
    ),
    ("a path without a slash", {"#/paths/other": OTHER}, "#/paths/other", "begins with a slash"),
    (
        "a path that stands elsewhere",
        {"#/paths/~1other": {"$ref": "other.yaml#/path"}},
        "#/paths/~1other/$ref",
        "$ref",
    ),
    (
        "a parameter in the place of the token",
        {
            "#/components/securitySchemes": {"a": {"type": "apiKey", "in": "query", "name": "q"}},
            f"{GET}/security": [{"a": []}],
        },
        GET,
        "'q' in the query",
    ),
    (
        "a schema that is itself",
        {"#/components/schemas/A": {"$ref": "#/components/schemas/A"}},
        "#/components/schemas/A",
        "Circular",
    ),
    (
        "names that Python cannot tell apart",
        {"#/components/schemas/Thing/properties": {"a/b": {}, "a?b": {}, "ab": {}}},
        "#/components/schemas/Thing",
        "a/b",
    ),
    ("a keyword", {"#/components/schemas/Thing/not": {}}, "#/components/schemas/Thing/not", "not"),
    (
        "a keyword in what an answer is",
        {f"{GET}/responses/200/content/application~1json/schema": {"type": "string", "not": {}}},
        f"{GET}/responses/200/content/application~1json/schema/not",
        "not",
    ),
    (
        "an unreadable mark",
        {"#/components/schemas/Thing/properties/name/x-sensitive": "no"},
        "#/components/schemas/Thing/properties/name/x-sensitive",
        "true or false",
    ),
    (
        "an unreadable mark of a parameter",
        {f"{QUERY}/x-sensitive": "no"},
        f"{QUERY}/x-sensitive",
        "true or false",
    ),
    ("a misspelt key", {f"{QUERY}/x-sensitve": True}, f"{QUERY}/x-sensitve", "must be x-sensitive"),
    ("x-idempotent", {f"{GET}/x-idempotent": "no"}, f"{GET}/x-idempotent", "true or false"),
    ("an unknown scheme", {f"{GET}/security": [{"other": []}]}, f"{GET}/security", "other"),
    (
        "two schemes at once",
        {
            "#/components/securitySchemes": {
                "a": {"type": "http", "scheme": "bearer"},
                "b": {"type": "apiKey", "in": "header", "name": "K"},
            },
            f"{GET}/security": [{"a": [], "b": []}],
        },
        f"{GET}/security",
        "at once",
    ),
    (
        "a cookie scheme",
        {
            "#/components/securitySchemes": {"a": {"type": "apiKey", "in": "cookie", "name": "K"}},
            "#/security": [{"a": []}],
        },
        "#/security",
        "apiKey",
    ),
    (
        "two of one name",
        {
            "#/paths/~1other": {
                "get": {
                    "operationId": "get_thing",
                    "tags": ["things"],
                    "responses": {"200": {"description": "x"}},
                }
            }
        },
        "#/paths/~1other/get/operationId",
        "get_thing",
    ),
    (
        "a reference to nothing",
        {f"{GET}/responses/200/content/application~1json/schema/$ref": "#/components/schemas/No"},
        f"{GET}/responses",
        "Could not find reference",
    ),
    (
        "a reference to elsewhere",
        {f"{GET}/responses/200/content/application~1json/schema/$ref": "other.yaml#/x"},
        f"{GET}/responses",
        "Remote",
    ),
    (
        "an enumeration of objects",
        {"#/components/schemas/Thing/properties/name": {"enum": [{"a": 1}, {"a": 2}]}},
        "#/components/schemas/Thing/properties/name",
        "Unable to process schema",
    ),
]


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    for pointer, value in changes.items():
        *parents, last = [part.replace("~1", "/") for part in pointer.split("/")[1:]]
        node: Any = document
        for name in parents:
            node = node[int(name)] if isinstance(node, list) else node.setdefault(name, {})
        if isinstance(node, list):
            node[int(last)] = value
        else:
            node[last] = value
    return document


def written(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "other.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "pointer", "word"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_refusal_names_the_place(
    changes: dict[str, Any], pointer: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate(written(tmp_path, changed(changes)), tmp_path / "out") == 1
    lines = capsys.readouterr().out.splitlines()
    refusals = [line for line in lines if line.startswith("other.yaml: #")]
    assert any(line.startswith(f"other.yaml: {pointer}") and word in line for line in refusals), lines
    assert not (tmp_path / "out").exists()


def test_all_of_them_are_told_in_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changes = {
        "#/components/schemas/Thing/not": {},
        "#/components/schemas/Thing/properties/name/not": {},
        f"{QUERY}/style": "deepObject",
        f"{GET}/security": [{"none": []}],
        "#/paths/~1a": OTHER,
        "#/paths/~1b": WRONG,
    }
    assert generate(written(tmp_path, changed(changes)), tmp_path / "out") == 1
    told = [line.rpartition(": ")[0] for line in capsys.readouterr().out.splitlines()]
    assert told == [
        "other.yaml: #/components/schemas/Thing/not",
        "other.yaml: #/components/schemas/Thing/properties/name/not",
        f"other.yaml: {QUERY}/style",
        f"other.yaml: {GET}/security/0",
        "other.yaml: #/paths/~1b/get/servers",
        "",
        "",
    ]
    assert not (tmp_path / "out").exists()


def test_the_rest_is_generated_where_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    misshapen = {"get": {**OTHER["get"], "parameters": [{"in": "body"}]}}
    changes = {"#/paths/~1a": OTHER, "#/paths/~1b": WRONG, "#/paths/~1c": misshapen}
    assert generate(written(tmp_path, changed(changes)), tmp_path / "out", "--allow-refusals") == 0
    assert "\n2 operations\n" in capsys.readouterr().out
    package = tmp_path / "out" / "tkeel_oauth"
    modules = sorted(path.name for path in (package / "api" / "things").glob("*.py"))
    assert modules == ["__init__.py", "get_a.py", "get_thing.py"]


def test_what_needs_something_that_is_refused_is_refused_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    holder = {
        "type": "object",
        "properties": {"things": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}},
    }
    document = changed({"#/components/schemas/Thing/not": {}, "#/components/schemas/Holder": holder})
    assert generate(written(tmp_path, document), tmp_path / "out", "--allow-refusals") == 0
    out = capsys.readouterr().out
    assert f"{GET}: it needs what stands at #/components/schemas/Thing/not" in out
    assert "\n0 operations\n" in out
    models = tmp_path / "out" / "tkeel_oauth" / "models"
    assert sorted(path.stem for path in models.glob("*.py")) == ["__init__", "protobuf_any", "rpc_status"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: [", "no YAML"),
        ("a: 2026-13-01", "no YAML"),
        ("[]", "must be an object"),
        ("openapi: 3.1.0", "info"),
        ("swagger: '2.0'", "Swagger"),
    ],
)
def test_what_is_no_document_is_refused(
    text: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "other.yaml"
    document.write_text(text, encoding="utf-8")
    assert generate(document, tmp_path / "out") == 1
    refusal = capsys.readouterr().err
    assert refusal.startswith("other.yaml: #: ")
    assert word in refusal
    assert refusal.count("\n") == 1


@pytest.mark.parametrize("value", [".nan", "-.inf", "1e999", "!!binary aGk="])
def test_what_json_cannot_say_is_refused_at_its_place(
    value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "other.yaml"
    document.write_text(f"paths: [0, {value}]", encoding="utf-8")
    assert generate(document, tmp_path / "out") == 1
    assert capsys.readouterr().err == "other.yaml: #/paths/1: JSON has no such value\n"


def test_a_document_without_an_error_model_is_given_ours(tmp_path: Path) -> None:
    document = changed({})
    del document["components"]["schemas"]["rpcStatus"], document["components"]["schemas"]["protobufAny"]
    assert generate(written(tmp_path, document), tmp_path / "out") == 0
    models = tmp_path / "out" / "tkeel_oauth" / "models"
    assert "RpcStatusBase" in (models / "rpc_status.py").read_text(encoding="utf-8")


def test_what_converters_write_is_understood(tmp_path: Path) -> None:
    size = {"type": "integer", "minimum": "1", "default": "10", "required": True}
    document = changed(
        {
            "#/info/version": 1.0,
            "#/tags": [{"description": "of none"}],
            f"{GET}/parameters/0": {"name": "id", "in": "path", "schema": {"type": "string"}},
            f"{GET}/requestBody": {"content": {"*/*": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
            f"{GET}/responses/200": {"content": {"*/*": {}}},
            "#/components/schemas/Thing/properties/size": size,
        }
    )
    assert generate(written(tmp_path, document), tmp_path / "out") == 0
    package = tmp_path / "out" / "tkeel_oauth"
    operation = (package / "api" / "things" / "get_thing.py").read_text(encoding="utf-8")
    assert 'Parameter("id", "id", "path", schema.String(), sensitive=False)' in operation
    assert "body=Body(Ref(lambda: models.Thing), required=False)," in operation
    assert 'responses={200: schema.Binary("*/*")},' in operation
    model = (package / "models" / "thing.py").read_text(encoding="utf-8")
    assert '_Field("size", "size", _schema.Integer(minimum=1), default=10)' in model
