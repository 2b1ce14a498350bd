"""A test item for each step of a verification.

The verification is run once, when the first of the items that were selected is run; nothing is sent before.
Its texts hold no secret, and no traceback is shown, so neither do pytest's reports.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

import pytest

from tkeel_oauth.errors import TkeelOAuthError
from tkeel_oauth.testing.errors import MissingExtraError, RecordedServerError
from tkeel_oauth.testing.matching import Credentials
from tkeel_oauth.verification.formats.cleaning import cleaned
from tkeel_oauth.verification.formats.extra import need_extra
from tkeel_oauth.verification.formats.json import document, restored
from tkeel_oauth.verification.formats.words import answer, kind_of, outcome, parts
from tkeel_oauth.verification.live import verify_server
from tkeel_oauth.verification.plan import planned_steps
from tkeel_oauth.verification.recorded import verify_recording

from .once import once
from .verify_settings import PASSWORD, Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth.verification.report import Finding, Report, Step

__all__ = ["collect", "configure"]

_NAME = "tkeel-oauth-verify"
_SETTINGS: pytest.StashKey[Settings] = pytest.StashKey()
_REPORT: pytest.StashKey[Report] = pytest.StashKey()


class _FailedError(Exception):
    """A step failed; the text says it all."""


class VerificationSteps(pytest.Collector):
    """What the items stand under in pytest's tree."""

    def collect(self) -> list[pytest.Item]:
        """Gives nothing: its items come after all that was collected from files."""
        return []


class VerificationStep(pytest.Item):
    """One step as a test."""

    @classmethod
    def of(cls, parent: VerificationSteps, name: str) -> Self:
        """Makes the item of a step.

        Args:
            parent: What it stands under.
            name: The step's name in the report.
        """
        made = cls.from_parent(parent, name=name)  # pyright: ignore[reportUnknownMemberType] - its own kwargs
        if parent.config.pluginmanager.hasplugin("xdist"):
            made.add_marker(pytest.mark.xdist_group(_NAME))
        return made

    def runtest(self) -> None:
        """Fails with what the step's findings say."""
        report = _report(self.config)
        step = next((step for step in report.steps if step.name == self.name), None)
        if step is None:
            raise _FailedError("the verification ended before this step was made")
        failing = [finding for finding in step.findings if report.fails(finding)]
        for finding in step.findings:
            if finding not in failing:
                self.user_properties.append((f"{_NAME} {kind_of(report, finding)}", finding.found))
        if outcome(report, step) == "skipped":
            pytest.skip("; ".join(finding.found for finding in step.findings))
        if failing:
            raise _FailedError("\n".join(_told(step, failing)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """Gives the text alone: a traceback would show the values of variables under `--showlocals`."""
        del style
        if isinstance(excinfo.value, (_FailedError, pytest.fail.Exception)):
            return str(excinfo.value)
        last = excinfo.traceback[-1]
        where = f"{last.path}:{last.lineno + 1}"
        return f"{excinfo.typename} at {where}; its text is not shown, as it may hold a secret"

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Names the item in headings."""
        return self.path, None, f"{_NAME}: {self.name}"


def configure(config: pytest.Config) -> None:
    """Reads the options once.

    Args:
        config: pytest's configuration.

    Raises:
        UsageError: When no verification can be run with them, or the extra `verify` is not installed.
    """
    try:
        need_extra()
    except MissingExtraError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[_SETTINGS] = read_settings(config)


def collect(session: pytest.Session) -> list[pytest.Item]:
    """Gives an item for each step; nothing is sent.

    Args:
        session: What all tests stand under.

    Raises:
        UsageError: When the recording cannot be read.
    """
    config = session.config
    parent = VerificationSteps.from_parent(  # pyright: ignore[reportUnknownMemberType] - its own kwargs
        session, name=_NAME, nodeid=_NAME
    )
    try:
        if config.stash[_SETTINGS].recording is None:
            names = [step.name for step in planned_steps()]
        else:
            # Reading a file needs no putting off, and only it tells what its steps are.
            names = [step.name for step in _report(config).steps]
    except (_FailedError, RecordedServerError) as error:
        raise pytest.UsageError(str(error)) from None
    return [VerificationStep.of(parent, name) for name in names]


def _report(config: pytest.Config) -> Report:
    """Gives the report of this run, which is made when it is first asked for."""
    found = config.stash.get(_REPORT, None)
    if found is None:
        settings = config.stash[_SETTINGS]
        if settings.recording is None:
            made = once(config, lambda: _document(settings))
            if "error" in made:
                raise _FailedError(made["error"])
            found = restored(made)
        else:
            found = _read(settings)
        config.stash[_REPORT] = found
    return found


def _document(settings: Settings) -> dict[str, object]:
    try:
        return document(cleaned(_ask(settings)))
    except (TkeelOAuthError, RecordedServerError, OSError) as error:
        # The other items say the same instead of asking again.
        return {"error": str(error)}


def _ask(settings: Settings) -> Report:
    return verify_server(
        settings.base_url or "",
        Credentials(
            settings.tenant_id, settings.username, os.environ.get(PASSWORD, ""), settings.redirect_uri
        ),
        timeout=settings.timeout,
        allow_insecure=settings.allow_insecure,
        strict=settings.strict,
        expect_wire=settings.expect_wire,
        max_age_days=settings.max_age_days,
        recording=settings.compare_with,
    )


def _read(settings: Settings) -> Report:
    try:
        return cleaned(
            verify_recording(
                settings.recording,
                strict=settings.strict,
                expect_wire=settings.expect_wire,
                max_age_days=settings.max_age_days,
            )
        )
    except (TkeelOAuthError, RecordedServerError, OSError) as error:
        raise _FailedError(str(error)) from None


def _told(step: Step, findings: list[Finding]) -> Iterator[str]:
    # pytest shows the first line alone in its summary.
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    yield f"{findings[0].check}: {findings[0].found}{more}"
    yield ""
    yield ": ".join(filter(None, (step.title, answer(step))))
    for finding in findings:
        yield ""
        yield finding.check
        yield from (f"  {label}: {text}" for label, text in parts(finding))
