"""`openapi.yaml` is valid, and so is what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator


def test_it_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def examples() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Place, schema and value of every named example."""
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            for parameter in operation.get("parameters", []):
                yield from shown(f"{where} {parameter['name']}", parameter)
            for status, response in operation["responses"].items():
                for media_type in response.get("content", {}).values():
                    yield from shown(f"{where} {status}", media_type)


def shown(where: str, place: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for name, example in place.get("examples", {}).items():
        yield f"{where}: {name}", place["schema"], example


@pytest.mark.parametrize(("schema", "example"), [pytest.param(*rest, id=name) for name, *rest in examples()])
def test_an_example_is_what_its_schema_allows(schema: dict[str, Any], example: dict[str, Any]) -> None:
    # The components stand beside the schema, so that its references lead to them.
    jsonschema.validate(example["value"], {**schema, "components": DOCUMENT["components"]}, VALIDATOR)


@pytest.mark.parametrize("answer", [{}, {"code": ""}, {"code": None}, {"code": 7}])
def test_an_answer_without_a_code_is_not_one_of_the_contract(answer: dict[str, Any]) -> None:
    schema = DOCUMENT["components"]["schemas"]["v1AuthorizeResponse"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer, schema, VALIDATOR)
