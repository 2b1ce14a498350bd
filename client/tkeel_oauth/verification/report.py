"""What a verification found: plain values that every output format reads.

Nothing here holds a secret: the texts are made by the checks, which quote nothing of a call's arguments and
nothing of an answer's values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Finding", "Format", "Report", "Severity", "Step"]

Format: TypeAlias = Literal["text", "json", "junit", "markdown", "github", "html"]
"""An output format of `Report.render`."""


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
class Finding:
    """One thing that one check noticed in one step.

    Args:
        check: The check's name, for example `media-type`; the same for the same kind of finding.
        severity: What it means for the verdict.
        step: The name of the step it was noticed in.
        expected: What the contract asks for, in a sentence.
        contract: Where the contract says so: a JSON pointer into openapi.yaml, or the name of a promise.
        found: What came instead, in a sentence that quotes no secret.
        advice: What to do, in a sentence.
    """

    check: str
    severity: Severity
    step: str
    expected: str
    contract: str
    found: str
    advice: str


@dataclass(frozen=True, slots=True)
class Step:
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
class Report:
    """A whole verification.

    Args:
        target: What was verified: the base URL without credentials, or the recording's file name.
        live: Whether a server was asked; a recording was read otherwise.
        contract: The SHA-256 of the openapi.yaml that was verified against.
        started: When, ISO 8601 in UTC.
        seconds: How long all of it took.
        strict: Whether known deviations fail.
        form: The wire form of all answers: `documented`, `served`, `mixed`, or None where none showed one.
        recorded_at: When the recording that answers were compared with, or that was read, was made.
        steps: All steps, in the order they were made.
    """

    target: str
    live: bool
    contract: str
    started: str
    seconds: float
    strict: bool
    form: str | None
    recorded_at: str | None
    steps: tuple[Step, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the steps."""
        return tuple(self._findings())

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that break the verdict: errors, and known deviations under `strict`."""
        return tuple(finding for finding in self._findings() if self.fails(finding))

    @property
    def kept(self) -> bool:
        """Whether the contract is kept."""
        return not self.failures

    @property
    def answered(self) -> bool:
        """Whether at least one HTTP answer came."""
        return any(step.status_code is not None for step in self.steps)

    def fails(self, finding: Finding) -> bool:
        """Tell whether a finding breaks the verdict.

        Args:
            finding: One of this report's.
        """
        if finding.severity is Severity.KNOWN:
            return self.strict
        return finding.severity is Severity.ERROR

    def render(self, name: Format = "text", *, width: int = 100) -> str:
        """Write the report as `tkeel-oauth verify --format` does; the text ends with a line feed.

        Args:
            name: The format.
            width: The columns that the format `text` fills.

        Raises:
            ValueError: When there is no such format.
            MissingExtraError: When the format `html` is asked for without jinja2.
        """
        from .formats import render  # noqa: PLC0415 - a report can be had without being written
        from .formats.extra import need_extra  # noqa: PLC0415

        need_extra(html=name == "html")
        return render(name, self, width=width)

    def _findings(self) -> Iterator[Finding]:
        for step in self.steps:
            yield from step.findings
