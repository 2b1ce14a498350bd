"""The command that refreshes the hash of openapi.yaml in a recording."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from tkeel_oauth.testing import load_recording
from tkeel_oauth.testing.har import document, dumps
from tkeel_oauth.testing.stamp import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    openapi, har = tmp_path / "openapi.yaml", tmp_path / "mine.har"
    openapi.write_bytes(b"openapi: 3.1.0\n")
    har.write_bytes(dumps(document(load_recording())))
    return openapi, har


def test_only_the_hash_changes(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    openapi, har = files
    assert main([str(openapi), str(har)]) == 0
    assert capsys.readouterr().out == "stamped\n"
    stamped = load_recording(har)
    assert stamped.contract.openapi_sha256 == hashlib.sha256(b"openapi: 3.1.0\n").hexdigest()
    assert stamped.scenarios == load_recording().scenarios
    assert sorted(path.name for path in har.parent.iterdir()) == ["mine.har", "openapi.yaml"]


def test_a_second_run_changes_nothing(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    openapi, har = files
    main([str(openapi), str(har)])
    before = har.stat().st_mtime_ns
    assert main([str(openapi), str(har)]) == 0
    assert capsys.readouterr().out == "stamped\nup to date\n"
    assert har.stat().st_mtime_ns == before


@pytest.mark.parametrize("arguments", [[], ["a", "b", "c"]])
def test_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage: ")
