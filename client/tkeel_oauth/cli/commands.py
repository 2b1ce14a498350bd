"""The group of subcommands; each imports what it needs only when it runs."""

from __future__ import annotations

import click

from tkeel_oauth._version import __version__

from .authorize import authorize
from .record import record
from .serve import serve
from .verify import verify

__all__ = ["tkeel_oauth"]


@click.group(name="tkeel-oauth", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tkeel-oauth")
def tkeel_oauth() -> None:
    """Work with tKeel's OAuth authorize API.

    \b
    Start with:
      tkeel-oauth serve                a recorded tKeel to try the others on
      tkeel-oauth authorize --help     log in to it; its examples say how

    Exit codes of all commands: 0 done, 1 refused or broken, 2 usage, 3 no HTTP answer at all, 130
    interrupted. COMMAND --help says more.
    """


tkeel_oauth.add_command(authorize)
tkeel_oauth.add_command(record)
tkeel_oauth.add_command(serve)
tkeel_oauth.add_command(verify)
