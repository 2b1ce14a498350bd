"""A new operation is free: described in a copy of the contract, it works, and is not asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from tests.scripts.generation.conftest import HERE, generate

ROOT = HERE.parents[2]
MESSAGE = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/TokenBody"}}}}
TOKEN = {
    "description": "OK",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/v1TokenResponse"}}},
}
ANSWERS = {
    "200": TOKEN,
    "default": {
        "description": "An unexpected error.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/rpcStatus"}}},
    },
}
PATHS = {
    "/oauth/{tenant_id}/token": {
        "get": {
            "operationId": "OauthToken",
            "tags": ["oauth"],
            "x-idempotent": False,
            "parameters": [
                {"name": "tenant_id", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "code", "in": "query", "schema": {"type": "string"}},
            ],
            "responses": ANSWERS,
        }
    },
    "/oauth/authenticate": {
        "get": {
            "operationId": "OauthAuthenticate",
            "tags": ["oauth"],
            "security": [{"bearer": []}],
            "responses": ANSWERS,
        }
    },
    "/oauth/token/revoke": {
        "post": {
            "operationId": "TokenRevoke",
            "tags": ["oauth"],
            "requestBody": {"required": True, **MESSAGE},
            "responses": ANSWERS,
        }
    },
}
SCHEMAS = {
    "v1TokenResponse": {
        "type": "object",
        "properties": {"access_token": {"type": "string", "x-sensitive": True}},
    },
    "TokenBody": {"type": "object", "properties": {"refresh_token": {"type": "string"}}},
}


def extended(folder: Path) -> Path:
    """The package of the contract with three operations more, as a maintainer would get it."""
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    document["paths"].update(PATHS)
    document["components"]["schemas"].update(SCHEMAS)
    document["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    path = folder / "openapi.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    assert generate(path, folder) == 0
    return folder / "tkeel_oauth"


def ran(folder: Path, *command: str) -> str:
    environment = {"PYTHONPATH": str(folder), "PATH": ""}
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, env=environment, cwd=folder
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_three_operations_more(tmp_path: Path) -> None:
    package = extended(tmp_path)
    assert "4 operations answered, 0 failed" in ran(tmp_path, str(HERE / "call_all.py"), str(tmp_path))
    for name in ("api/oauth/oauth_authorize.py", "models/v1_authorize_response.py"):
        there = ROOT / "client" / "tkeel_oauth" / name
        assert (package / name).read_bytes() == there.read_bytes(), "what was there stays as it was"
    methods = (
        "from tkeel_oauth import Client; print([n for n in dir(Client('https://x').oauth) if n[0] != '_'])"
    )
    assert ran(tmp_path, "-c", methods) == "['authenticate', 'authorize', 'token', 'token_revoke']\n"


def test_verification_asks_nothing_that_is_not_recorded(tmp_path: Path) -> None:
    extended(tmp_path)
    code = (
        "from tkeel_oauth.verification import verify_recording\n"
        "report = verify_recording()\n"
        "print(report.kept, sorted(report.not_verified))"
    )
    assert ran(tmp_path, "-c", code) == "True ['OauthAuthenticate', 'OauthToken', 'TokenRevoke']\n"
