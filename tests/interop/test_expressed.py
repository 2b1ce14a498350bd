"""The table of what a tool cannot express has an entry for each scenario that goes wrong, and no other."""

from __future__ import annotations

import pytest

from tests.interop.expressed import check


def test_what_goes_wrong_is_in_the_table() -> None:
    check({"hung": "no answer"}, {"hung": "nothing comes"})


def test_what_goes_wrong_unexpectedly_is_told() -> None:
    with pytest.raises(pytest.fail.Exception, match="success was answered with another"):
        check({"success": "another"}, {})


def test_what_went_right_may_not_stay_in_the_table() -> None:
    with pytest.raises(pytest.fail.Exception, match="success is in the table and went right"):
        check({}, {"success": "it did once"})
