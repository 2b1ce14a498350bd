"""`openapi.yaml` says what tKeel's page says; and each fact of it is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.contract_document import facts
from tests.contract_document.mutations import MUTATIONS
from tests.contract_document.reading import Document, differences

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(name="document")
def _document() -> Document:
    loaded: Document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    return loaded


def test_the_document_agrees_with_every_fact(document: Document) -> None:
    assert differences(document) == set()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_of_the_contract_is_reported(document: Document, name: str) -> None:
    mutate, expected = MUTATIONS[name]
    mutate(document)
    assert differences(document) == expected


def test_every_fact_has_a_change_that_breaks_it() -> None:
    broken = {fact for _, expected in MUTATIONS.values() for fact in expected}
    assert {*facts.PAGE, *facts.OURS, *(f"@type: {name}" for name in facts.TYPE_URL)} <= broken
