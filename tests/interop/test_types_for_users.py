"""What an editor shows of the installed package, and whether every public type is known."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from outside_tools import tool
from tests.interop.language_server import editor

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tests.conftest import Installed
    from tests.interop.conftest import Report
    from tests.interop.language_server import Editor

CLIENT = "from tkeel_oauth import AsyncClient, Client\n\nclient = Client()\nasync_client = AsyncClient()\n"


@pytest.fixture(scope="module")
def opened(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Generator[Editor]:
    with editor(
        tool("pyright-langserver"), tmp_path_factory.mktemp("users"), installed.command("python")
    ) as found:
        yield found


@pytest.mark.parametrize("client", ["client", "async_client"])
def test_the_operations_are_offered_with_what_they_do(opened: Editor, client: str) -> None:
    offered = opened.completions(f"{CLIENT}{client}.oauth.|")
    assert "authorize" in offered
    told = opened.documentation(offered["authorize"])
    assert "Get an authorization code for a user name and a password." in told
    assert "DeadlineExceeded" in told


@pytest.mark.parametrize("name", ["Client", "AsyncClient"])
def test_a_client_says_what_its_arguments_mean(opened: Editor, name: str) -> None:
    shown = opened.hover(f"{CLIENT}{name}|()")
    for argument in ("base_url", "timeout", "max_connections", "allow_insecure"):
        assert f"{argument}: " in shown
    assert "ConfigurationError" in shown


def test_arguments_are_offered_by_name(opened: Editor) -> None:
    offered = opened.completions(f'{CLIENT}client.oauth.authorize("t", |)')
    assert {"username=", "password=", "redirect_uri=", "state=", "timeout="} <= offered.keys()


def test_members_of_answers_and_errors_are_offered(opened: Editor) -> None:
    grant = 'client.oauth.authorize("t", username="u", password="p", redirect_uri="r")'
    assert "code" in opened.completions(f"{CLIENT}{grant}.|")
    caught = f"{CLIENT}from tkeel_oauth import BadRequest\n\ntry:\n    {grant}\nexcept BadRequest as error:\n"
    assert {"status", "reason", "message", "status_code"} <= opened.completions(f"{caught}    error.|").keys()
    assert "next_step" in opened.completions(f"{caught}    error.status.|")


def test_every_public_type_is_known(
    run_tool: Callable[..., Report], installed: Installed, tmp_path: Path
) -> None:
    # It looks for the package in the active environment, whatever --pythonpath says.
    report = run_tool(
        *("pyright", "--outputjson", "--verifytypes", "tkeel_oauth", "--ignoreexternal"),
        cwd=tmp_path,
        VIRTUAL_ENV=str(installed.folder),
        PATH=f"{Path(installed.command('python')).parent}{os.pathsep}{os.environ['PATH']}",
    )
    found = cast("dict[str, Any]", report.json)["typeCompleteness"]
    # The plugin is pytest's to call, and pytest is not among what is installed here.
    public = [
        symbol
        for symbol in found["symbols"]
        if symbol["isExported"] and not symbol["name"].startswith("tkeel_oauth.testing.pytest_plugin")
    ]
    assert public
    unknown = [
        f"{symbol['name']}: {[diagnostic['message'] for diagnostic in symbol['diagnostics']]}"
        for symbol in public
        if not symbol["isTypeKnown"]
    ]
    assert not unknown, "\n".join(unknown)
