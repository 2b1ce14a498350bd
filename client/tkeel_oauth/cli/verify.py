"""`tkeel-oauth verify`: whether a server, or a recording of one, still keeps the contract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from .exits import NoAnswer, WrongInput
from .options import REDIRECT_URI, in_options, login_options, redirect_uri_by_default, refuse_arguments
from .outputs import read_outputs, refuse_unwritable, write_outputs
from .password import read_password
from .progress import show_progress

if TYPE_CHECKING:
    from tkeel_oauth.testing.wire_forms import Wire
    from tkeel_oauth.verification.report import Report

__all__ = ["verify"]

_LIVE = ("tenant_id", "username", "redirect_uri", "compare_with")
_MOST_DAYS = 36_500

_EXAMPLES = """\b
Examples:
  # against `tkeel-oauth serve` in another terminal; the password is wonderland
  tkeel-oauth verify --base-url http://127.0.0.1:8080/v1 \\
      --tenant-id tenant-a --username alice

\b
  # in CI; TKEEL_BASE_URL and TKEEL_PASSWORD are in its environment
  tkeel-oauth verify --tenant-id tenant-a --username alice \\
      --format junit=report.xml --format html=report.html

\b
  # what `tkeel-oauth record` wrote
  tkeel-oauth verify --recording tkeel.har
"""


# What stands there without an option may be a password, so click, which would repeat it, does not refuse it.
@redirect_uri_by_default
@click.command(epilog=_EXAMPLES, context_settings={"allow_extra_args": True})
@login_options
@click.option(
    "--recording",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Verify this recording instead of a server; nothing is sent.",
)
@click.option(
    "--compare-with",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare a server's answers with this recording instead of the one that comes with the package.",
)
@click.option("--strict", is_flag=True, help="Let known deviations of tKeel's from its page fail, too.")
@click.option(
    "--expect-wire",
    type=click.Choice(["documented", "served"]),
    help="Fail unless all answers have this form; any form will do without it, if it is one.",
)
@click.option(
    "--max-age-days",
    type=click.IntRange(1, _MOST_DAYS),
    default=180,
    show_default=True,
    help="Days after which a recording counts as old.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help=(
        "text, json, junit, markdown, github or html; to standard output, or to a file. Can be given several "
        "times. Text is printed where nothing else goes to standard output."
    ),
)
@click.pass_context
def verify(  # noqa: PLR0913 - one argument an option
    context: click.Context,
    *,
    base_url: str | None,
    tenant_id: str | None,
    username: str | None,
    redirect_uri: str | None,
    timeout: float,
    allow_insecure: bool,
    recording: Path | None,
    compare_with: Path | None,
    strict: bool,
    expect_wire: Wire | None,
    max_age_days: int,
    formats: tuple[str, ...],
) -> int:
    """Verify that a tKeel still keeps its contract.

    A live server gets ten calls, or a recording of one is read. Three of the calls count as failed logins,
    so an account may lock: give verification one of its own. If the first, a right login, gives no code,
    none of the others is made. Needs the extra: pip install 'tkeel-oauth[verify]'.

    Exit codes: 0 the contract is kept, 1 it is broken, 2 usage, or a recording that cannot be read, 3 no
    HTTP answer at all, 130 interrupted.
    """
    refuse_arguments(context)
    # ruff: noqa: PLC0415 - verifying is heavy, and --help needs none of it
    outputs = read_outputs(formats)
    if recording is not None and _given(context, "base_url"):
        raise click.UsageError("--base-url and --recording exclude each other")
    refuse_unwritable(outputs)

    from tkeel_oauth._runtime.base.errors import ConfigurationError
    from tkeel_oauth.testing.errors import MissingExtraError, RecordedServerError
    from tkeel_oauth.verification.formats.extra import need_extra

    try:
        need_extra(html=any(output.format == "html" for output in outputs))
        if recording is not None:
            for name in _LIVE:
                if _given(context, name):
                    raise click.UsageError(f"--{name.replace('_', '-')} goes with --base-url alone")
            from tkeel_oauth.verification.recorded import verify_recording

            report = verify_recording(
                recording, strict=strict, expect_wire=expect_wire, max_age_days=max_age_days
            )
        else:
            if not base_url:
                raise click.UsageError("--base-url or --recording must be given")
            if not (tenant_id and username):
                raise click.UsageError("--tenant-id and --username must be given with --base-url")
            from tkeel_oauth.testing.matching import Credentials
            from tkeel_oauth.verification.live import verify_server

            try:
                report = verify_server(
                    base_url,
                    Credentials(tenant_id, username, read_password(), redirect_uri or REDIRECT_URI),
                    timeout=timeout,
                    allow_insecure=allow_insecure,
                    strict=strict,
                    expect_wire=expect_wire,
                    max_age_days=max_age_days,
                    recording=compare_with,
                    progress=lambda number, total, name: show_progress(f"{number}/{total} {name}"),
                )
            finally:
                show_progress("")
    except (ConfigurationError, MissingExtraError) as error:
        raise click.UsageError(in_options(error)) from None
    except (RecordedServerError, OSError) as error:
        raise _unreadable(error, recording or compare_with) from None
    write_outputs(outputs, report)
    return _exit_code(report)


def _unreadable(error: Exception, file: Path | None) -> click.ClickException:
    """Gives what to say of a recording that cannot be used; nothing was sent."""
    from tkeel_oauth.testing.errors import InvalidRecordingError

    if isinstance(error, InvalidRecordingError):
        why = str(error).removeprefix(f"{file}: ")
        return WrongInput(f"{file} is no recording (HAR): {why}; `tkeel-oauth record` makes one")
    if isinstance(error, OSError) and error.filename:
        return WrongInput(f"{error.filename} cannot be read: {error.strerror}")
    return WrongInput(str(error))


def _exit_code(report: Report) -> int:
    if report.live and not report.answered:
        return NoAnswer.exit_code
    return 0 if report.kept else 1


def _given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE
