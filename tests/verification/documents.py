"""openapi.yaml with something changed in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from tkeel_oauth.verification.openapi import OpenAPI, read

__all__ = ["document", "openapi_of", "with_userinfo"]

_LOGIN = "/oauth/{tenant_id}/authorize"
_DOCUMENT = Path(__file__).resolve().parents[2] / "openapi.yaml"


def document() -> dict[str, Any]:
    """Gives the document with the login alone, whatever else it may hold by now, to be changed."""
    loaded: dict[str, Any] = yaml.safe_load(_DOCUMENT.read_text(encoding="utf-8"))
    loaded["paths"] = {path: item for path, item in loaded["paths"].items() if path == _LOGIN}
    return loaded


def openapi_of(changed: dict[str, Any]) -> OpenAPI:
    """Gives a document as the contract that is verified."""
    return read(json.dumps(changed).encode())


def with_userinfo() -> OpenAPI:
    """Gives the contract with a second operation that can be called: parameters of all places, an answer."""
    changed = document()
    changed["paths"]["/oauth/{tenant_id}/userinfo"] = {
        "parameters": [
            {"name": "tenant_id", "in": "path", "required": True, "schema": {"type": "string"}},
            {
                "name": "clientId",
                "in": "query",
                "schema": {"type": "string"},
                "examples": {"one": {"value": "app-1"}},
            },
        ],
        "get": {
            "operationId": "OauthUserinfo",
            "parameters": [{"name": "X-Lang", "in": "header", "schema": {"type": "string"}}],
            "responses": {
                "200": {
                    "description": "A user.",
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {"name": {"type": "string"}},
                            }
                        }
                    },
                },
                "4XX": {
                    "description": "An error.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/rpcStatus"}}},
                },
            },
        },
    }
    return openapi_of(changed)
