# ruff: noqa: ANN401, T201 - it knows neither document nor package beforehand, and speaks to a person
# pyright: basic
# packages and documents here are known at run time alone
"""Calls every operation of a generated package over a mock, with what the document asks for.

`python call_all.py FOLDER`, FOLDER being what scripts/generate --output wrote. Each operation is called by
its two plain functions and the two detailed ones, with all arguments and with the required ones alone, and is
answered in both wire forms. What goes out is compared with the document, not with what the package declares.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import pkgutil
import re
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote

import httpx
import yaml

Json = dict[str, object]

TEXTS = {
    "date-time": "2026-01-02T03:04:05+00:00",
    "date": "2026-01-02",
    "uuid": "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    "int64": "9007199254740993",
    "uint64": "18446744073709551615",
    "byte": "c2VjcmV0",
}
DEEPEST = 3
BASE = "https://x.example/v1"


class Document:
    """The document, and values made from its schemas."""

    def __init__(self, root: Json) -> None:
        self.root = root

    def resolved(self, node: typing.Any) -> typing.Any:
        while isinstance(node, dict) and "$ref" in node:
            target: typing.Any = self.root
            for part in str(node["$ref"]).split("/")[1:]:
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def value(self, schema: typing.Any, depth: int = 0, *, full: bool = True) -> object:
        """A value of a schema; not full, an object has its required members alone."""
        schema = self.resolved(schema)
        options = [
            one
            for choice in ("oneOf", "anyOf")
            for one in schema.get(choice, [])
            if self.resolved(one).get("type") != "null"
        ]
        if options:
            return self.value(options[0], depth, full=full)
        if "const" in schema or "enum" in schema:
            return next(one for one in [schema.get("const"), *schema.get("enum", [])] if one is not None)
        kind = schema.get("type", "object" if "properties" in schema or "allOf" in schema else None)
        if isinstance(kind, list):
            kind = next(name for name in kind if name != "null")
        if kind == "array":
            count = 0 if depth >= DEEPEST else max(1, schema.get("minItems", 1))
            return [self.value(schema["items"], depth + 1, full=full) for _ in range(count)]
        if kind == "object":
            return self.members(schema, depth, full=full)
        return _scalar(kind, schema)

    def members(self, schema: typing.Any, depth: int, *, full: bool) -> Json:
        schema = self.resolved(schema)
        found: Json = {}
        for part in schema.get("allOf", []):
            whole = self.resolved(part)
            found.update(self.members({**whole, "additionalProperties": False}, depth, full=full))
        for name, member in schema.get("properties", {}).items():
            target = self.resolved(member)
            deep = depth >= DEEPEST and (target.get("type") in ("object", "array") or "properties" in target)
            if name in schema.get("required", []) or (full and not deep):
                found[name] = self.value(member, depth + 1, full=full)
        additional = schema.get("additionalProperties")
        if full and isinstance(additional, dict) and depth < DEEPEST:
            found["further"] = self.value(additional, depth + 1)
        return found


def _scalar(kind: object, schema: typing.Any) -> object:
    if kind == "string":
        if schema.get("x-sensitive") is True:
            return "a-SECRET-of-24-letters"
        text = TEXTS.get(schema.get("format"), "text /?&=% ü")
        return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", len(text) + 99)]
    least: int = schema.get("minimum", 3)
    scalars: Json = {"integer": max(least, 1), "number": 2.5, "boolean": True, "null": None}
    return scalars.get(str(kind), {"any": ["thing", 1, None]})


def from_wire(value: object, hint: object) -> object:
    """The Python value of a wire value, by the type that an argument is annotated with."""
    options = [one for one in typing.get_args(hint) if one is not type(None)]
    if type(None) in typing.get_args(hint):
        return None if value is None else from_wire(value, typing.Union[tuple(options)])  # noqa: UP007
    origin = typing.get_origin(hint)
    if origin is list and isinstance(value, list):
        return [from_wire(item, options[0]) for item in value]
    if origin is dict and isinstance(value, dict):
        return {name: from_wire(member, options[1]) for name, member in value.items()}
    if origin is None and isinstance(hint, type) and value is not None:
        for make in ("from_dict", "fromisoformat"):
            if hasattr(hint, make):
                return getattr(hint, make)(value)
        if hint.__name__ == "UUID":
            return hint(value)
        if hint is bytes:
            return str(value).encode()
    return value


def to_wire(value: object) -> object:
    """What a Python value is on the wire."""
    if isinstance(value, list):
        return [to_wire(item) for item in value]
    if isinstance(value, dict):
        return {name: to_wire(member) for name, member in value.items()}
    for make in ("to_dict", "isoformat"):
        if hasattr(value, make):
            return getattr(value, make)()
    if isinstance(value, bytes):
        return value.decode()
    return value if isinstance(value, (str, int, float, type(None))) else str(value)


def operations(document: Document) -> Iterator[tuple[str, str, typing.Any, list[typing.Any]]]:
    for path, item in typing.cast("Json", document.root["paths"]).items():
        for method, operation in typing.cast("Json", item).items():
            if method not in {"get", "put", "post", "delete", "options", "head", "patch"}:
                continue
            found = {}
            for owner in (item, operation):
                for reference in typing.cast("typing.Any", owner).get("parameters", []):
                    parameter = document.resolved(reference)
                    found[parameter["in"], parameter["name"]] = parameter
            yield method.upper(), path, operation, list(found.values())


class Calls:
    """The calls of one operation."""

    def __init__(self, document: Document, module: typing.Any, where: tuple[typing.Any, ...]) -> None:
        self.document = document
        self.module = module
        self.method, self.path, self.operation, self.parameters = where
        self.declared = module.OPERATION
        self.sent: list[httpx.Request] = []

    def arguments(self, *, full: bool) -> tuple[dict[str, object], Json]:
        """Arguments in Python, and what is expected on the wire."""
        hints = typing.get_type_hints(self.module.sync)
        given: dict[str, object] = {}
        expected: Json = {"query": [], "path": self.path, "headers": {}}
        query = typing.cast("list[tuple[str, str]]", expected["query"])
        for declared in self.declared.parameters:
            raw = next(
                one for one in self.parameters if (one["in"], one["name"]) == (declared.place, declared.name)
            )
            if not (full or raw.get("required") or declared.place == "path"):
                continue
            value = self.document.value(raw["schema"])
            given[declared.argument] = from_wire(value, hints[declared.argument])
            texts = [_text(one) for one in (value if isinstance(value, list) else [value])]
            if declared.place == "query":
                query.extend((declared.name, text) for text in texts)
            elif declared.place == "path":
                path = str(expected["path"])
                for form in (f"{{{declared.name}}}", f"{{{declared.name}=*}}"):
                    path = path.replace(form, quote(texts[0], safe=""))
                expected["path"] = path
            else:
                if not texts[0].isascii():
                    given[declared.argument], texts = "ascii", ["ascii"]
                typing.cast("dict[str, str]", expected["headers"])[declared.name] = texts[0]
        body = self.document.resolved(self.operation.get("requestBody"))
        if body and (full or body.get("required")):
            content = body["content"]
            media = next((name for name in content if "json" in name), next(iter(content)))
            value = self.document.value(content[media]["schema"], full=full)
            given["body"] = from_wire(value, hints["body"])
            expected["body"] = value
            expected["headers"] = {**typing.cast("Json", expected["headers"]), "Content-Type": media}
        return given, expected

    def answers(self) -> Iterator[tuple[httpx.Response, object]]:
        """Answers of each documented success, in both wire forms, and what they mean."""
        for status, reference in self.operation["responses"].items():
            successes = [one for one in self.operation["responses"] if one.startswith("2")]
            if status not in (successes or ["default"]):
                continue
            code = int(status) if status.isdecimal() else 200
            content = self.document.resolved(reference).get("content") or {}
            if not content:
                yield httpx.Response(code), None
                yield httpx.Response(code, json=_wrapped(None, "")), None
                continue
            media = next((name for name in content if "json" in name), next(iter(content)))
            if "schema" not in content[media]:
                continue
            value = self.document.value(content[media]["schema"])
            if "json" not in media:
                yield httpx.Response(code, text=str(value), headers={"Content-Type": media}), value
                continue
            yield httpx.Response(code, json=value), value
            name = str(content[media]["schema"].get("$ref", "Empty")).rpartition("/")[2]
            yield httpx.Response(code, json=_wrapped(value, name)), value

    def check(self, result: object, meant: object, expected: Json) -> None:
        request = self.sent[-1]
        target = request.url.raw_path.decode()
        path, _, query = target.partition("?")
        assert unquote(path) == unquote("/v1" + str(expected["path"])), (path, expected)
        token = self.declared.token
        pairs = parse_qsl(query, keep_blank_values=True)
        if token is not None and token.place == "query":
            assert pairs.pop() == (token.name, "t0ken")
        elif token is not None:
            assert request.headers[token.name] in {"t0ken", "Bearer t0ken"}
        else:
            assert "t0ken" not in str(request.headers)
        assert pairs == expected["query"], (query, expected)
        for name, value in typing.cast("dict[str, str]", expected["headers"]).items():
            assert request.headers[name] == value, (name, request.headers)
        if "body" in expected:
            sent = request.content.decode()
            is_json = "json" in request.headers["Content-Type"]
            assert (json.loads(sent) if is_json else sent) == expected["body"], sent
        assert to_wire(result) == meant, (result, to_wire(result), meant)

    def respond(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return self.answer

    def run(self) -> int:
        count = 0
        transport = httpx.MockTransport(self.respond)
        clients = importlib.import_module("tkeel_oauth")
        options: Json = {"transport": transport, "retries": 0}
        if clients.Client.TAKES_TOKEN:
            options["token"] = "t0ken"
        for full in (True, False):
            given, expected = self.arguments(full=full)
            for answer, meant in self.answers():
                body, headers = answer.content, answer.headers

                def fresh(status: int = answer.status_code) -> httpx.Response:
                    return httpx.Response(status, content=body, headers=headers)  # noqa: B023 - used at once

                with clients.Client(BASE, **options) as client:
                    self.answer = fresh()
                    self.check(self.module.sync(**given, client=client), meant, expected)
                    self.answer = fresh()
                    found = self.module.sync_detailed(**given, client=client)
                    self.check(found.parsed, meant, expected)
                    self.answer = httpx.Response(400, json={"code": 3, "message": "no", "details": []})
                    refused = self.module.sync_detailed(**given, client=client)
                    assert refused.status_code == 400

                async def awaited() -> None:
                    async with clients.AsyncClient(BASE, **options) as client:
                        self.answer = fresh()
                        self.check(await self.module.asyncio(**given, client=client), meant, expected)  # noqa: B023
                        self.answer = fresh()
                        found = await self.module.asyncio_detailed(**given, client=client)  # noqa: B023
                        self.check(found.parsed, meant, expected)  # noqa: B023

                asyncio.run(awaited())
                count += 1
        return count


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _wrapped(value: object, name: str) -> Json:
    data = {"@type": f"type.googleapis.com/io.tkeel.{name}", **value} if isinstance(value, dict) else value
    if isinstance(value, dict) and "@type" in value:
        data = value
    return {"code": "io.tkeel.SUCCESS", "msg": "", "data": data}


def main(folder: Path) -> int:
    sys.path.insert(0, str(folder))
    package = importlib.import_module("tkeel_oauth")
    assert Path(str(package.__file__)).parent.parent == folder, package.__file__
    text = (folder / "tkeel_oauth" / "openapi.yaml").read_text(encoding="utf-8")
    document = Document(yaml.load(text, yaml.SafeLoader))
    api = importlib.import_module("tkeel_oauth.api")
    declared: dict[tuple[str, str], typing.Any] = {}
    for found in pkgutil.walk_packages(api.__path__, "tkeel_oauth.api."):
        module: typing.Any = importlib.import_module(found.name)
        if hasattr(module, "OPERATION"):
            known = module.OPERATION
            declared[known.method, re.sub(r"{(.*?)}", "{}", unquote(known.path))] = module
    failed = answered = 0
    for where in operations(document):
        module = declared.get((where[0], re.sub(r"{(.*?)}", "{}", where[1])))
        if module is None:
            print(f"{where[0]} {where[1]}: is not there")
            failed += 1
            continue
        assert all(inspect.isfunction(getattr(module, name)) for name in module.__all__)
        try:
            calls = Calls(document, module, where).run()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are called too
            print(f"{where[0]} {where[1]}: {type(error).__name__}: {error}")
            failed += 1
        else:
            answered += bool(calls)
            if not calls:
                print(f"{where[0]} {where[1]}: has no answer to try")
    print(f"{answered} operations answered, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
