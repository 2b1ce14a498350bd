"""What a verification found: plain values that every format reads.

Nothing here holds a secret: the texts are made by the checks, which quote nothing of a call's arguments and
nothing of an answer's values. And nothing here moves a cursor: whatever is no printable character becomes a
visible escape when a value is made, so that no format and nobody who prints a finding has to think of it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from typing import Literal, TypeAlias, cast

__all__ = ["Finding", "Results", "Severity", "Step", "Verdict", "visible"]

Verdict: TypeAlias = Literal["kept", "broken", "unanswered", "not-logged-in"]
"""A whole result in a word; exit codes 0, 1, 3 and 4 of the command."""

UNAVAILABLE = "unavailable"
"""The check that notices a gateway's word that there is no server behind it."""

LOGIN = "login"
"""The check that notices that the login which is to work is refused."""


def visible(text: str) -> str:
    """Gives a text as one line of printable characters; others become escapes as in Python."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return "".join(
        # repr() escapes what is not printable, whatever it is.
        character if character.isprintable() else repr(character)[1:-1]
        for character in line
    )


class _Visible:
    """Makes the texts of a frozen dataclass visible."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type] # each subclass is a dataclass
            object.__setattr__(self, field.name, _shown(getattr(self, field.name)))


def _shown(value: object) -> object:
    if isinstance(value, str):
        return visible(value)
    return tuple(map(_shown, cast("tuple[object, ...]", value))) if isinstance(value, tuple) else value


class Severity(Enum):
    """What a finding means for the verdict."""

    ERROR = "error"
    """The contract is broken."""
    KNOWN = "known"
    """A real tKeel is known to deviate here; it fails under `--strict` alone."""
    WARNING = "warning"
    """Worth a look; never fails."""
    INFO = "info"
    """Good to know; never fails."""


@dataclass(frozen=True, slots=True)
class Finding(_Visible):
    """One thing that one check noticed in one step.

    Args:
        check: The check's name, for example `media-type`; the same for the same kind of finding.
        severity: What it means for the verdict.
        step: The name of the step it was noticed in.
        expected: What the contract asks for, in a sentence.
        rule: Where the contract says so: a JSON pointer into openapi.yaml, or the name of a promise.
        found: What came instead, in a sentence that quotes no secret.
        advice: What to do, in a sentence.
    """

    check: str
    severity: Severity
    step: str
    expected: str
    rule: str
    found: str
    advice: str


@dataclass(frozen=True, slots=True)
class Step(_Visible):
    """One call that was made, or one recorded exchange that was looked at.

    Args:
        name: Its name, unique in the report, for example `wrong-password`.
        title: What it asks, in words.
        status_code: The HTTP status, None where no answer came.
        form: The wire form of the answer, `documented` or `served`; None where it has neither.
        seconds: How long the answer took; None for a recorded one.
        findings: What the checks noticed, in their order.
    """

    name: str
    title: str
    status_code: int | None
    form: str | None
    seconds: float | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Results(_Visible):
    """All that a verification found.

    Args:
        target: What was verified: the base URL without credentials, or the recording's file name.
        live: Whether a server was asked; a recording was read otherwise.
        release: The release of tkeel-oauth whose openapi.yaml was verified against.
        started: When, ISO 8601 in UTC.
        seconds: How long all of it took.
        strict: Whether known deviations fail.
        form: The wire form of all answers: `documented`, `served`, `mixed`, or None where none showed one.
        recorded_at: When the recording that was read was made; None for a server.
        steps: All steps, in the order they were made.
        not_verified: The operations that nothing was asked about, as no recording shows how.
    """

    target: str
    live: bool
    release: str
    started: str
    seconds: float
    strict: bool
    form: str | None
    recorded_at: str | None
    steps: tuple[Step, ...]
    not_verified: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the steps."""
        return tuple(finding for step in self.steps for finding in step.findings)

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that break the verdict: errors, and known deviations under `strict`."""
        return tuple(finding for finding in self.findings if self.fails(finding))

    @property
    def kept(self) -> bool:
        """Whether the contract is kept."""
        return not self.failures

    @property
    def answered(self) -> bool:
        """Whether at least one HTTP answer came."""
        return any(step.status_code is not None for step in self.steps)

    @property
    def verdict(self) -> Verdict:
        """The whole result in a word.

        `kept`, or `broken`; of a server also `unanswered`: no HTTP answer came, or a gateway's alone that
        there is no server (502 to 504); and `not-logged-in`: the login that is to work was refused in the
        way of the contract, or there is no such path, so that nothing else could be verified.
        """
        if self.kept:
            return "kept"
        broken = {finding.check for finding in self.findings if finding.severity is Severity.ERROR}
        if self.live and (not self.answered or broken == {UNAVAILABLE}):
            return "unanswered"
        return "not-logged-in" if self.live and broken == {LOGIN} else "broken"

    def fails(self, finding: Finding) -> bool:
        """Tell whether a finding breaks the verdict.

        Args:
            finding: One of this report's.
        """
        if finding.severity is Severity.KNOWN:
            return self.strict
        return finding.severity is Severity.ERROR
