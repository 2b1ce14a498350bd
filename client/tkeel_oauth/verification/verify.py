"""Verifies a live server, one call a step, or a recording of one, and puts the report together."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.base.errors import ConfigurationError
from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth._runtime.call.options import flag
from tkeel_oauth._version import __version__
from tkeel_oauth.callback import new_state
from tkeel_oauth.testing.har import as_text
from tkeel_oauth.testing.matching import Credentials
from tkeel_oauth.testing.recording import load_recording
from tkeel_oauth.testing.scenario import Recording, Scenario
from tkeel_oauth.testing.sender import Sender, Transport, Verify, fault_of
from tkeel_oauth.testing.wire_forms import Wire

from .cases import Case, Expect, PlannedStep, Values, cases, not_verified
from .envelope import same_form
from .exchange import Exchange, Received, Silence, ask
from .finding_texts import promise
from .findings import Findings
from .judge import Judge, Judged
from .openapi import OpenAPI, load
from .report import Report
from .results import Finding, Severity, Step

__all__ = ["MAX_AGE_DAYS", "verify_recording", "verify_server"]

MAX_AGE_DAYS = 180
"""Days after which a recording counts as old, unless told otherwise."""

_MOST_DAYS = 36_500.0
_DAY = 86_400.0
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_SHIPPED = "the recording that ships with tkeel-oauth"


def verify_server(  # noqa: PLR0913 - one argument a setting, as the command has them
    base_url: str,
    credentials: Credentials,
    *,
    timeout: float = 30.0,
    allow_insecure: bool = False,
    verify: Verify = True,
    strict: bool = False,
    expect_wire: Wire | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    transport: Transport | None = None,
) -> Report:
    """Asks a live server one call a step and says whether it keeps the contract.

    The steps are those of `planned_steps()`: ten calls, one after another, each sent once. Three of them may
    count as failed logins of the user's (a wrong password, an empty one, none), with other calls between
    them. Unless the first, a right login, gives a code that can be used, nothing else is sent: what answers
    may be no tKeel at all.

    Args:
        base_url: The server, such as `https://iot.example.com/apis/security/v1`.
        credentials: A login that works; its `state` is not used, a fresh one is sent where one is asked for.
        timeout: Seconds that each call may take.
        allow_insecure: Whether plain http may leave this machine.
        verify: What certificates are checked with, as for `Client`: True for the usual authorities, the path
            of a file of certificates, or an `ssl.SSLContext`.
        strict: Whether the known deviations of a real tKeel fail.
        expect_wire: The wire form that all answers must have, `documented` or `served`; without it either,
            the envelope being a known deviation. Where `served` is expected it is none.
        progress: Called before each call with its number, from 1, how many there are, and the step's name.
        transport: What carries the calls, an `httpx.BaseTransport`; without one, the SDK's own over the
            network, with proxies from the environment. It is closed at the end.

    Returns:
        The findings, step by step. Whatever the server does is a finding, never an exception.

    Raises:
        ConfigurationError: An argument that cannot be used; nothing was sent.
    """
    settings = _Settings(strict, expect_wire)
    login = _login(credentials)
    document = load()
    judge = Judge(document, passwords=[credentials.password], hidden=_hidden(login))
    planned = cases(document)
    judged: list[Judged] = []
    with Sender(
        base_url, timeout=timeout, allow_insecure=allow_insecure, verify=verify, transport=transport
    ) as sender:
        run = _Run(sender.base_url, document, settings, live=True)
        for number, case in enumerate(planned, start=1):
            if judged and not judged[0].login_succeeded:
                break
            if progress is not None:
                progress(number, len(planned), case.step.name)
            judged.append(judge.judge(ask(sender, case, case.arguments(login))))
    further: list[Finding] = []
    # After a first step that failed, one answer at most was there to be looked at.
    if judged[0].login_succeeded and not judge.is_distinct(credentials.password):
        further.append(_indistinct(judged[0].step.name))
    return run.report(judged, [_skipped(case.step) for case in planned[len(judged) :]], further)


def verify_recording(
    path: str | os.PathLike[str] | None = None,
    *,
    strict: bool = False,
    expect_wire: Wire | None = None,
    max_age_days: float = MAX_AGE_DAYS,
    now: datetime | None = None,
) -> Report:
    """Says whether what a recording holds keeps the contract.

    Judged are the exchanges that a live verification would make, found by their names, and besides them every
    recorded call that a correct client can make.

    Args:
        path: The HAR file; None for the recording that ships with the package, which is never too old.
        strict: Whether the known deviations of a real tKeel fail.
        expect_wire: The wire form that all answers must have, as for `verify_server`.
        max_age_days: Days after which a recording of one's own brings a warning.
        now: The moment that its age is counted up to; without one, that of the clock.

    Returns:
        The findings, step by step.

    Raises:
        ConfigurationError: An argument that cannot be used.
        InvalidRecordingError: When the file is no recording.
        OSError: When it cannot be read.
    """
    settings = _Settings(strict, expect_wire)
    limit = _days(max_age_days)
    document = load()
    recording = load_recording(path)
    run = _Run(_SHIPPED if path is None else Path(path).name, document, settings, live=False, now=now)
    planned = cases(document)
    exchanges = [*_planned(recording, planned), *_further(recording, document, planned)]
    judge = Judge(document, hidden={text for exchange in exchanges for text in exchange.hidden})
    judged = [judge.judge(exchange) for exchange in exchanges]
    missing = [case.step for case in planned if case.scenario not in recording]
    # A recording that shows nothing must not pass.
    severity = Severity.WARNING if judged else Severity.ERROR
    others = [_not_recorded(step, severity) for step in missing]
    made = _date_of(recording)
    if path is not None:
        others.append(_own_recording(made, run.now, limit))
    return run.report(judged, others, recorded_at=None if made is None else as_text(made))


@dataclass(frozen=True, slots=True)
class _Settings:
    """What a verification was told."""

    strict: bool
    expect_wire: Wire | None

    def __post_init__(self) -> None:
        flag("strict", self.strict)
        if self.expect_wire not in (None, "documented", "served"):
            raise ConfigurationError("expect_wire must be 'documented', 'served' or None")


class _Run:
    """One verification under way.

    Args:
        target: What is verified.
        document: What it is verified against.
        settings: What it was told.
        live: Whether a server is asked.
        now: The moment that counts as now; None for the clock's.
    """

    def __init__(
        self, target: str, document: OpenAPI, settings: _Settings, *, live: bool, now: datetime | None = None
    ) -> None:
        self._target = target
        self._document = document
        self._settings = settings
        self._live = live
        self._began = clock.monotonic()
        self.now: datetime = datetime.fromtimestamp(clock.wall(), UTC) if now is None else now.astimezone(UTC)

    def report(
        self,
        judged: Sequence[Judged],
        others: Sequence[Step],
        further: Iterable[Finding] = (),
        *,
        recorded_at: str | None = None,
    ) -> Report:
        """Puts the report together.

        Args:
            judged: The exchanges, in order.
            others: The steps without one, in order; they come last.
            further: Findings about those exchanges that are not in them yet.
            recorded_at: When the recording was made.
        """
        shapes = [one.shape for one in judged]
        more = [*further, *same_form(shapes, self._settings.expect_wire)]
        steps = [
            replace(
                one.step,
                findings=(*one.step.findings, *(each for each in more if each.step == one.step.name)),
            )
            for one in judged
        ]
        found = {shape.form for shape in shapes if shape.form and shape.clean}
        found = found or {shape.form for shape in shapes if shape.form}
        return Report(
            target=self._target,
            live=self._live,
            release=__version__,
            started=as_text(self.now),
            seconds=round(clock.monotonic() - self._began, 3),
            strict=self._settings.strict,
            form="mixed" if len(found) > 1 else next(iter(found), None),
            recorded_at=recorded_at,
            steps=(*steps, *others),
            not_verified=not_verified(self._document),
        )


def _hidden(login: Values) -> list[str]:
    # Also what the very first call does not send; never bound to a name, which a traceback may print.
    return [login[name] for name in ("username", "password", "state")]


def _login(credentials: Credentials) -> Values:
    """Gives what is sent, by the parameters' names."""
    login = Values(
        tenant_id=credentials.tenant_id,
        username=credentials.username,
        password=credentials.password,
        redirect_uri=credentials.redirect_uri,
        state=new_state(),
    )
    for name in login:
        fault = fault_of(login.get(name))
        if fault is not None:
            # Raised here: the frame that looked at the value is gone.
            raise ConfigurationError(f"{name} {fault}")
    return login


