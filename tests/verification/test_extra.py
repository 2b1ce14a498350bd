"""Without the extra a verification says what to install, and loads nothing of it before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.verification.hosts import BASE_URL, InProcess
from tests.verification.reference import LOGIN, documented
from tkeel_oauth.testing import MissingExtraError
from tkeel_oauth.verification.contract import load_contract
from tkeel_oauth.verification.live import verify_server
from tkeel_oauth.verification.plan import planned_steps
from tkeel_oauth.verification.recorded import verify_recording

INSTALL = r"pip install 'tkeel-oauth\[verify\]'"


def test_jsonschema_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    transport = InProcess(lambda asked: documented(asked.step))
    with pytest.raises(MissingExtraError, match=INSTALL):
        verify_server(BASE_URL, LOGIN, transport=transport)
    assert transport.targets == []
    with pytest.raises(MissingExtraError, match=INSTALL):
        verify_recording(None)


def test_yaml_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    load_contract.cache_clear()
    with pytest.raises(MissingExtraError, match=INSTALL):
        planned_steps()


def test_nothing_of_the_extra_is_loaded_by_an_import() -> None:
    code = (
        "import sys, tkeel_oauth.verification.live, tkeel_oauth.verification.recorded\n"
        "print(sorted({'jsonschema', 'yaml', 'jinja2', 'referencing'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": "client"}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
