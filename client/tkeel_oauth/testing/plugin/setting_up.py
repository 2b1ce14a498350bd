"""What the plugin does once a test asks for one of its fixtures."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, cast

import pytest

from tkeel_oauth.testing.errors import RecordedServerError
from tkeel_oauth.testing.matching import Credentials
from tkeel_oauth.testing.recording import load_recording
from tkeel_oauth.testing.replay import Controls, Replay, ReplayServer

from . import CONTROLS

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator, Sequence

    from tkeel_oauth.testing.journal import Call
    from tkeel_oauth.testing.scenario import Recording
    from tkeel_oauth.testing.wire_forms import Wire

__all__ = ["compared", "replay", "server", "told"]

_WIRES = ("served", "documented")


@dataclass(frozen=True)
class _Settings:
    """The arguments of the markers of a test; the one nearest to the test counts."""

    scenario: str | None = None
    strict: bool = False
    wire: Wire | None = None
    recording: str | os.PathLike[str] | None = None


def replay(item: pytest.Item) -> Replay:
    """Makes what the fixture `tkeel_oauth_replay` hands to a test."""
    settings = _settings(item)
    with _failing_in_words():
        made = Replay(
            _recording(item, settings), strict=settings.strict, wire=settings.wire, on_call=_explainer(item)
        )
        _prepare(item, made, settings)
    return made


@contextmanager
def server(item: pytest.Item) -> Generator[ReplayServer]:
    """Runs what the fixture `tkeel_oauth_server` hands to a test."""
    settings = _settings(item)
    with _failing_in_words():
        made = ReplayServer(
            _recording(item, settings), strict=settings.strict, wire=settings.wire, on_call=_explainer(item)
        )
        _prepare(item, made, settings)
    with made:
        yield made


def told(unmatched: Sequence[Call]) -> str:
    """Says which requests were not recorded, and what is nearest."""
    lines = [f"{call.method} {call.path}: {call.unmatched}" for call in unmatched]
    return "\n".join(["tKeel was asked for what is not recorded", *lines])


def compared(left: object, right: object) -> list[str]:
    """Says in what two credentials differ, without their values."""
    names = [one.name for one in fields(Credentials) if getattr(left, one.name) != getattr(right, one.name)]
    return ["Credentials == Credentials", f"They differ in: {', '.join(names)} (values are not shown)"]


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
    wire = merged.get("wire")
    if wire is not None and wire not in _WIRES:
        _fail(f"takes as wire one of {', '.join(_WIRES)}")
    return _Settings(
        scenario=cast("str | None", merged.get("scenario")),
        strict=bool(merged.get("strict")),
        wire=cast("Wire | None", wire),
        recording=cast("str | None", merged.get("recording")),
    )


def _recording(item: pytest.Item, settings: _Settings) -> Recording:
    # A relative path starts at the file of the test, wherever pytest runs.
    return load_recording(None if settings.recording is None else item.path.parent / settings.recording)


def _prepare(item: pytest.Item, made: Controls, settings: _Settings) -> None:
    if settings.scenario is not None:
        made.scenario(settings.scenario)
    item.stash.setdefault(CONTROLS, list[Controls]()).append(made)


def _explainer(item: pytest.Item) -> Callable[[Call], None]:
    """Adds to the report of a test, should it fail, what was not recorded."""

    def explain(call: Call) -> None:
        if call.unmatched:
            item.add_report_section("call", "tkeel-oauth", told([call]))

    return explain


@contextmanager
def _failing_in_words() -> Generator[None]:
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