def _days(value: object) -> float:
    # A comparison with NaN is false.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= _MOST_DAYS:
        raise ConfigurationError(
            f"max_age_days must be a number of days above 0, and {_MOST_DAYS:.0f} at most"
        )
    return float(value)


def _skipped(step: PlannedStep) -> Step:
    """Gives a step that was not made, as the first one showed that it would prove nothing."""
    return _only(step, "skipped", "This step was not made.", promise("bounds"), Severity.INFO)


def _not_recorded(step: PlannedStep, severity: Severity) -> Step:
    """Gives a step that a recording does not hold."""
    found = "The recording has no such exchange."
    return _only(step, "not-recorded", found, promise("recording"), severity)


def _own_recording(made: datetime | None, now: datetime, limit: float) -> Step:
    """Gives the step that judges the age of a recording."""
    step = PlannedStep("recording", "The recording itself")
    age = None if made is None else (now - made).total_seconds() / _DAY
    if age is None:
        found = "The recording says no date."
    elif age < -1:
        found = "The recording is from the future."
    elif age > limit:
        found = f"The recording is {age:.0f} days old."
    else:
        return Step(step.name, step.title, None, None, None)
    return _only(step, "recording-age", found, promise("recording"), Severity.WARNING, f"{limit:g}")


def _only(  # noqa: PLR0913, PLR0917 - a step and its one finding
    step: PlannedStep, key: str, found: str, rule: str, severity: Severity, wanted: str = ""
) -> Step:
    findings = Findings(step.name)
    findings.add(key, found, rule, severity=severity, wanted=wanted)
    return Step(step.name, step.title, None, None, None, findings.all)


