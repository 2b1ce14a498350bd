"""openapi-core's verdict on answers, from JSON to JSON. Runs in an environment of its own.

Reads `{"document": path, "answers": [{"target", "status", "headers", "body"}]}` with bodies in base64. Writes
a list for each answer with the names of what is wrong: no values, because they hold secrets.
"""

from __future__ import annotations

import base64
import json
import sys
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl

HOST = "https://iot.example.com"


def wrong(error: Any) -> list[str]:  # noqa: ANN401 - openapi-core is not installed where this is checked
    """The names of an error and of the schema keywords behind it."""
    keywords = [str(each.validator) for each in getattr(error.__cause__, "schema_errors", None) or ()]
    return [type(error).__name__, *keywords]


def main() -> None:
    """Judge what standard input has."""
    # Not installed in the environment that these files are type-checked in, so not imported by name.
    core, testing = import_module("openapi_core"), import_module("openapi_core.testing")
    given = json.load(sys.stdin)
    contract = core.OpenAPI.from_file_path(given["document"])
    told: list[list[str]] = []
    for answer in given["answers"]:
        path, _, query = answer["target"].partition("?")
        request = testing.MockRequest(HOST, "get", path, args=parse_qsl(query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in answer["headers"]}
        response = testing.MockResponse(
            base64.b64decode(answer["body"]),
            status_code=answer["status"],
            headers=headers,
            content_type=headers.get("content-type", ""),
        )
        try:
            found = [
                name
                for error in contract.unmarshal_response(request, response).errors
                for name in wrong(error)
            ]
        except UnicodeDecodeError as error:
            found = [type(error).__name__]
        told.append(found)
    json.dump(told, sys.stdout)


main()
