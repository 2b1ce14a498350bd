"""`tkeel-oauth serve`: the recorded server for anything that speaks HTTP."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

__all__ = ["serve"]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 picks a free one."
)
@click.option(
    "--recording",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="HAR file to serve instead of the one that comes with the package.",
)
@click.option("--strict", is_flag=True, help="Answer 501 to credentials that were not recorded.")
def serve(*, host: str, port: int, recording: Path | None, strict: bool) -> None:
    """Serve recorded tKeel answers over HTTP until interrupted.

    The first line on standard output is the base URL; each request is logged on standard error, without
    its query.
    """
    # ruff: noqa: PLC0415 - the server is heavy, and --help needs none of it
    from tkeel_oauth.testing.errors import MissingExtraError, RecordedServerError

    try:
        from tkeel_oauth.testing.engine import Engine
        from tkeel_oauth.testing.recording import load_recording

        from .serving import run

        engine = Engine(load_recording(recording), strict=strict)
        run(engine, host=host, port=port, announce=_announce, log=_log)
    except MissingExtraError as error:
        raise click.UsageError(str(error)) from None
    except (RecordedServerError, OSError) as error:
        raise click.ClickException(str(error)) from None


def _announce(base_url: str) -> None:
    click.echo(f"listening on {base_url}")


def _log(call: object) -> None:
    # Nobody reading the log is no reason to stop serving.
    with contextlib.suppress(OSError):
        click.echo(call, err=True)
