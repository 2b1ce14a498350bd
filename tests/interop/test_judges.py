"""Prism's validation proxy and openapi-core on what `verify` judges; judges_table.py has the differences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.interop.judges_answers import answers, judged, refused_by_verify
from tests.interop.judges_asking import ask_openapi_core, ask_prism
from tests.interop.judges_table import BOTH, CORE, DIFFERENCES, NOT_FOR_PRISM, PRISM
from tests.verification.reference import CODE, LOGIN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CANARY = "anary"  # of the user name and the password


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prism") / "prism.log"


@pytest.fixture(scope="module")
def told(log: Path) -> Mapping[str, Mapping[str, list[str]]]:
    """What each judge finds wrong with each answer that it is shown."""
    shown = [answer for answer in answers() if answer.name not in NOT_FOR_PRISM]
    return {PRISM: ask_prism(shown, log), CORE: ask_openapi_core(answers())}


@pytest.fixture(scope="module")
def refused() -> set[str]:
    return refused_by_verify()


@pytest.mark.parametrize("judge", BOTH)
def test_verdicts(judge: str, told: Mapping[str, Mapping[str, list[str]]], refused: set[str]) -> None:
    explained = {name: row.verify for row in DIFFERENCES if judge in row.judges for name in row.answers}
    differing = {
        name: "refuses" if name in refused else "accepts"
        for name, wrong in told[judge].items()
        if (name in refused) is not bool(wrong)
    }
    unexplained = {name: (differing[name], told[judge][name]) for name in differing.keys() - explained.keys()}
    assert unexplained == {}, "verify and the judge differ, and the table does not say why"
    assert explained.keys() - differing.keys() == set(), "in the table, and they agree"
    assert differing == explained


def test_every_answer_is_shown(told: Mapping[str, Mapping[str, list[str]]]) -> None:
    names = [answer.name for answer in answers()]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert told[CORE].keys() == set(names)
    assert told[PRISM].keys() == set(names) - set(NOT_FOR_PRISM)
    redirects = {answer.name for answer in answers() if 300 <= answer.reply.status < 400}
    assert set(NOT_FOR_PRISM) == redirects
    assert len(judged()) >= 60


def test_the_page_to_the_letter_is_accepted_by_all(
    told: Mapping[str, Mapping[str, list[str]]], refused: set[str]
) -> None:
    names = [answer.name for answer in answers() if answer.name.startswith("documented @ ")]
    assert len(names) == 10
    assert [wrong for judge in BOTH for name in names for wrong in told[judge][name]] == []
    assert [name for name in names if name in refused] == []


def test_no_secret_is_told(log: Path, told: Mapping[str, Mapping[str, list[str]]]) -> None:
    # Prism's log holds the query of every request: it is read here and never printed.
    assert CANARY in log.read_text(encoding="utf-8")
    shown = repr(told)
    assert CANARY in LOGIN.password
    assert CANARY in LOGIN.username
    assert (CANARY in shown, CODE in shown) == (False, False)
