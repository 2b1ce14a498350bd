"""`tkeel-oauth record`: a recording of a live server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import (
    REDIRECT_URI,
    NoAnswer,
    in_options,
    login_options,
    read_password,
    redirect_uri_by_default,
    refuse_arguments,
    show_progress,
)

if TYPE_CHECKING:
    from tkeel_oauth.testing.matching import Credentials
    from tkeel_oauth.testing.scenario import Recording

__all__ = ["record"]


# What stands there without an option may be a password, so click, which would repeat it, does not refuse it.
@redirect_uri_by_default
@click.command(context_settings={"allow_extra_args": True})
@login_options
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="tkeel.har",
    show_default=True,
    help="The HAR file; replaced whole or not at all.",
)
@click.option("--origin", help="What is recorded, in words, for the file; must not name the server.")
@click.pass_context
def record(  # noqa: PLR0913 - one argument an option
    context: click.Context,
    *,
    base_url: str | None,
    tenant_id: str | None,
    username: str | None,
    redirect_uri: str | None,
    timeout: float,
    allow_insecure: bool,
    cacert: str | None,
    output: Path,
    origin: str | None,
) -> None:
    """Record how a live tKeel answers, without a secret in the file.

    Each scenario is sent once, about 30 calls in all; among them are logins that must fail. Every live value
    is replaced by an invented one before anything is written, and a file in which one survives is not
    written. Exit codes: 0 done, 1 refused or broken, 2 usage, 3 no HTTP answer at all, 130 interrupted.

    \b
    Examples:
      tkeel-oauth record --base-url https://iot.example.com/apis/security/v1 \\
          --tenant-id tenant-a --username alice --output staging.har
    """
    refuse_arguments(context)
    del cacert
    # ruff: noqa: PLC0415 - recording is heavy, and --help needs none of it
    from tkeel_oauth._runtime.base.errors import ConfigurationError
    from tkeel_oauth.testing.errors import RecordedServerError
    from tkeel_oauth.testing.recorder.errors import UnansweredError

    # Told now and not after all the calls.
    if not os.access(output.absolute().parent, os.W_OK):
        raise click.UsageError("--output is in a folder that does not exist or cannot be written to")
    try:
        if not (base_url and tenant_id and username):
            raise click.UsageError("--base-url, --tenant-id and --username must be given")
        login = _login(tenant_id, username, redirect_uri or REDIRECT_URI)
        recording = _walk(
            base_url, login, output, timeout=timeout, allow_insecure=allow_insecure, origin=origin
        )
    except ConfigurationError as error:
        raise click.UsageError(in_options(error)) from None
    except (RecordedServerError, OSError) as error:
        if isinstance(error, UnansweredError) and not error.answered:
            raise NoAnswer(str(error)) from None
        raise click.ClickException(str(error)) from None
    click.echo(f"{output}: {len(recording)} scenarios")


def _walk(  # noqa: PLR0913 - all that a recording needs
    base_url: str,
    login: Credentials,
    output: Path,
    *,
    timeout: float,
    allow_insecure: bool,
    origin: str | None,
) -> Recording:
    from tkeel_oauth.testing.recorder.saving import save, start
    from tkeel_oauth.testing.recorder.walk import Walk

    walk = Walk(base_url, login, timeout=timeout, allow_insecure=allow_insecure)
    recorded_at = start()
    try:
        exchanges = walk.run(lambda number, name: show_progress(f"{number}/{len(walk)} {name}"))
    finally:
        show_progress("")
    return save(exchanges, output, credentials=login, origin=origin, recorded_at=recorded_at)


def _login(tenant_id: str, username: str, redirect_uri: str) -> Credentials:
    from tkeel_oauth.testing.matching import Credentials

    return Credentials(tenant_id, username, read_password(), redirect_uri)
