"""The group of subcommands, and how each of them ends: with an exit code, and one line where it failed."""

from __future__ import annotations

import contextlib
import os
import sys

import click

from tkeel_oauth._version import __version__

from .authorize import authorize
from .options import Unusable, say_error
from .record import record
from .serve import serve
from .verify import verify

__all__ = ["run", "tkeel_oauth"]

_NAME = "tkeel-oauth"
_COMPLETION = "_TKEEL_OAUTH_COMPLETE"


@click.group(name=_NAME, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name=_NAME)
def tkeel_oauth() -> None:
    """Work with tKeel's OAuth authorize API.

    \b
    Start with:
      tkeel-oauth serve                a recorded tKeel to try the others on
      tkeel-oauth authorize --help     log in to it; its examples say how

    Exit codes of all commands: 0 done, 1 refused or broken, 2 usage, or a file or stream that cannot be read
    or written, 3 no HTTP answer at all, 4 could not log in, 130 interrupted. COMMAND --help says more.
    """


tkeel_oauth.add_command(authorize)
tkeel_oauth.add_command(record)
tkeel_oauth.add_command(serve)
tkeel_oauth.add_command(verify)


def run(arguments: list[str]) -> int:
    """Runs the command and gives its exit code.

    Not by click's own `main`, which ends in a traceback where standard output takes nothing.

    Args:
        arguments: The command line without the program's name.
    """
    if os.environ.get(_COMPLETION):
        from click.shell_completion import shell_complete  # noqa: PLC0415 - only a shell asks for it

        return shell_complete(tkeel_oauth, {}, _NAME, _COMPLETION, os.environ[_COMPLETION])
    try:
        code = _invoked(arguments)
        if sys.stdout is not None:  # pyright: ignore[reportUnnecessaryComparison] - a process may have none
            sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.message, err=True)  # as it is laid out; it holds our words alone
        return error.exit_code
    except click.NoSuchOption as error:
        # It is known only to be refused.
        known = [name for name in error.possibilities or () if name != "--password"]
        say_error(click.NoSuchOption(error.option_name, possibilities=known, ctx=error.ctx))
        return error.exit_code
    except click.ClickException as error:
        say_error(error)
        return error.exit_code
    except OSError as error:
        # A command tells its own; what is left is that of printing.
        _discard_output()
        say_error(Unusable(f"standard output takes nothing: {error.strerror or error}"))
        return Unusable.exit_code
    return code


def _invoked(arguments: list[str]) -> int:
    try:
        with tkeel_oauth.make_context(_NAME, arguments) as context:
            code: object = tkeel_oauth.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0


def _discard_output() -> None:
    """Lets what is left in the buffer go nowhere: Python writes it once more when it ends, and complains."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
