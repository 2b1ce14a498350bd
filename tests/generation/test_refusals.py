"""What the code could not keep is refused, with its place in the document, before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from generation.document import Refusal
from generation.render import Sources, render

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
GET = "#/paths/~1oauth~1{tenant_id}~1authorize/get"
STATE = f"{GET}/parameters/5"
MESSAGE = "#/components/schemas/rpcStatus/properties/message"
TEXT = {"type": "string"}
ARRAY = {"type": "array", "items": TEXT}

Document = dict[str, Any]


def refusal(folder: Path, document: Document, config: str | None = None) -> str:
    """What generating from a document is refused with."""
    source = folder / "openapi.yaml"
    source.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    settings = ROOT / "generator-config.yml"
    if config is not None:
        settings = folder / "generator-config.yml"
        settings.write_text(config, encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        render(Sources(source, settings, ROOT / "scripts" / "templates"))
    said = str(caught.value)
    assert "\n" not in said
    return said


@pytest.fixture(name="document")
def _document() -> Document:
    loaded: Document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    return loaded


def get(document: Document) -> Document:
    found: Document = document["paths"]["/oauth/{tenant_id}/authorize"]["get"]
    return found


def state(document: Document) -> Document:
    found: Document = get(document)["parameters"][5]
    return found


def schemas(document: Document) -> Document:
    found: Document = document["components"]["schemas"]
    return found


def message(document: Document, schema: object) -> None:
    schemas(document)["rpcStatus"]["properties"]["message"] = schema


def body(document: Document, media_type: str, schema: object) -> None:
    get(document)["requestBody"] = {"content": {media_type: {"schema": schema}}}


SCHEMAS: dict[str, tuple[object, str]] = {
    "a choice": ({"oneOf": [TEXT, {"type": "integer"}]}, ": a choice of schemas"),
    "a combination": ({"allOf": [TEXT]}, "/allOf: "),
    "a union of types": ({"type": ["string", "integer"]}, "/type: several types"),
    "a nullable enumeration": ({"type": ["string", "null"], "enum": ["a"]}, ": `enum` with 'null'"),
    "null alone": ({"type": "null"}, "/type: the type 'null'"),
    "a moment": ({"type": "string", "format": "date-time"}, "/format: the format 'date-time'"),
    "a date": ({"type": "string", "format": "date"}, "/format: "),
    "a UUID": ({"type": "string", "format": "uuid"}, "/format: "),
    "a file": ({"type": "string", "format": "binary"}, "/format: "),
    "an unsigned number": ({"type": "integer", "format": "uint32"}, "/format: "),
    "a pattern": ({"type": "string", "pattern": "a"}, "/pattern: `pattern` cannot"),
    "a bound": ({"type": "integer", "minimum": 1}, "/minimum: "),
    "a bounded array": ({**ARRAY, "minItems": 1}, "/minItems: "),
    "an array of anything": ({"type": "array"}, ": `items` is missing"),
    "an object without a name": (
        {"type": "object", "properties": {"a": TEXT}},
        ": an object with properties needs a name",
    ),
    "an object without members": (
        {"type": "object", "additionalProperties": False},
        "/additionalProperties: ",
    ),
    "a mistyped extension": ({"type": "string", "x-sensitiv": True}, "/x-sensitiv: "),
    "a flag that is none": ({"type": "string", "x-sensitive": "yes"}, "/x-sensitive: must be true or false"),
    "an open password": (
        {"type": "string", "format": "password", "x-sensitive": False},
        ": `x-sensitive: false`",
    ),
    "a default": ({"type": "string", "default": "a"}, ": a default in a message"),
    "a default of an item": (
        {"type": "array", "items": {"type": "string", "default": "a"}},
        "/items: a default",
    ),
    "a constant of another type": ({"type": "integer", "const": "a"}, "/const: is no integer"),
    "a truth value as a number": ({"type": "integer", "const": True}, "/const: is no integer"),
    "another default than the constant": ({"type": "string", "const": "a", "default": "b"}, "/default: "),
    "an empty enumeration": ({"type": "string", "enum": []}, "/enum: "),
    "null among the values": ({"type": "string", "enum": ["a", None]}, "/enum/1: is no string"),
    "a negative length": ({"type": "string", "minLength": -1}, "/minLength: "),
    "a reference to nowhere": (
        {"$ref": "#/components/schemas/none"},
        ": `$ref` to #/components/schemas/none leads nowhere",
    ),
    "a reference to elsewhere": (
        {"$ref": "other.yaml#/a"},
        ": `$ref` to other.yaml#/a leads out of the document",
    ),
    "a reference to no schema": ({"$ref": "#/info"}, ": a schema may only refer to #/components/schemas/"),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_that_cannot_be_kept(document: Document, tmp_path: Path, name: str) -> None:
    schema, expected = SCHEMAS[name]
    message(document, schema)
    assert refusal(tmp_path, document).startswith(f"openapi.yaml: {MESSAGE}{expected}")


OPERATIONS: dict[str, tuple[Callable[[Document], object], str]] = {
    "a cookie": (lambda d: state(d).update({"in": "cookie"}), f"{STATE}/in: "),
    "a list in a header": (lambda d: state(d).update({"in": "header", "schema": ARRAY}), f"{STATE}/schema: "),
    "an object in the query": (
        lambda d: state(d).update(schema={"$ref": "#/components/schemas/rpcStatus"}),
        f"{STATE}/schema: ",
    ),
    "another style": (lambda d: state(d).update(style="pipeDelimited"), f"{STATE}/style: "),
    "a name to be escaped": (lambda d: state(d).update(name="a[b]"), f"{STATE}/name: "),
    "a header of the client's": (
        lambda d: state(d).update({"in": "header", "name": "User-Agent"}),
        f"{STATE}: the header User-Agent",
    ),
    "two parameters of one name in Python": (
        lambda d: state(d).update(name="redirect-uri"),
        f"{GET}: two names in it would both be `redirect_uri`",
    ),
    "a path without its parameter": (
        lambda d: get(d)["parameters"].pop(0),
        f"{GET}: the path's parameters are",
    ),
    "a path parameter that is optional": (
        lambda d: get(d)["parameters"][0].update(required=False),
        f"{GET}/parameters/0: a parameter in the path",
    ),
    "no operationId": (lambda d: get(d).pop("operationId"), f"{GET}: `operationId` is missing"),
    "no tag": (lambda d: get(d).pop("tags"), f"{GET}: `tags` is missing"),
    "two tags": (lambda d: get(d).update(tags=["a", "b"]), f"{GET}/tags: an operation needs one tag"),
    "a tag that hides": (lambda d: get(d).update(tags=["close"]), "#/paths: the tag `close`"),
    "a security scheme": (lambda d: d.update(security=[{"basic": []}]), f"{GET}: no security scheme"),
    "a callback": (lambda d: get(d).update(callbacks={}), f"{GET}/callbacks: "),
    "its own server": (lambda d: get(d).update(servers=[]), f"{GET}/servers: "),
    "a trace": (
        lambda d: d["paths"].update({"/trace": {"trace": get(d)}}),
        "#/paths/~1trace/trace: ",
    ),
    "a form": (
        lambda d: body(d, "application/x-www-form-urlencoded", TEXT),
        f"{GET}/requestBody/content: only a body of application/json",
    ),
    "a multipart body": (lambda d: body(d, "multipart/form-data", TEXT), f"{GET}/requestBody/content: "),
    "an answer in text": (
        lambda d: get(d)["responses"].update({"400": {"description": "", "content": {"text/plain": {}}}}),
        f"{GET}/responses/400/content: ",
    ),
    "an answer without a body": (
        lambda d: get(d)["responses"].update({"204": {"description": ""}}),
        f"{GET}/responses/204: ",
    ),
    "an answer without a name": (
        lambda d: get(d)["responses"]["200"]["content"]["application/json"].update(schema=ARRAY),
        f"{GET}/responses/200/content/application~1json/schema: an answer must be a named object",
    ),
    "a range of statuses": (
        lambda d: get(d)["responses"].update({"4XX": get(d)["responses"]["default"]}),
        f"{GET}/responses/4XX: the status 4XX",
    ),
    "no success": (lambda d: get(d)["responses"].pop("200"), f"{GET}/responses: no status below 400"),
    "a required member that is none": (
        lambda d: schemas(d)["rpcStatus"].update(required=["nothing"]),
        "#/components/schemas/rpcStatus/required: `nothing`",
    ),
    "members that must not be there": (
        lambda d: schemas(d)["rpcStatus"].update(additionalProperties=False),
        "#/components/schemas/rpcStatus/additionalProperties: ",
    ),
    "typed further members": (
        lambda d: schemas(d)["rpcStatus"].update(additionalProperties=TEXT),
        "#/components/schemas/rpcStatus/additionalProperties: ",
    ),
    "two members of one name in Python": (
        lambda d: schemas(d)["rpcStatus"]["properties"].update({"Message": TEXT}),
        "#/components/schemas/rpcStatus: two names in it would both be `message`",
    ),
    "an array that contains itself": (
        lambda d: schemas(d).update(tree={"type": "array", "items": {"$ref": "#/components/schemas/tree"}}),
        "#/components/schemas/tree/items: only objects may contain themselves",
    ),
    "a name that YAML takes for a truth value": (
        lambda d: schemas(d)["rpcStatus"]["properties"].update({True: TEXT}),
        "#/components/schemas/rpcStatus/properties: the name True",
    ),
    "two schemas of one name in Python": (
        lambda d: schemas(d).update(RpcStatus={"type": "object"}),
        "duplicate models",
    ),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_or_a_message_that_cannot_be_kept(document: Document, tmp_path: Path, name: str) -> None:
    change, expected = OPERATIONS[name]
    change(document)
    assert expected in refusal(tmp_path, document)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("literal_enumz: true\nmodel_bases: {}\n", "generator-config.yml: #/literal_enumz: "),
        ("model_bases: {}\n", "must give RpcStatusBase to one schema"),
        ("model_bases: {rpcStatus: rpc.RpcStatusBase, gone: rpc.ProtobufAnyBase}\n", "has no schema 'gone'"),
        ("literal_enums: true\n", "`model_bases` is missing"),
        ("- 1\n", "#: must be an object"),
        ("a: [\n", "generator-config.yml: no YAML: "),
    ],
)
def test_settings_that_make_no_sense(document: Document, tmp_path: Path, config: str, expected: str) -> None:
    assert expected in refusal(tmp_path, document, config)


def test_a_document_that_is_not_there(tmp_path: Path) -> None:
    sources = Sources(tmp_path / "none.yaml", ROOT / "generator-config.yml", ROOT / "scripts" / "templates")
    with pytest.raises(Refusal, match=r"^none\.yaml: cannot be read: "):
        render(sources)
