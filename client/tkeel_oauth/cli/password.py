"""Where a password comes from: the environment or a prompt, never the command line."""

from __future__ import annotations

import os
import sys

import click

__all__ = ["VARIABLE", "read_password"]

VARIABLE = "TKEEL_PASSWORD"


def read_password() -> str:
    """Gives the password; an empty one counts as none.

    Raises:
        UsageError: When there is none in the environment, and no terminal to ask at.
        Abort: When the person at the prompt ends it.
    """
    found = os.environ.get(VARIABLE, "")
    if found:
        return found
    if not _is_terminal():
        raise click.UsageError(f"no password: set {VARIABLE}, or run this at a terminal to be asked")
    return _ask()


def _is_terminal() -> bool:
    # A process without standard input has None there, whatever the annotation says.
    return bool(sys.stdin) and sys.stdin.isatty()


def _ask() -> str:
    import getpass  # noqa: PLC0415 - only who is asked needs it
    import warnings  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            typed = getpass.getpass("Password: ")
        except getpass.GetPassWarning:
            raise click.UsageError(f"this terminal would show what is typed: set {VARIABLE}") from None
    if not typed:
        raise click.UsageError("the password is empty")
    return typed
