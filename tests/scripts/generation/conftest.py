# pyright: basic
# packages and documents here are known at run time alone
"""What the tests of the generator have in common: packages generated from documents of their own."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import jinja2
import openapi_python_client
import pytest

from generation.command import main

HERE = Path(__file__).resolve().parent


class Compiled(jinja2.BytecodeCache):
    """What Jinja makes of the templates, kept for the next run in this process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


# half of the time of a run goes into templates that are the same each time
openapi_python_client.__dict__["Environment"] = functools.partial(
    jinja2.Environment, bytecode_cache=Compiled()
)


def generate(document: Path, folder: Path, *options: str) -> int:
    """Run scripts/generate in this process."""
    return main(["--document", str(document), "--output", str(folder), *options])


@pytest.fixture(scope="session")
def constructs_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package of constructs.yaml is."""
    folder = tmp_path_factory.mktemp("constructs")
    assert generate(HERE / "constructs.yaml", folder) == 0
    return folder


@pytest.fixture(scope="session")
def constructs(constructs_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """That package, under another name, as this process has a tkeel_oauth already."""
    folder = tmp_path_factory.mktemp("named")
    (folder / "constructs").symlink_to(constructs_folder / "tkeel_oauth", target_is_directory=True)
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module("constructs")
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == "constructs"]:
            del sys.modules[name]
