# pyright: basic
# packages and documents here are known at run time alone
"""What the tests of the generator have in common: packages generated from documents of their own."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from generation.command import main

HERE = Path(__file__).resolve().parent

Generate = Callable[..., int]


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
