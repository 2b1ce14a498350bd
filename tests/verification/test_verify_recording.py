"""A recording is judged as a live server is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.verification.findings import assert_well_said, found
from tests.verification.reference import KNOWN, STEPS
from tkeel_oauth.errors import ConfigurationError
from tkeel_oauth.testing import InvalidRecordingError, load_recording
from tkeel_oauth.testing.har import document, dumps
from tkeel_oauth.testing.scenario import Recording, Scenario
from tkeel_oauth.testing.wire_forms import in_form
from tkeel_oauth.verification import verify_recording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tkeel_oauth.testing.messages import Answer
    from tkeel_oauth.verification import Report

MADE = datetime.fromisoformat(load_recording().provenance.recorded_at)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Iterable[Scenario]], Path]:
    shipped = load_recording().provenance

    def write(
        scenarios: Iterable[Scenario],
        recorded_at: str = shipped.recorded_at,
    ) -> Path:
        path = tmp_path / "some.har"
        stamped = replace(shipped, recorded_at=recorded_at)
        path.write_bytes(dumps(document(Recording(stamped, tuple(scenarios)))))
        return path

    return write


def changed(name: str, change: Callable[[Answer], Answer]) -> list[Scenario]:
    return [
        replace(one, answer=change(one.answer)) if one.name == name and one.answer is not None else one
        for one in load_recording()
    ]


def verified(path: Path) -> Report:
    report = verify_recording(path, now=MADE)
    assert_well_said(report)
    return report


@pytest.mark.parametrize(
    ("days", "limit", "expected"),
    [
        (179, 180, []),
        (181, 180, ["warning recording-age @ recording"]),
        (8, 7, ["warning recording-age @ recording"]),
        (0.5, 1, []),
        (180, 180, []),
        (-1, 180, []),
        (-2, 180, ["warning recording-age @ recording"]),
    ],
)
def test_age(days: float, limit: float, expected: list[str], written: Callable[..., Path]) -> None:
    path = written(load_recording())
    report = verify_recording(path, max_age_days=limit, now=MADE + timedelta(days=days))
    assert found(report) == sorted([*KNOWN, *expected])
    assert report.kept
    assert report.started == (MADE + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_clock_counts_without_a_moment(monkeypatch: pytest.MonkeyPatch, written: Callable[..., Path]) -> None:
    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.wall", datetime(2030, 1, 1, tzinfo=UTC).timestamp)
    assert "warning recording-age @ recording" in found(verify_recording(written(load_recording())))


def test_the_shipped_one_is_never_too_old() -> None:
    report = verify_recording(now=datetime(2096, 1, 1, tzinfo=UTC))
    assert found(report) == sorted(KNOWN)
    assert report.recorded_at == MADE.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("text", ["", "yesterday", "2026-99-99T00:00:00Z", "0001-01-01T00:00:00+23:59"])
def test_a_date_that_is_none(text: str, written: Callable[..., Path]) -> None:
    report = verified(written(load_recording(), recorded_at=text))
    assert found(report) == sorted([*KNOWN, "warning recording-age @ recording"])
    assert report.recorded_at is None


def test_documented_form_has_no_envelope_to_know(written: Callable[..., Path]) -> None:
    scenarios = [replace(one, answer=in_form(one, "documented")) for one in load_recording()]
    scenarios = [
        replace(one, wire_form="documented" if one.wire_form == "served" else one.wire_form)
        for one in scenarios
    ]
    report = verified(written(scenarios))
    assert found(report) == sorted(KNOWN[1:])
    assert report.form == "documented"


def test_what_is_not_recorded_is_a_warning(written: Callable[..., Path]) -> None:
    report = verified(written(one for one in load_recording() if one.name != "empty_password"))
    assert found(report) == sorted([*KNOWN, "warning not-recorded @ empty-password"])
    assert report.kept


def test_a_recording_that_shows_nothing_fails(written: Callable[..., Path]) -> None:
    report = verified(written([load_recording()["method_head"]]))
    assert found(report) == sorted(f"error not-recorded @ {step}" for step in STEPS)
    assert not report.kept


def test_a_call_that_the_plan_does_not_know_is_judged(written: Callable[..., Path]) -> None:
    path = written(changed("unicode_tenant", lambda answer: replace(answer, body=b"{}")))
    assert found(verified(path)) == sorted([*KNOWN, "error schema @ unicode_tenant"])


def test_what_only_a_socket_can_send_is_not(written: Callable[..., Path]) -> None:
    path = written(changed("empty_tenant", lambda answer: replace(answer, body=b"{}")))
    assert found(verified(path)) == sorted(KNOWN)


@pytest.mark.parametrize(("outcome", "check"), [("hang", "deadline"), ("close", "reachable")])
def test_no_answer(outcome: str, check: str, written: Callable[..., Path]) -> None:
    silent = [
        replace(one, answer=None, outcome=outcome, wire_form="none") if one.name == "wrong_password" else one  # type: ignore[arg-type]
        for one in load_recording()
    ]
    assert found(verified(written(silent))) == sorted([*KNOWN, f"error {check} @ wrong-password"])


def test_names_in_a_file_are_text_that_anybody_wrote(written: Callable[..., Path]) -> None:
    names = {
        "unknown_user": "wonderland",
        "unknown_tenant": "alice_again",
        "redirect_uri_fragment": "\x1b[31mred",
        "keepalive_2": "success-with-state",
    }
    renamed = [replace(one, name=names.get(one.name, one.name)) for one in load_recording()]
    report = verified(written(renamed))
    said = {step.name for step in report.steps}
    assert said.isdisjoint(set(names.values()) - {"success-with-state"})
    assert sum(name.startswith("recorded_") for name in said) == 4
    assert found(report) == sorted(KNOWN)


def test_expected_form() -> None:
    assert found(verify_recording(expect_wire="served")) == sorted(KNOWN[1:])
    report = verify_recording(expect_wire="documented")
    assert found(report) == sorted([*KNOWN[1:], "error wire-form @ success"])
    assert not report.kept


def test_a_file_that_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "bad.har"
    path.write_text("no")
    with pytest.raises(InvalidRecordingError):
        verify_recording(path)
    with pytest.raises(OSError, match=r"no\.har"):
        verify_recording(tmp_path / "no.har")


@pytest.mark.parametrize("days", [0, -1, float("nan"), True, "7"])
def test_arguments_are_checked(days: Any) -> None:  # noqa: ANN401 - whatever a caller gives
    with pytest.raises(ConfigurationError, match="max_age_days"):
        verify_recording(max_age_days=days)


def test_a_path_can_be_a_text(written: Callable[..., Path]) -> None:
    report = verify_recording(str(written(load_recording())), now=MADE)
    assert (report.target, report.recorded_at) == ("some.har", load_recording().provenance.recorded_at)
