"""Without the extra a verification says what to install, and loads nothing of it before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tkeel_oauth

CLIENT = str(Path(tkeel_oauth.__file__).parents[1])


def printed(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": CLIENT}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("module", "package"), [("yaml", "PyYAML"), ("referencing", "jsonschema"), ("jsonschema", "jsonschema")]
)
def test_a_missing_package_is_told_when_a_function_is_named(module: str, package: str) -> None:
    said = printed(
        f"import sys; sys.modules[{module!r}] = None\n"
        "from tkeel_oauth.testing import MissingExtraError\n"
        "try:\n    from tkeel_oauth.verification import verify_server\n"
        "except MissingExtraError as error: print(error)"
    )
    assert said == f"{package} is not installed: pip install 'tkeel-oauth[verify]'"


def test_nothing_of_the_extra_is_loaded_by_an_import() -> None:
    loaded = printed(
        "import sys, tkeel_oauth.verification.results, tkeel_oauth.verification.render\n"
        "print(sorted({'jsonschema', 'yaml', 'jinja2', 'referencing', 'httpx'} & set(sys.modules)))"
    )
    assert loaded == "[]"
