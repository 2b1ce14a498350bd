"""What a live verification and one of a recording share: the recording to compare with, and the report."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.base.errors import ConfigurationError
from tkeel_oauth._runtime.call.options import flag

from .checks import forms
from .notes import Notes
from .report import Finding, Report, Severity, Step
from .texts import promise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tkeel_oauth.testing.scenario import Recording, Scenario
    from tkeel_oauth.testing.wire_forms import Wire

    from .contract import Contract
    from .judging import Judged

__all__ = ["MAX_AGE_DAYS", "Run", "Settings", "date_of", "of_name"]

MAX_AGE_DAYS = 180
"""Days after which a recording counts as old, unless told otherwise."""

_DAY = 86_400.0
_MOST_DAYS = 36_525.0
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


class Settings:
    """What a verification was told.

    Args:
        strict: Whether known deviations fail.
        expect_wire: The wire form that answers must have, None where either is right.
        max_age_days: Days that a recording may be old.

    Raises:
        ConfigurationError: One that cannot be used.
    """

    def __init__(self, *, strict: bool, expect_wire: Wire | None, max_age_days: float) -> None:
        self.strict: bool = flag("strict", strict)
        if expect_wire not in (None, "documented", "served"):
            raise ConfigurationError("expect_wire must be 'documented', 'served' or None")
        self.expect_wire: Wire | None = expect_wire
        self.max_age_days: float = _days(max_age_days)


def _days(value: object) -> float:
    # A comparison with NaN is false.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= _MOST_DAYS:
        raise ConfigurationError(
            f"max_age_days must be a number of days above 0, and {_MOST_DAYS:.0f} at most"
        )
    return float(value)


class Run:
    """One verification under way.

    Args:
        target: What is verified.
        contract: What it is verified against.
        settings: What it was told.
        live: Whether a server is asked.
        now: The moment that counts as now; None for the clock's.
    """

    def __init__(
        self, target: str, contract: Contract, settings: Settings, *, live: bool, now: datetime | None = None
    ) -> None:
        self._target = target
        self._contract = contract
        self._settings = settings
        self._live = live
        self._began = clock.monotonic()
        self._now = datetime.fromtimestamp(clock.wall(), UTC) if now is None else now.astimezone(UTC)

    def __repr__(self) -> str:
        return "<Run>"

    def step_of_recording(self, recording: Recording, name: str, title: str) -> Step:
        """Gives the step that judges a recording as such: its age, and the contract it was made under.

        Args:
            recording: The recording.
            name: The step's name.
            title: What it is.
        """
        notes = Notes(name)
        made = date_of(recording)
        limit = f"{self._settings.max_age_days:g}"
        age = None if made is None else (self._now - made).total_seconds() / _DAY
        if age is None:
            found = "The recording says no date."
        elif age < -1:
            found = "The recording is from the future."
        elif age > self._settings.max_age_days:
            found = f"The recording is {age:.0f} days old."
        else:
            found = ""
        if found:
            notes.add("recording-age", found, promise("recording"), severity=Severity.WARNING, wanted=limit)
        return Step(name, title, None, None, None, notes.findings)

    def report(
        self,
        judged: Sequence[Judged],
        others: Sequence[Step],
        recording: Recording,
        further: Sequence[Finding] = (),
    ) -> Report:
        """Puts the report together.

        Args:
            judged: The exchanges, in order.
            others: The steps without one, in order; they come last.
            recording: What answers were compared with, or were read from.
            further: Findings about those exchanges that are not in them yet.
        """
        shapes = [one.shape for one in judged]
        more = [*further, *forms.same_form(shapes, self._settings.expect_wire)]
        steps = [
            replace(
                one.step,
                findings=(*one.step.findings, *(each for each in more if each.step == one.step.name)),
            )
            for one in judged
        ]
        found = {shape.form for shape in shapes if shape.form and shape.clean}
        found = found or {shape.form for shape in shapes if shape.form}
        made = date_of(recording)
        return Report(
            target=self._target,
            live=self._live,
            contract=self._contract.sha256,
            started=_text(self._now),
            seconds=round(clock.monotonic() - self._began, 3),
            strict=self._settings.strict,
            form="mixed" if len(found) > 1 else next(iter(found), None),
            recorded_at=None if made is None else _text(made),
            steps=(*steps, *others),
        )


def of_name(recording: Recording, name: str) -> Scenario | None:
    """Gives the recorded exchange of a name, None where there is none.

    Args:
        recording: The recording.
        name: The scenario's name.
    """
    return next((scenario for scenario in recording if scenario.name == name), None)


def date_of(recording: Recording) -> datetime | None:
    """Gives the moment when a recording was made, None where it says none.

    Args:
        recording: The recording; its date is text that anybody may have written.
    """
    text = recording.provenance.recorded_at
    if _DATE.fullmatch(text):
        with suppress(ValueError, OverflowError):
            return datetime.fromisoformat(text).astimezone(UTC)
    return None


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
