"""Every code block of the documentation does what the page says; each kind of block has its rule.

============  ================================================================================================
``python``    a program of its own: it runs, and prints what the comments behind its ``print`` say
              with ``def test_``: pytest runs it, and its tests pass
              with ``title="app.py"``: a file; the files of a page lie in one folder, where pytest runs the
              tests among them; without tests, each can be imported
``console``   commands, see `command`; a page's commands share a folder and what they ``export``
``html``      a file that the page's tests show
``json``      one value, or one on each line
``toml``,     can be read; with a title, the file is there for the page's commands
``yaml``,
``csv``
``text``,     something printed; `SHOWN` says what it is compared with
``xml``,
``markdown``
============  ================================================================================================

All of it talks to one recorded server, which stands in for http://127.0.0.1:8080/v1.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import tkeel_oauth.errors
from tests.docs import fixture_outputs, verify_outputs
from tests.documents.blocks import Block, blocks_of
from tests.documents.running import (
    ROOT,
    check_requirements,
    check_tree,
    cli,
    run_python,
    run_tests,
    serving,
)
from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAGES = {path.relative_to(ROOT / "docs").as_posix(): path for path in sorted((ROOT / "docs").rglob("*.md"))}
BLOCKS = [(page, block) for page, path in PAGES.items() for block in blocks_of(path)]

# what compares the texts of a page: a function that is given each, or the test that does it
SHOWN: dict[str, Callable[[str], None] | str] = {
    "observability.md": "tests/docs/test_observability_page.py",
    "reference/errors.md": lambda text: check_tree(text, tkeel_oauth.errors),
    "testing.md": fixture_outputs.shown_section,
    "verify.md": verify_outputs.shown_text,
}
PRINTED = ("text", "xml", "markdown")
# tests that run among those of a page, which does not show them
UNSHOWN = {"django.md": "tests/docs/django_mistakes.py"}
# the modules whose names are public
FACES = [
    "tkeel_oauth",
    *(
        f"tkeel_oauth.{name}"
        for name in ("api", "errors", "models", "protobuf", "testing", "types", "verification")
    ),
]
# what a page may link to beside pages
OUTSIDE = {
    "https://github.com/tkeel-io/tkeel",
    "https://h11.readthedocs.io",
}
PASSWORD = {"TKEEL_PASSWORD": "wonderland"}


def of(*languages: str) -> list[Any]:
    chosen = ((page, block) for page, block in BLOCKS if block.language in languages)
    return [pytest.param(page, block, id=f"{page}:{block.line}") for page, block in chosen]


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with RecordedServer() as server:
        yield server.base_url


def test_each_block_is_of_a_known_kind() -> None:
    known = {"python", "console", "json", "toml", "yaml", "csv", *PRINTED}
    odd = [block for _, block in BLOCKS if block.language not in known]
    assert [block for block in odd if not (block.language == "html" and block.title)] == []


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(block, id=f"{page}:{block.line}")
        for page, block in BLOCKS
        if block.language == "python" and not block.title
    ],
)
def test_python(block: Block, base_url: str, tmp_path: Path) -> None:
    if block.is_test:
        (tmp_path / "test_block.py").write_text(block.text, encoding="utf-8")
        run_tests(tmp_path, count=block.text.count("def test_"))
    else:
        run_python(block.text, base_url=base_url, folder=tmp_path)


@pytest.mark.parametrize(
    "page", sorted({page for page, block in BLOCKS if block.language == "python" and block.title})
)
def test_files(page: str, tmp_path: Path) -> None:
    files = put_files(page, tmp_path)
    tests = [block.text for block in files if block.is_test]
    if page in UNSHOWN:
        tests.append((ROOT / UNSHOWN[page]).read_text(encoding="utf-8"))
        (tmp_path / "test_unshown.py").write_text(tests[-1], encoding="utf-8")
    if tests:
        run_tests(tmp_path, count=sum(text.count("def test_") for text in tests))
        return
    for block in files:
        if block.language == "python":
            imported = [sys.executable, "-c", f"import {block.title.removesuffix('.py')}"]
            subprocess.run(imported, cwd=tmp_path, check=True)


@pytest.mark.parametrize("page", sorted({page for page, block in BLOCKS if block.language == "console"}))
def test_commands(page: str, base_url: str, tmp_path: Path) -> None:
    put_files(page, tmp_path)
    variables = {"TKEEL_BASE_URL": base_url, **PASSWORD}
    for named, block in BLOCKS:
        if named == page and block.language == "console":
            for words in block.commands():
                command(page, words, base_url=base_url, folder=tmp_path, variables=variables)


def put_files(page: str, folder: Path) -> list[Block]:
    """Write the blocks of a page that are files."""
    files = [block for named, block in BLOCKS if named == page and block.title]
    for block in files:
        (folder / block.title).parent.mkdir(parents=True, exist_ok=True)
        (folder / block.title).write_text(block.text, encoding="utf-8")
        (folder / block.title).chmod(0o600)
    return files


def command(page: str, words: list[str], *, base_url: str, folder: Path, variables: dict[str, str]) -> None:
    """Run a command, or check what can be checked of one that installs or waits."""
    match words:
        case ["pip", "install", *requirements]:
            check_requirements(requirements)
        case ["export", assignment]:
            name, _, value = assignment.partition("=")
            variables[name] = base_url if name == "TKEEL_BASE_URL" else value
        case ["tkeel-oauth", "serve", *options] if not {"--list", "--help"} & set(options):
            with serving([sys.executable, "-m", "tkeel_oauth.cli", "serve", *options], folder=folder):
                pass
        case ["tkeel-oauth", *arguments]:
            ran = cli(arguments, base_url=base_url, folder=folder, variables=variables)
            assert ran.returncode == 0, ran.stdout + ran.stderr
            # An example in a help text may name the invented one.
            assert "--help" in arguments or variables["TKEEL_PASSWORD"] not in ran.stdout + ran.stderr
        case ["uvicorn", target]:
            module, _, name = target.partition(":")
            subprocess.run([sys.executable, "-c", f"from {module} import {name}"], cwd=folder, check=True)
        case ["curl", "--include", "http://127.0.0.1:8000/login", "--json", body]:
            # What the tests of the page ask of the same application.
            assert json.loads(body)
        case [script, *_] if script.startswith("scripts/"):
            assert (ROOT / script).stat().st_mode & 0o111, words
        case _:
            pytest.fail(f"{page}: no rule for the command {words[0]}")


@pytest.mark.parametrize(("page", "block"), of("json", "toml", "yaml", "csv"))
def test_data(page: str, block: Block) -> None:
    match block.language:
        case "json":
            try:
                json.loads(block.text)
            except ValueError:
                assert [json.loads(line) for line in block.text.splitlines()], page
        case "toml":
            assert tomllib.loads(block.text)
        case "yaml":
            assert yaml.safe_load(block.text)
        case _:
            rows = list(csv.reader(io.StringIO(block.text)))
            assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize(("page", "block"), of(*PRINTED))
def test_printed(page: str, block: Block) -> None:
    assert page in SHOWN, f"{block}: say in SHOWN what this is compared with"
    compared = SHOWN[page]
    if isinstance(compared, str):
        assert page in (ROOT / compared).read_text(encoding="utf-8")
    else:
        compared(block.text)


@pytest.mark.parametrize("face", FACES)
def test_the_reference_has_all_that_is_public(face: str) -> None:
    module = importlib.import_module(face)
    public: set[str] = {f"{face}.{name}" for name in module.__all__ if not name.startswith("__")}
    described = {
        name
        for page, path in PAGES.items()
        if page.startswith("reference/")
        for name in re.findall(r"(?m)^::: ([\w.]+)$", path.read_text(encoding="utf-8"))
    }
    # what describes a module describes what is public in it
    for name in described & set(FACES):
        described |= {f"{name}.{member}" for member in importlib.import_module(name).__all__}
    # the errors are public in two places and described in one
    described |= {name.replace("tkeel_oauth.errors.", "tkeel_oauth.") for name in described}
    assert public - described == set()


def test_no_page_links_to_the_outside_but_where_it_must() -> None:
    """The documentation stands by itself; what it names outside is the project that it serves."""
    outside = {
        address
        for path in PAGES.values()
        for address in re.findall(r"\]\((https?://[^)]+)\)", path.read_text(encoding="utf-8"))
    }
    assert outside <= OUTSIDE
