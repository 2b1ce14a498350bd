"""`tkeel-oauth verify`: whether a server, or a recording of one, still keeps the contract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from .options import (
    REDIRECT_URI,
    Login,
    LoginFailed,
    NoAnswer,
    in_options,
    login_command,
    read_password,
    reading,
    refuse_unwritable,
    show_progress,
)

if TYPE_CHECKING:
    from tkeel_oauth.testing.wire_forms import Wire

__all__ = ["verify"]

_LIVE = ("tenant_id", "username", "redirect_uri", "cacert")
_MOST_DAYS = 36_500
_EXIT_CODES = {
    "kept": 0,
    "broken": 1,
    "unanswered": NoAnswer.exit_code,
    "not-logged-in": LoginFailed.exit_code,
}

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


@login_command(epilog=_EXAMPLES, redirect_uri=REDIRECT_URI)
@click.option(
    "--recording",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Verify this recording instead of a server; nothing is sent.",
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
    help="Days after which --recording brings a warning.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help=(
        "text, json, junit, markdown or html; to standard output, or to a file. Can be given several times. "
        "Text is printed where nothing else goes to standard output."
    ),
)
@click.option("--verbose", is_flag=True, help="Let text say all there is to known deviations and notes.")
def verify(  # noqa: PLR0913 - one argument an option
    login: Login,
    *,
    recording: Path | None,
    strict: bool,
    expect_wire: Wire | None,
    max_age_days: int,
    formats: tuple[str, ...],
    verbose: bool,
) -> int:
    """Verify that a tKeel still keeps its contract.

    A live server gets ten calls, or a recording of one is read. Three of the calls count as failed logins,
    so an account may lock: give verification one of its own. If the first, a right login, gives no code,
    none of the others is made. Needs the extra: pip install 'tkeel-oauth[verify]'.

    Exit codes: 0 the contract is kept, 1 it is broken, 2 usage, or a file that cannot be read or written, 3
    no HTTP answer, or a gateway's in place of a server's, 4 could not log in, 130 interrupted.
    """
    # ruff: noqa: PLC0415 - verifying is heavy, and --help needs none of it
    from .outputs import read_outputs, write_outputs

    outputs = read_outputs(formats)
    if recording is not None:
        for name in ("base_url", *_LIVE):
            if click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE:
                raise click.UsageError(f"--{name.replace('_', '-')} and --recording exclude each other")
    elif not login.base_url:
        raise click.UsageError("--base-url or --recording must be given")
    else:
        login.need("tenant_id", "username")
    for output in outputs:
        if output.file is not None:
            refuse_unwritable(output.file, f"--format {output.format}={output.file}")

    from tkeel_oauth._runtime.base.errors import ConfigurationError
    from tkeel_oauth.testing.errors import MissingExtraError

    try:
        from tkeel_oauth.testing import Credentials
        from tkeel_oauth.verification import verify_recording, verify_server
        from tkeel_oauth.verification.render import load

        for output in outputs:
            load(output.format)
        if recording is not None:
            with reading(recording):
                report = verify_recording(
                    recording, strict=strict, expect_wire=expect_wire, max_age_days=max_age_days
                )
        else:
            password = read_password()
            try:
                report = verify_server(
                    login.base_url,
                    Credentials(
                        login.tenant_id, login.username, password, login.redirect_uri or REDIRECT_URI
                    ),
                    timeout=login.timeout,
                    allow_insecure=login.allow_insecure,
                    verify=login.verify,
                    strict=strict,
                    expect_wire=expect_wire,
                    progress=lambda number, total, name: show_progress(f"{number}/{total} {name}"),
                )
            finally:
                show_progress("")
    except (ConfigurationError, MissingExtraError) as error:
        raise click.UsageError(in_options(error)) from None
    write_outputs(outputs, report, verbose=verbose)
    return _EXIT_CODES[report.verdict]
