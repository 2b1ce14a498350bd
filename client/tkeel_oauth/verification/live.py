"""Verifies a live server: one call a step, and what came back is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth._runtime.base.errors import ConfigurationError
from tkeel_oauth.callback import new_state
from tkeel_oauth.testing.recording import load_recording
from tkeel_oauth.testing.sender import Sender

from .checks import steps
from .contract import load_contract
from .judging import Judge
from .plan import RECORDING, not_callable, planned_calls
from .report import Severity
from .running import MAX_AGE_DAYS, Run, Settings, of_name
from .sending import ask
from .values import Values

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tkeel_oauth._runtime.transport.kinds import SyncTransport
    from tkeel_oauth.testing.matching import Credentials
    from tkeel_oauth.testing.wire_forms import Wire

    from .judging import Judged
    from .report import Finding, Report

__all__ = ["MAX_AGE_DAYS", "verify_server"]


def verify_server(  # noqa: PLR0913 - one argument a setting, as the command has them
    base_url: str,
    credentials: Credentials,
    *,
    timeout: float = 30.0,
    allow_insecure: bool = False,
    strict: bool = False,
    expect_wire: Wire | None = None,
    max_age_days: float = MAX_AGE_DAYS,
    recording: Path | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    transport: SyncTransport | None = None,
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
        strict: Whether the known deviations of a real tKeel fail.
        expect_wire: The wire form that all answers must have, `documented` or `served`; without it either,
            the envelope being a known deviation. Where `served` is expected it is none.
        max_age_days: Days after which the recording counts as old.
        recording: The HAR file that the types in answers are compared with; without one, the recording that
            ships with the package.
        progress: Called before each call with its number, from 1, how many there are, and the step's name.
        transport: What carries the calls, an `httpx.BaseTransport`; without one, the SDK's own over the
            network, with proxies from the environment. It is closed at the end.

    Returns:
        The findings, step by step. Whatever the server does is a finding, never an exception.

    Raises:
        ConfigurationError: An argument that cannot be used; nothing was sent.
        InvalidRecordingError: When `recording` is no recording; nothing was sent.
        OSError: When `recording` cannot be read; nothing was sent.
        MissingExtraError: When the extra `verify` is not installed.
    """
    settings = Settings(strict=strict, expect_wire=expect_wire, max_age_days=max_age_days)
    login = _login(credentials)
    contract = load_contract()
    compared = load_recording(recording)
    judge = Judge(contract, passwords=[credentials.password], hidden=_hidden(login))
    calls = planned_calls(contract)
    with Sender(base_url, timeout=timeout, allow_insecure=allow_insecure, transport=transport) as sender:
        run = Run(sender.base_url, contract, settings, live=True)
        judged: list[Judged] = []
        further: list[Finding] = []
        for number, call in enumerate(calls, start=1):
            if judged and not judged[0].went_in:
                break
            if progress is not None:
                progress(number, len(calls), call.step.name)
            scenario = of_name(compared, call.scenario)
            if scenario is None:
                further.append(steps.not_recorded(call.step.name, Severity.INFO))
            judged.append(judge.judge(ask(sender, call, call.arguments(login)), scenario))
    # After a first step that failed, one answer at most was there to be looked at.
    if judged[0].went_in and not judge.is_distinct(credentials.password):
        further.append(steps.indistinct(calls[0].step.name))
    others = [
        *(steps.skipped(call.step) for call in calls[len(judged) :]),
        *(steps.not_verified(operation) for operation in not_callable(contract)),
        run.step_of_recording(compared, RECORDING.name, RECORDING.title),
    ]
    return run.report(judged, others, compared, further)


def _hidden(login: Values) -> list[str]:
    # Also what the very first call does not send.
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
        fault = _fault(login.get(name))
        if fault is not None:
            # Raised here: the frame that looked at the value is gone.
            raise ConfigurationError(f"{name} {fault}")
    return login


def _fault(value: object) -> str | None:
    if not isinstance(value, str) or not value:
        return "must be a text that is not empty"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "holds half of a surrogate pair, which no UTF-8 can say"
    return None
