"""`tkeel-oauth record`: a recording of a live server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import (
    REDIRECT_URI,
    Login,
    LoginFailed,
    NoAnswer,
    Unusable,
    in_options,
    is_terminal,
    login_command,
    read_password,
    refuse_unwritable,
    show_progress,
)

if TYPE_CHECKING:
    from tkeel_oauth.testing.recorder.record import Recorded

__all__ = ["record"]


@login_command(redirect_uri=REDIRECT_URI)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="tkeel.har",
    show_default=True,
    help="The HAR file; written whole or not at all.",
)
@click.option("--force", is_flag=True, help="Replace the file without asking.")
@click.option("--origin", help="What is recorded, in words, for the file; must not name the server.")
def record(login: Login, *, output: Path, force: bool, origin: str | None) -> None:
    """Record how a live tKeel answers, without a secret in the file.

    Each scenario is sent once, about 30 calls in all; among them are logins that must fail. What is written
    is put together from what is known of tKeel: the invented login, the status, known headers and members,
    invented codes. What is not known is named on standard error and left out. Exit codes: 0 done, 1 refused
    or broken, 2 usage, or a file that cannot be written, 3 no HTTP answer at all, 4 could not log in, 130
    interrupted.

    \b
    Examples:
      tkeel-oauth record --base-url https://iot.example.com/apis/security/v1 \\
          --tenant-id tenant-a --username alice --output staging.har
    """
    login.need("base_url", "tenant_id", "username")
    # ruff: noqa: PLC0415 - recording is heavy, and --help needs none of it
    from tkeel_oauth._runtime.base.errors import ConfigurationError
    from tkeel_oauth.testing.errors import LoginRefusedError, RecordedServerError, UnansweredError

    _refuse_output(output, force=force)
    try:
        recorded = _record(login, origin)
    except ConfigurationError as error:
        raise click.UsageError(in_options(error)) from None
    except LoginRefusedError as error:
        raise LoginFailed(str(error)) from None
    except RecordedServerError as error:
        if isinstance(error, UnansweredError) and not error.answered:
            raise NoAnswer(str(error)) from None
        raise click.ClickException(str(error)) from None
    try:
        recorded.write(output)
    except OSError as error:
        raise Unusable(f"{output} cannot be written: {error.strerror or error}") from None
    for line in recorded.left_out:
        click.echo(f"left out: {line}", err=True)
    click.echo(f"{output}: {len(recorded.recording)} scenarios")


def _refuse_output(output: Path, *, force: bool) -> None:
    """Tells now, and not after all the calls, that a file cannot be written or is not to be replaced."""
    refuse_unwritable(output, f"--output {output}")
    if force or not output.is_file():
        return
    if not is_terminal(sys.stdin):
        raise click.UsageError(f"{output} is there already: --force replaces it")
    click.confirm(f"{output} is there already. Replace it?", abort=True, err=True)


def _record(login: Login, origin: str | None) -> Recorded:
    from tkeel_oauth.testing.matching import Credentials
    from tkeel_oauth.testing.recorder.record import Recorder

    recorder = Recorder(
        login.base_url,
        Credentials(login.tenant_id, login.username, read_password(), login.redirect_uri or REDIRECT_URI),
        timeout=login.timeout,
        allow_insecure=login.allow_insecure,
        verify=login.verify,
        origin=origin,
    )
    try:
        return recorder.run(lambda number, name: show_progress(f"{number}/{len(recorder)} {name}"))
    finally:
        show_progress("")
