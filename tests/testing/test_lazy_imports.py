"""The package's face: explicit, lazy, and clear about what is not installed."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import tkeel_oauth.testing as face
from tkeel_oauth.testing import MissingExtraError


def run(code: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(Path(face.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment
    )
    return done.stdout


def test_every_public_name_is_there() -> None:
    assert {name for name in face.__all__ if not hasattr(face, name)} == set()
    assert set(face.__all__) <= set(dir(face))
    with pytest.raises(AttributeError, match="no attribute 'wonderland'"):
        _ = face.wonderland  # type: ignore[attr-defined]


def test_importing_the_face_imports_no_host() -> None:
    code = "import sys, json, tkeel_oauth.testing; print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(run(code)))
    assert loaded & {"httpx", "respx", "uvicorn", "asyncio", "click"} == set()


def test_the_engine_needs_no_http_library() -> None:
    code = "import sys, json, tkeel_oauth.testing as t; t.Engine(); print(json.dumps(sorted(sys.modules)))"
    assert set(json.loads(run(code))) & {"httpx", "respx", "uvicorn", "asyncio"} == set()


@pytest.mark.parametrize(
    ("package", "use"), [("respx", "t.respx_router()"), ("uvicorn", "t.RecordedServer()")]
)
def test_what_to_install_is_said(package: str, use: str) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None; import tkeel_oauth.testing as t\n"
        f"try: {use}\nexcept t.MissingExtraError as error: print(error)"
    )
    assert run(code) == f"{package} is not installed: pip install 'tkeel-oauth[replay]'\n"


def test_missing_extra_pickles() -> None:
    error = pickle.loads(pickle.dumps(MissingExtraError("respx", "replay")))  # noqa: S301 - our own bytes
    assert (str(error), error.package, error.extra) == (
        str(MissingExtraError("respx", "replay")),
        "respx",
        "replay",
    )
