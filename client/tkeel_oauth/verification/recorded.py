"""Verifies a recording: what a server answered once is judged, and nothing is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth.testing.recording import load_recording

from .checks import steps
from .contract import load_contract
from .judging import Judge, hidden_in
from .plan import RECORDING, Expect, PlannedStep, not_callable, planned_calls
from .report import Severity
from .running import MAX_AGE_DAYS, Run, Settings, of_name
from .seen import Received, Seen, Silence
from .values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from tkeel_oauth.testing.scenario import Recording, Scenario
    from tkeel_oauth.testing.wire_forms import Wire

    from .contract import Contract
    from .plan import PlannedCall
    from .report import Report, Step

__all__ = ["verify_recording"]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_SHIPPED = "the recording that ships with tkeel-oauth"


def verify_recording(
    path: Path | None,
    *,
    strict: bool = False,
    expect_wire: Wire | None = None,
    max_age_days: float = MAX_AGE_DAYS,
    now: datetime | None = None,
) -> Report:
    """Says whether what a recording holds keeps the contract.

    Judged are the exchanges that a live verification would make, found by their names, and besides them every
    recorded call that a correct client can make. Types are compared with the recording that ships with the
    package.

    Args:
        path: The HAR file; None for the recording that ships with the package.
        strict: Whether the known deviations of a real tKeel fail.
        expect_wire: The wire form that all answers must have, as for `verify_server`.
        max_age_days: Days after which the recording counts as old.
        now: The moment that its age is counted up to; without one, that of the clock.

    Returns:
        The findings, step by step.

    Raises:
        ConfigurationError: An argument that cannot be used.
        InvalidRecordingError: When the file is no recording.
        OSError: When it cannot be read.
        MissingExtraError: When the extra `verify` is not installed.
    """
    settings = Settings(strict=strict, expect_wire=expect_wire, max_age_days=max_age_days)
    contract = load_contract()
    recording = load_recording(path)
    run = Run(_SHIPPED if path is None else path.name, contract, settings, live=False, now=now)
    calls = planned_calls(contract)
    exchanges = [*_planned(recording, calls), *_further(recording, contract, calls)]
    judge = Judge(contract, hidden={text for seen in exchanges for text in hidden_in(seen)})
    shipped = load_recording()
    compared = {call.step.name: of_name(shipped, call.scenario) for call in calls}
    judged = [judge.judge(seen, compared.get(seen.step.name)) for seen in exchanges]
    missing = [call.step for call in calls if call.scenario not in recording]
    # A recording that shows nothing must not pass.
    severity = Severity.WARNING if judged else Severity.ERROR
    others: list[Step] = [
        *(steps.unrecorded(step, severity) for step in missing),
        *(steps.not_verified(operation) for operation in not_callable(contract)),
        run.step_of_recording(recording, RECORDING.name, "The recording itself"),
    ]
    return run.report(judged, others, recording)


def _planned(recording: Recording, calls: Sequence[PlannedCall]) -> Iterator[Seen]:
    for call in calls:
        scenario = of_name(recording, call.scenario)
        if scenario is not None:
            yield Seen(
                step=call.step,
                operation=call.operation,
                expect=call.expect,
                subject=call.subject,
                sent=_sent(scenario),
                outcome=_outcome(scenario),
            )


def _further(recording: Recording, contract: Contract, calls: Sequence[PlannedCall]) -> Iterator[Seen]:
    """Yields the recorded calls that a correct client can make and the plan does not know."""
    planned = {call.scenario for call in calls}
    operations = {operation.id: operation for operation in contract.operations}
    for number, scenario in enumerate(recording, start=1):
        operation = operations.get(scenario.operation_id or "")
        if operation is None or scenario.reach != "sdk" or scenario.name in planned:
            continue
        sent = _sent(scenario)
        # A name is free text in a file that anybody may have written.
        plain = _NAME.fullmatch(scenario.name) is not None and not SecretScanner(
            sent[one.name] for one in operation.parameters if one.sensitive and one.name in sent
        ).finds(scenario.name)
        name = scenario.name if plain else f"recorded_{number}"
        yield Seen(
            step=PlannedStep(name, f"As recorded: {name}"),
            operation=operation,
            expect=Expect.EITHER,
            subject=None,
            sent=sent,
            outcome=_outcome(scenario),
        )


def _outcome(scenario: Scenario) -> Received | Silence:
    answer = scenario.answer
    if answer is not None:
        return Received(answer.status, answer.headers, answer.body)
    late = scenario.outcome == "hang"
    return Silence("no answer was recorded: the server kept silent" if late else "the server hung up", late)


def _sent(scenario: Scenario) -> Values:
    """Gives the parameters that were sent, decoded; of one that was sent twice the last."""
    form = scenario.canonical
    sent = Values(form.query)
    if form.is_authorize:
        sent["tenant_id"] = form.path[2]
    return sent
