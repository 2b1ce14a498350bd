"""The pytest plugin that comes with the package: two fixtures and a marker.

`tkeel_oauth_replay` is a recorded tKeel in the process of the test (`tkeel_oauth.testing.Replay`),
`tkeel_oauth_server` one on a loopback port (`tkeel_oauth.testing.ReplayServer`, needs the extra `replay`).
`@pytest.mark.tkeel_oauth(…)` sets either up: `scenario="wrong_password"` answers everything with that
scenario, `strict=True` refuses credentials that were not recorded, `wire="documented"` answers in the form
of tKeel's page, `recording="mine.har"` answers from another file.

A test in which something was asked that is not recorded fails, even when the code under test took the 501
for an outage and went on.

Nothing but this module is imported until a test asks for a fixture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth.testing.replay import Controls, Replay, ReplayServer

__all__ = [
    "CONTROLS",
    "pytest_assertrepr_compare",
    "pytest_configure",
    "pytest_runtest_call",
    "tkeel_oauth_replay",
    "tkeel_oauth_server",
]

CONTROLS: pytest.StashKey[list[Controls]] = pytest.StashKey()
"""Where a test keeps what its fixtures handed to it."""

_MARKER = (
    "tkeel_oauth(scenario=None, strict=False, wire=None, recording=None): set up the fixtures "
    "tkeel_oauth_replay and tkeel_oauth_server of this test"
)


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def tkeel_oauth_replay(request: pytest.FixtureRequest) -> Replay:
    """A recorded tKeel in the process of the test: `.transport`, `.async_transport`, `.base_url`, orders."""
    from .setting_up import replay  # noqa: PLC0415 - nothing is imported unless it is used

    return replay(request.node)


@pytest.fixture
def tkeel_oauth_server(request: pytest.FixtureRequest) -> Iterator[ReplayServer]:
    """A recorded tKeel on a loopback port: `.base_url`, orders."""
    from .setting_up import server  # noqa: PLC0415

    with server(request.node) as running:
        yield running


# Last, so that it runs once the test itself has passed; one that has failed says enough.
@pytest.hookimpl(trylast=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Fails a test that has asked for something that is not recorded."""
    for control in item.stash.get(CONTROLS, ()):
        if control.unmatched:
            from .setting_up import told  # noqa: PLC0415

            pytest.fail(told(control.unmatched), pytrace=False)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Says in what two credentials differ, without their values."""
    if op != "==" or type(left).__name__ != "Credentials" or type(right) is not type(left):
        return None
    from .setting_up import compared  # noqa: PLC0415

    return compared(left, right)
