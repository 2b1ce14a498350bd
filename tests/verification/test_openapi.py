"""The document is read with its references followed, and every part of it knows its place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.verification.documents import document, openapi_of
from tkeel_oauth.verification import openapi


def test_references_and_parameters_of_a_path_are_followed() -> None:
    changed = document()
    (item,) = changed["paths"].values()
    parameters: list[Any] = item["get"]["parameters"]
    item["parameters"] = [parameters.pop(0)]
    changed["components"]["parameters"] = {"name": parameters.pop(1)}
    parameters.insert(1, {"$ref": "#/components/parameters/name"})
    changed["components"]["responses"] = {"error": item["get"]["responses"].pop("default")}
    item["get"]["responses"]["default"] = {"$ref": "#/components/responses/error"}
    (before,), (after,) = openapi_of(document()).operations, openapi_of(changed).operations
    assert [one.name for one in after.parameters] == [one.name for one in before.parameters]
    assert [one.is_password for one in after.parameters] == [one.is_password for one in before.parameters]
    response = after.response(500)
    assert response is not None
    assert response.pointer == "/components/responses/error"
    assert list(response.content) == ["application/json"]


def test_a_reference_in_a_circle_is_refused() -> None:
    changed = document()
    changed["components"]["responses"] = {"a": {"$ref": "#/components/responses/a"}}
    (item,) = changed["paths"].values()
    item["get"]["responses"]["default"] = {"$ref": "#/components/responses/a"}
    with pytest.raises(LookupError):
        openapi_of(changed)


def test_default_speaks_of_errors_alone() -> None:
    (operation,) = openapi_of(document()).operations
    assert operation.response(200) is operation.responses["200"]
    assert operation.response(201) is None
    assert operation.response(418) is operation.responses["default"]
    assert operation.successes == ("200",)


@pytest.mark.parametrize("pointer", ["", "/info/title", "/paths/~1oauth~1{tenant_id}~1authorize/get"])
def test_what_stands_at_a_pointer(pointer: str) -> None:
    assert openapi.load().at(pointer)


@pytest.mark.parametrize("pointer", ["/no", "/paths/~1no", "/info/title/x", "/info/version/x"])
def test_where_nothing_stands(pointer: str) -> None:
    with pytest.raises(LookupError):
        openapi.load().at(pointer)