def _indistinct(step: str) -> Finding:
    """Gives the finding that answers were not searched for the password."""
    findings = Findings(step)
    found = (
        "Whether answers repeat the password was not looked at: it cannot be told apart from ordinary text."
    )
    findings.add("leak/indistinct", found, promise("secrets"), severity=Severity.WARNING)
    return findings.all[0]


def _planned(recording: Recording, planned: Sequence[Case]) -> Iterator[Exchange]:
    scenarios = {scenario.name: scenario for scenario in recording}
    for case in planned:
        scenario = scenarios.get(case.scenario)
        if scenario is not None:
            yield Exchange(
                step=case.step,
                operation=case.operation,
                expect=case.expect,
                subject=case.subject,
                sent=_sent(scenario),
                outcome=_outcome(scenario),
            )


def _further(recording: Recording, document: OpenAPI, planned: Sequence[Case]) -> Iterator[Exchange]:
    """Yields the recorded calls that a correct client can make and that are no cases."""
    known = {case.scenario for case in planned}
    operations = {operation.id: operation for operation in document.operations}
    for number, scenario in enumerate(recording, start=1):
        operation = operations.get(scenario.operation_id or "")
        if operation is None or scenario.reach != "sdk" or scenario.name in known:
            continue
        sent = _sent(scenario)
        # A name is free text in a file that anybody may have written.
        secrets = SecretScanner(
            sent[one.name] for one in operation.parameters if one.sensitive and one.name in sent
        )
        plain = _NAME.fullmatch(scenario.name) is not None and not secrets.finds(scenario.name)
        name = scenario.name if plain else f"recorded_{number}"
        yield Exchange(
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


def _date_of(recording: Recording) -> datetime | None:
    """Gives the moment when a recording was made, None where it says none: anybody may have written it."""
    text = recording.provenance.recorded_at
    if _DATE.fullmatch(text):
        with suppress(ValueError, OverflowError):
            return datetime.fromisoformat(text).astimezone(UTC)
    return None
