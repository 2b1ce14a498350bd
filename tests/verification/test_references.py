"""What keeps the contract passes, and what a real tKeel does is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.verification.findings import assert_silent, assert_well_said, found
from tests.verification.hosts import BASE_URL, InProcess, Line, listening
from tests.verification.reference import BASES, KNOWN, LOGIN, STEPS, Asked, Form, documented, served
from tkeel_oauth.testing import RecordedServer, load_recording, mock_transport
from tkeel_oauth.verification import Severity, planned_steps, verify_recording, verify_server

if TYPE_CHECKING:
    from tkeel_oauth.testing import Credentials
    from tkeel_oauth.testing.wire_forms import Wire


@pytest.fixture
def alice() -> Credentials:
    credentials = load_recording()["success"].credentials
    assert credentials is not None
    return credentials


def test_page_to_the_letter_has_no_finding_at_all() -> None:
    report = verify_server(
        BASE_URL, LOGIN, strict=True, transport=InProcess(lambda asked: documented(asked.step))
    )
    assert report.findings == ()
    assert report.kept
    assert report.form == "documented"
    assert [step.name for step in report.steps] == [*STEPS]


def test_tkeel_has_its_known_deviations_alone() -> None:
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(lambda asked: served(asked.step)))
    assert found(report) == sorted(KNOWN)
    assert report.kept
    assert report.form == "served"
    assert_well_said(report)


def test_known_deviations_fail_when_strict() -> None:
    report = verify_server(
        BASE_URL, LOGIN, strict=True, transport=InProcess(lambda asked: served(asked.step))
    )
    assert not report.kept
    assert report.failures == report.findings


@pytest.mark.parametrize("form", BASES)
def test_the_same_over_the_network(form: Form) -> None:
    def act(line: Line, asked: Asked) -> None:
        line.send(BASES[form](asked.step))

    with listening(act) as port:
        report = verify_server(f"http://127.0.0.1:{port}/v1", LOGIN)
    assert found(report) == sorted(KNOWN if form == "served" else ())
    assert report.target == f"http://127.0.0.1:{port}/v1"
    assert [step.seconds is not None for step in report.steps] == [True] * len(STEPS)


def test_recorded_server_is_a_tkeel(alice: Credentials) -> None:
    report = verify_server(BASE_URL.replace("/apis/security", ""), alice, transport=mock_transport())
    assert found(report) == sorted(KNOWN)


@pytest.mark.parametrize(("wire", "known"), [("documented", KNOWN[1:]), ("served", KNOWN)])
def test_recorded_server_in_either_form(alice: Credentials, wire: Wire, known: tuple[str, ...]) -> None:
    with RecordedServer(wire=wire) as server:
        report = verify_server(server.base_url, alice)
    assert found(report) == sorted(known)
    assert report.form == wire


def test_shipped_recording_has_the_known_deviations_alone() -> None:
    report = verify_recording()
    assert {f"{one.severity.value} {one.check} @ {one.step}" for one in report.failures} == set()
    assert {found.step for found in report.findings if found.severity is Severity.KNOWN} <= {
        step.name for step in planned_steps()
    }
    assert found(report) == sorted(KNOWN)
    assert not verify_recording(strict=True).kept
    assert_well_said(report)
    for scenario in load_recording():
        if scenario.credentials is not None and len(scenario.credentials.password) > 1:
            assert_silent(report, scenario.credentials.password)
