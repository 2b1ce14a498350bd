"""The package's face: explicit, and lazy."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import tkeel_oauth.testing as face
from tkeel_oauth.testing import MissingExtraError


def loaded_after(code: str) -> set[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(face.__file__).parents[2])}
    code = f"import sys, json, tkeel_oauth.testing as t; {code}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment
    )
    return set(json.loads(done.stdout))


def test_every_public_name_is_there() -> None:
    assert {name for name in face.__all__ if not hasattr(face, name)} == set()
    assert set(face.__all__) <= set(dir(face))
    with pytest.raises(AttributeError, match="no attribute 'wonderland'"):
        _ = face.wonderland  # type: ignore[attr-defined]


def test_the_face_imports_no_host_and_the_engine_needs_no_http_library() -> None:
    assert loaded_after("t.Engine()") & {"httpx", "respx", "asyncio", "click", "h11"} == set()


def test_missing_extra_pickles() -> None:
    error = pickle.loads(pickle.dumps(MissingExtraError("jinja2", "verify")))  # noqa: S301 - our own bytes
    assert (error.package, error.extra) == ("jinja2", "verify")
    assert str(error) == "jinja2 is not installed: pip install 'tkeel-oauth[verify]'"


def test_annotations_resolve() -> None:
    for name in face.__all__:
        public = getattr(face, name)
        typing.get_type_hints(public)
        for member in vars(public).values() if isinstance(public, type) else ():
            function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
            if hasattr(function, "__annotations__"):
                typing.get_type_hints(function)
