"""The pytest plugin that comes with the package: two fixtures, a marker, and the contract's verification.

`tkeel_oauth_replay` is a recorded tKeel in the process of the test (`tkeel_oauth.testing.Replay`),
`tkeel_oauth_server` one on a loopback port (`tkeel_oauth.testing.ReplayServer`, needs the extra `replay`).
`@pytest.mark.tkeel_oauth(…)` sets either up: `scenario="wrong_password"` answers everything with that
scenario, `strict=True` refuses credentials that were not recorded, `wire="documented"` answers in the form
of tKeel's page, `recording="mine.har"` answers from another file.

A test in which something was asked that is not recorded fails, even when the code under test took the 501
for an outage and went on.

`--tkeel-oauth-verify-base-url=…` adds a test for each step of a verification of a live tKeel, and
`--tkeel-oauth-verify-recording=…` for each step of one of a recording (needs the extra `verify`). Each option
can come from an environment variable, `TKEEL_OAUTH_VERIFY_BASE_URL` and so on; the password comes from
`TKEEL_PASSWORD` alone.

Nothing but this module is imported until a test asks for a fixture, or the options for a verification.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth.testing.replay import Controls, Replay, ReplayServer

__all__ = [
    "CONTROLS",
    "VERIFY_FLAGS",
    "VERIFY_OPTIONS",
    "pytest_addoption",
    "pytest_assertrepr_compare",
    "pytest_collection_modifyitems",
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

VERIFY_OPTIONS = {
    "base-url": "verify this live tKeel and add a test for each step; it sends logins that must fail",
    "recording": "verify this recording instead, and add a test for each step; nothing is sent",
    "tenant-id": "the tenant to log in to",
    "username": "who logs in; the password comes from TKEEL_PASSWORD",
    "redirect-uri": "where the application would take the code",
    "timeout": "seconds that each call may take (30)",
    "expect-wire": "the wire form that all answers must have, documented or served",
    "compare-with": "compare a live server's answers with this recording instead of the shipped one",
    "max-age-days": "days after which a recording counts as old",
}
"""The options with a value, without their prefix, and what they mean."""

VERIFY_FLAGS = {
    "strict": "let known deviations of tKeel's from its page fail, too",
    "allow-insecure": "allow plain http to other machines than this one",
}
"""The options without a value; their variables count when they are 1."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options of a verification."""
    group = parser.getgroup("tkeel-oauth")
    for name, text in VERIFY_OPTIONS.items():
        group.addoption(f"--tkeel-oauth-verify-{name}", metavar=name.upper(), help=text)
    for name, text in VERIFY_FLAGS.items():
        group.addoption(f"--tkeel-oauth-verify-{name}", action="store_true", help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker, and refuses options that no verification can be run with."""
    config.addinivalue_line("markers", _MARKER)
    if _verifies(config):
        from .verifying import configure  # noqa: PLC0415 - nothing is imported unless it is used

        configure(config)


# First, so that -k, --deselect and xdist's groups find the items of the verification among the others.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Adds the items of a verification, if there is to be one."""
    if _verifies(config):
        from .verifying import collect  # noqa: PLC0415

        items.extend(collect(session))


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


def _verifies(config: pytest.Config) -> bool:
    return any(
        config.getoption(f"--tkeel-oauth-verify-{name}") or os.environ.get(f"TKEEL_OAUTH_VERIFY_{variable}")
        for name, variable in (("base-url", "BASE_URL"), ("recording", "RECORDING"))
    )
