"""A team's own suite that a verification is added to."""

import sys


def test_of_the_team() -> None:
    assert "tkeel_oauth.testing.plugin" in sys.modules


def test_another_of_the_team() -> None:
    assert True
