# pyright: basic
# documents here are known at run time alone
"""A new operation is free: described in a copy of the contract, it works, and is not asked for."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml

from generation import command
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


# Those of the tests that read the whole contract.
THAT_READ_IT = (
    *("tests/contract_document", "tests/docs/test_verify_page.py", "tests/project/test_public_types.py"),
    *("tests/verification/test_cases.py", "tests/verification/test_openapi.py"),
)


def described(path: Path) -> Path:
    """The contract with three operations more, put into its text as a maintainer would."""
    text = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    schemes = {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}}
    for place, more in (
        ("components:\n", f"{indented(PATHS, 2)}\ncomponents:\n{indented(schemes, 2)}"),
        ("  schemas:\n", f"  schemas:\n{indented(SCHEMAS, 4)}"),
    ):
        assert text.count(f"\n{place}") == 1
        text = text.replace(f"\n{place}", f"\n{more}")
    path.write_text(text, encoding="utf-8")
    return path


def indented(node: object, columns: int) -> str:
    return textwrap.indent(yaml.safe_dump(node, sort_keys=False), " " * columns)


def extended(folder: Path) -> Path:
    """The package of that contract."""
    assert generate(described(folder / "openapi.yaml"), folder) == 0
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


def test_the_tests_hold_in_a_checkout_with_three_operations_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(ROOT, checkout, ignore=shutil.ignore_patterns(".*", "__pycache__", "node_modules"))
    described(checkout / "openapi.yaml")
    monkeypatch.setattr(command, "ROOT", checkout)
    assert command.main([]) == 0
    options = ("-q", "-n0", "-p", "no:cacheprovider", "-p", "no:randomly")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *THAT_READ_IT],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(checkout / "client"), "PATH": ""},
        cwd=checkout,
    )
    assert done.returncode == 0, done.stdout + done.stderr
