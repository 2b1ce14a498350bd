"""Members of modules that are loaded late: why one does not load is said."""

from __future__ import annotations

import sys
from importlib import import_module, invalidate_caches
from pathlib import Path

import pytest

FACE = """
from tkeel_oauth._runtime.base.lazy import members
__getattr__, __dir__ = members(__name__, {"lazy_home": ("Member", "Gone")})
"""


def test_what_fails_within_the_home_of_a_member_is_not_taken_for_its_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an AttributeError, ``from lazy_face import Member`` would tell nothing."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    (tmp_path / "lazy_face.py").write_text(FACE)
    (tmp_path / "lazy_home.py").write_text("import json\njson.nothing_like_it\n")
    invalidate_caches()
    face = import_module("lazy_face")
    with pytest.raises(ImportError, match=r"^lazy_home cannot be loaded: .*'nothing_like_it'") as caught:
        _ = face.Member
    assert isinstance(caught.value.__cause__, AttributeError)
    (tmp_path / "lazy_home.py").write_text("Member = 5  # loads, though not everything is there\n")
    assert face.Member == vars(face)["Member"] == 5
    with pytest.raises(ImportError, match=r"^lazy_home cannot be loaded: .*'Gone'"):
        _ = face.Gone
    with pytest.raises(AttributeError, match="has no attribute 'Other'"):
        _ = face.Other
    assert {"Member", "Gone"} <= set(dir(face))
