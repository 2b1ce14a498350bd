"""Which types take the values of which."""

from __future__ import annotations

import pytest

from contract_diff.annotations import accepts, alternatives

ALIASES = {"models.Kind": "Literal['a', 'b']"}


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("str", "str"),
        ("str | None", "str"),
        ("None | str", "str | None"),
        ("float", "int"),
        ("int", "bool"),
        ("str", "Literal['a']"),
        ("int", "Literal[-1]"),
        ("Literal['a', 'b']", "Literal['b']"),
        ("Literal['a'] | Literal['b']", "models.Kind"),
        ("models.Kind | None", "Literal['a']"),
        ("str", "models.Kind"),
        ("object", "list[int] | None"),
    ],
)
def test_accepted(wide: str, narrow: str) -> None:
    assert accepts(alternatives(wide, ALIASES), alternatives(narrow, ALIASES))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("str", "str | None"),
        ("int", "float"),
        ("Literal['a']", "str"),
        ("Literal['a', 'b']", "Literal['c']"),
        ("models.Kind", "Literal['c']"),
        ("int", "Literal['1']"),
        ("list[float]", "list[int]"),
        ("models.Other", "models.Kind"),
    ],
)
def test_refused(wide: str, narrow: str) -> None:
    assert not accepts(alternatives(wide, ALIASES), alternatives(narrow, ALIASES))
