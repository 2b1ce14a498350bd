"""The pytest plugin that comes with the package: two fixtures and a marker.

`tkeel_oauth_replay` is a recorded tKeel in the process of the test (`tkeel_oauth.testing.Replay`),
`tkeel_oauth_server` one on a loopback port (`tkeel_oauth.testing.ReplayServer`).
`@pytest.mark.tkeel_oauth(…)` sets either up: `scenario="wrong_password"` answers everything with that
scenario, `strict=True` refuses credentials that were not recorded, `wire="documented"` answers in the form
of tKeel's page, `recording="mine.har"` answers from another file.

A test in which something was asked that is not recorded fails, even when the code under test took the 501
for an outage and went on. The report of a test that fails after a login was refused that is not recorded
says so, and who could have logged in.

Nothing but this module is imported until a test asks for a fixture.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest

if TYPE_CHECKING:
    # Only for those who check types: every run of pytest loads this module, httpx or not.
    import os
    from collections.abc import Callable, Generator, Iterator, Sequence

    from .call_log import Call
    from .replay import Controls, Replay, ReplayServer
    from .wire_forms import Wire

__all__ = [
    "pytest_assertrepr_compare",
    "pytest_configure",
    "pytest_runtest_call",
    "tkeel_oauth_replay",
    "tkeel_oauth_server",
]

_ControlsT = TypeVar("_ControlsT", bound="Controls")
_CONTROLS: pytest.StashKey[list[Controls]] = pytest.StashKey()
_WIRES = ("served", "documented")
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
    # ruff: noqa: PLC0415 - nothing is imported unless it is used
    from .replay import Replay

    return _made(Replay, request.node)


@pytest.fixture
def tkeel_oauth_server(request: pytest.FixtureRequest) -> Iterator[ReplayServer]:
    """A recorded tKeel on a loopback port: `.base_url`, orders."""
    from .replay import ReplayServer

    with _made(ReplayServer, request.node) as made:
        yield made


# Last, so that it runs once the test itself has passed; one that has failed says enough.
@pytest.hookimpl(trylast=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Fails a test that has asked for something that is not recorded."""
    for control in item.stash.get(_CONTROLS, ()):
        if control.unmatched:
            pytest.fail(_told(control.unmatched), pytrace=False)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Says in what two credentials differ, without their values."""
    if op != "==" or type(left).__name__ != "Credentials":
        return None
    from .matching import Credentials

    # Applications have classes of that name, too.
    if not (isinstance(left, Credentials) and isinstance(right, Credentials)):
        return None
    names = [one.name for one in fields(Credentials) if getattr(left, one.name) != getattr(right, one.name)]
    return ["Credentials == Credentials", f"They differ in: {', '.join(names)} (values are not shown)"]


@dataclass(frozen=True)
class _Settings:
    """The arguments of the markers of a test; the one nearest to the test counts."""

    scenario: str | None = None
    strict: bool = False
    wire: Wire | None = None
    recording: str | os.PathLike[str] | None = None


def _settings(item: pytest.Item) -> _Settings:
    merged: dict[str, object] = {}
    for marker in item.iter_markers("tkeel_oauth"):
        if marker.args:
            _fail("takes its arguments by name")
        merged = {**marker.kwargs, **merged}
    known = [one.name for one in fields(_Settings)]
    for name in merged:
        if name not in known:
            _fail(f"has no argument {name}; there are {', '.join(known)}")
    settings = _Settings(**cast("dict[str, Any]", merged))
    if settings.wire is not None and settings.wire not in _WIRES:
        _fail(f"takes as wire one of {', '.join(_WIRES)}")
    return settings


def _made(kind: type[_ControlsT], item: pytest.Item) -> _ControlsT:
    from .recording import load_recording

    settings = _settings(item)
    with _failing_in_words():
        # A relative path starts at the file of the test, wherever pytest runs.
        own = None if settings.recording is None else item.path.parent / settings.recording
        made = kind(load_recording(own), strict=settings.strict, wire=settings.wire, on_call=_explainer(item))
        if settings.scenario is not None:
            made.scenario(settings.scenario)
    item.stash.setdefault(_CONTROLS, list["Controls"]()).append(made)
    return made


def _explainer(item: pytest.Item) -> Callable[[Call], None]:
    """Adds to the report of a test, should it fail, what was not recorded; the same is said once."""
    from .call_log import MALFORMED

    said = set[str]()

    def explain(call: Call) -> None:
        text = _told([call]) if call.unmatched else ""
        if call.unknown_login:
            text = f"{call.method} {call.path}: {call.unknown_login}"
        elif call.scenario == MALFORMED:
            text = f"what came is no HTTP request; it got a {call.status}"
        if text and text not in said:
            said.add(text)
            item.add_report_section("call", "tkeel-oauth", text)

    return explain


def _told(unmatched: Sequence[Call]) -> str:
    lines = [f"{call.method} {call.path}: {call.unmatched}" for call in unmatched]
    return "\n".join(["tKeel was asked for what is not recorded", *lines])


@contextmanager
def _failing_in_words() -> Generator[None]:
    from .errors import RecordedServerError

    why = None
    try:
        yield
    except RecordedServerError as error:
        why = str(error)
    except OSError as error:
        why = f"the recording {error.filename} cannot be read: {error.strerror}"
    if why is not None:
        pytest.fail(why, pytrace=False)


def _fail(why: str) -> None:
    pytest.fail(f"@pytest.mark.tkeel_oauth {why}", pytrace=False)
