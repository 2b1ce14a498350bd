"""What a tool made of each scenario, held against its table of those that it cannot express."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tkeel_oauth.testing import Scenario

Told: TypeAlias = tuple[int, dict[str, str], str]
"""Status, headers with their names in lower case, and body."""


def recorded(scenario: Scenario) -> Told | None:
    """The answer of a scenario as a client sees it; None when there was none."""
    if scenario.answer is None:
        return None
    body = scenario.answer.body.decode()
    headers = {name.lower(): value for name, value in scenario.answer.headers}
    # An answer that ended with its connection gets a length from the tools.
    headers.setdefault("content-length", str(len(scenario.answer.body)))
    return scenario.answer.status, headers, body


def check(wrong: Mapping[str, object], cannot: Mapping[str, str]) -> None:
    """Fail for a scenario that went wrong and is not in the table, and for one in the table that went right.

    Args:
        wrong: What came instead of the recorded answer, for each scenario where that is not what came.
        cannot: The scenarios that the tool cannot express, each with the reason.
    """
    told = [f"{name} was answered with {got}" for name, got in wrong.items() if name not in cannot]
    told += [f"{name} is in the table and went right" for name in cannot if name not in wrong]
    if told:
        pytest.fail("\n".join(told), pytrace=False)
