"""docs/security.md says in which forms a secret is found; each of its examples is."""

from __future__ import annotations

import re

import pytest

from tests.documents.running import ROOT
from tkeel_oauth._runtime.base.redaction import SecretScanner

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
(TABLE,) = re.findall(r"(?m)^\| form \|.*\n(?:\|.*\n)+", PAGE)
(SECRET,) = re.findall(r"`([^`]+)`", TABLE.splitlines()[0])
FORMS = [form for row in TABLE.splitlines()[2:] for form in re.findall(r"`([^`]+)`", row.split("|")[-2])]


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_found(form: str) -> None:
    scanner = SecretScanner([SECRET])
    assert scanner.finds(f"the server says {form}, and more")
    assert not scanner.finds("the server says p@ss, and more")


def test_the_page_names_some_of_each_kind() -> None:
    assert len(FORMS) >= 9
