"""One line of progress in place of the one before."""

from __future__ import annotations

import sys

import click

__all__ = ["show_progress"]


def show_progress(text: str) -> None:
    """Shows a line of progress on standard error, to a person alone.

    Args:
        text: The line; an empty one takes away the one before.
    """
    # A process without standard error has None there, whatever the annotation says.
    if sys.stderr and sys.stderr.isatty():
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)
