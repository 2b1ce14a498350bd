"""No recorded scenario goes untested: each stands in a table that a test goes through."""

from __future__ import annotations

from tests.contract import test_arguments
from tests.contract.expected import READ, SENT
from tests.contract.support import RECORDING


def reaching(reach: str) -> set[str]:
    return {scenario.name for scenario in RECORDING if scenario.reach == reach}


def test_every_scenario_has_its_outcome() -> None:
    assert set(SENT) == reaching("sdk")
    assert set(READ) == reaching("raw")


def test_of_every_raw_scenario_it_is_said_what_the_sdk_does_instead() -> None:
    tables = (test_arguments.REFUSED, test_arguments.ENCODED, test_arguments.NO_SUCH_ARGUMENT)
    named = [name for table in (*tables, test_arguments.OUT_OF_REACH) for name in table]
    assert len(named) == len(set(named)), "a scenario stands in two tables"
    assert set(named) == reaching("raw")


def test_the_tables_hold_what_was_recorded() -> None:
    for name, wanted in {**SENT, **READ}.items():
        assert getattr(wanted, "status", 0) == RECORDING[name].status, name
