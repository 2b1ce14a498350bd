"""No recorded scenario goes untested.

Told from what the tests are parametrised with and not from what ran, so that a selection of tests, or
several processes, change nothing about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.contract import test_arguments, test_scenarios
from tests.contract.expected import READ, SENT
from tests.contract.support import RECORDING
from tests.testing import test_server

if TYPE_CHECKING:
    from collections.abc import Callable


def parametrised(test: Callable[..., None], name: str) -> set[str]:
    """The values a test gets for one of its parameters."""
    marks = getattr(test, "pytestmark", [])
    found = [mark.args[1] for mark in marks if mark.name == "parametrize" and mark.args[0] == name]
    assert found, f"{test.__name__} has no parameter {name}"
    return {str(getattr(value, "name", getattr(value, "__name__", value))) for value in found[0]}


def reaching(reach: str) -> set[str]:
    return {scenario.name for scenario in RECORDING if scenario.reach == reach}


def test_every_scenario_has_its_outcome() -> None:
    assert set(SENT) == reaching("sdk")
    assert set(READ) == reaching("raw")
    for test in (
        test_scenarios.test_every_answer_is_read,
        test_scenarios.test_every_other_host_answers_the_same,
    ):
        assert parametrised(test, "name") == {*SENT, *READ}


def test_every_scenario_is_played_as_bytes_or_has_no_answer_to_compare() -> None:
    silent = {scenario.name for scenario in RECORDING if scenario.answer is None}
    played = parametrised(test_server.test_every_exchange_is_played_byte_for_byte, "scenario")
    assert played | silent == set(RECORDING.names)


def test_of_every_raw_scenario_it_is_said_what_the_sdk_does_instead() -> None:
    refused = set(test_arguments.REFUSED)
    encoded = set(test_arguments.ENCODED)
    assert parametrised(test_arguments.test_refused_with_nothing_sent, "name") == refused
    assert parametrised(test_arguments.test_sent_encoded, "name") == encoded
    named = [*refused, *encoded, *test_arguments.NO_SUCH_ARGUMENT, *test_arguments.OUT_OF_REACH]
    assert len(named) == len(set(named)), "a scenario stands in two tables"
    assert set(named) == reaching("raw")


def test_the_tables_hold_what_was_recorded() -> None:
    for name, wanted in {**SENT, **READ}.items():
        assert getattr(wanted, "status", 0) == RECORDING[name].status, name
