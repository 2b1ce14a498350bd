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
    """Work with tKeel's OAuth authorize API."""


tkeel_oauth.add_command(authorize)
tkeel_oauth.add_command(record)
tkeel_oauth.add_command(serve)
tkeel_oauth.add_command(verify)
