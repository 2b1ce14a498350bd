"""The built wheel, installed in an empty environment without an index, and used there."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.documents.running import serving
from tkeel_oauth._version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Installed

# one worker builds once
pytestmark = pytest.mark.xdist_group("built")

IN_PROCESS = """
import asyncio
import tkeel_oauth
from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.testing import mock_transport

LOGIN = dict(username="alice", password="wonderland", redirect_uri="http://tkeel.io/callback")

async def with_await():
    async with AsyncClient("http://tkeel.example.com/v1", transport=mock_transport()) as client:
        return await client.oauth.authorize("tenant-a", **LOGIN)

with Client("http://tkeel.example.com/v1", transport=mock_transport()) as client:
    grant = client.oauth.authorize("tenant-a", **LOGIN)
assert grant == asyncio.run(with_await()), "sync and async differ"
print(tkeel_oauth.__version__, len(grant.code))
"""

OVER_A_SOCKET = """
import sys
from tkeel_oauth import Client
from tkeel_oauth.errors import BadRequest

login = dict(username="alice", redirect_uri="http://tkeel.io/callback")
with Client(sys.argv[1]) as client:
    print(len(client.oauth.authorize("tenant-a", password="wonderland", **login).code))
    try:
        client.oauth.authorize("tenant-a", password="not-the-password", **login)
    except BadRequest as error:
        print(error.reason)
"""

RESOURCES = """
from importlib.resources import files
package = files("tkeel_oauth")
print(package.joinpath("openapi.yaml").read_text(encoding="utf-8").count("operationId: OauthAuthorize"))
print(package.joinpath("py.typed").is_file())
"""


def python(environment: Installed, folder: Path, code: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        [environment.command("python"), "-I", "-W", "error", "-c", code, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.fixture
def served(installed: Installed, tmp_path: Path) -> Iterator[str]:
    with serving([installed.command("tkeel-oauth"), "serve"], folder=tmp_path) as base_url:
        yield base_url


def test_core_alone_gets_a_code(installed_bare: Installed, tmp_path: Path) -> None:
    assert python(installed_bare, tmp_path, IN_PROCESS) == [__version__, "48"]


def test_command_without_its_extra_says_what_to_install(installed_bare: Installed, tmp_path: Path) -> None:
    done = subprocess.run(
        [installed_bare.command("tkeel-oauth"), "serve"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "tkeel-oauth[cli]" in done.stderr
    assert "Traceback" not in done.stderr


def test_recorded_server_gives_a_code_and_refuses(installed: Installed, served: str, tmp_path: Path) -> None:
    assert python(installed, tmp_path, OVER_A_SOCKET, served) == ["48", "OAUTH_ERR_INVALID_REQUEST"]


def test_files_of_the_package_can_be_read(installed: Installed, tmp_path: Path) -> None:
    assert python(installed, tmp_path, RESOURCES) == ["1", "True"]
