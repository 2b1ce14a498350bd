"""`tkeel-oauth serve`: the recorded server for anything that speaks HTTP."""

from __future__ import annotations

import contextlib
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import in_encoding, reading

if TYPE_CHECKING:
    from tkeel_oauth.testing.engine import Engine
    from tkeel_oauth.testing.scenario import Recording
    from tkeel_oauth.testing.wire_forms import Wire

__all__ = ["log_call", "serve", "shown"]

_TURN_SECONDS = 0.5


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
@click.option(
    "--wire",
    type=click.Choice(["served", "documented"]),
    help="Form of the answers: as tKeel sends them, or as its page documents them; as recorded without it.",
)
@click.option("--strict", is_flag=True, help="Answer 501 to credentials that were not recorded.")
@click.option(
    "--latency",
    metavar="MS",
    default=0,
    show_default=True,
    type=click.IntRange(0, 3_600_000),
    help="Milliseconds that every answer waits.",
)
@click.option("--list", "listing", is_flag=True, help="Print the recorded scenarios, and serve nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --list: a JSON array.")
def serve(  # noqa: PLR0913 - one for each option
    *,
    host: str,
    port: int,
    recording: Path | None,
    wire: Wire | None,
    strict: bool,
    latency: int,
    listing: bool,
    as_json: bool,
) -> None:
    """Serve recorded tKeel answers over HTTP until interrupted.

    The first line on standard output ends with the base URL, those below it say who can log in; each request
    is logged on standard error, without its query. The header "Prefer: example=SCENARIO" asks for one
    recorded answer by its name.

    \b
    Examples:
      tkeel-oauth serve
      tkeel-oauth serve --port 0 --wire documented --latency 200
      tkeel-oauth serve --recording tkeel.har --strict
      tkeel-oauth serve --list
    """
    if as_json and not listing:
        raise click.UsageError("--json goes with --list; a server has nothing to say in JSON")
    # ruff: noqa: PLC0415 - the server is heavy, and --help needs none of it
    from tkeel_oauth.testing.errors import ListenError
    from tkeel_oauth.testing.recording import load_recording

    with reading(recording):
        scenarios = load_recording(recording)
    if listing:
        _list(scenarios, as_json=as_json)
        return
    from tkeel_oauth.testing.engine import Engine

    try:
        _serve(Engine(scenarios, strict=strict, wire=wire), host, port, latency / 1000)
    except ListenError as error:
        raise click.ClickException(str(error)) from None


def _serve(engine: Engine, host: str, port: int, latency: float) -> None:
    """Serves until SIGTERM, which ends it quietly, or SIGINT, which raises KeyboardInterrupt."""
    from tkeel_oauth.testing.call_log import CallLog
    from tkeel_oauth.testing.server import LoopbackServer

    ended = threading.Event()
    server = LoopbackServer(engine, CallLog(keep=0, sink=log_call), host=host, port=port, latency=latency)
    previous = signal.signal(signal.SIGTERM, lambda _number, _frame: ended.set())
    try:
        with server:
            said = [f"listening on {server.base_url}"]
            if engine.logins:
                said.append("who can log in: tenant, user name, password")
            for login in engine.logins:
                values = (login.tenant_id, login.username, login.password)
                said.append("  " + "  ".join(shown(value) for value in values))
            # At once: whoever reads the first line may end the command before a next one.
            click.echo("\n".join(said))
            # In turns, as Windows keeps an interrupt back while a thread waits.
            while not ended.wait(_TURN_SECONDS):
                pass
    finally:
        signal.signal(signal.SIGTERM, previous)


def _list(recording: Recording, *, as_json: bool) -> None:
    if as_json:
        import json

        click.echo(
            json.dumps(
                [
                    {
                        "name": scenario.name,
                        "status": scenario.status,
                        "wire_form": scenario.wire_form,
                        "reach": scenario.reach,
                        "comment": scenario.comment,
                    }
                    for scenario in recording
                ],
                indent=2,
            )
        )
        return
    lines = (
        f"{scenario.status or '-':>3}  {scenario.wire_form:<10}  {scenario.reach:<3}  {shown(scenario.name)}"
        for scenario in recording
    )
    # At once: whoever reads the first lines may leave before the others.
    click.echo("\n".join(lines))


def shown(text: str) -> str:
    """Gives a text of a recording, which no terminal is to obey, in letters that this one can show."""
    return in_encoding(text) if text.isprintable() else ascii(text)


def log_call(call: object) -> None:
    """Writes a line of the log."""
    from tkeel_oauth.verification.results import visible

    # Nobody reading the log is no reason to stop serving.
    with contextlib.suppress(OSError):
        click.echo(visible(str(call)), err=True)
