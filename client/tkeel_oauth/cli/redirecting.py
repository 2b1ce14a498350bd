"""The redirect_uri of commands that need one and stand for no application."""

from __future__ import annotations

import click

__all__ = ["REDIRECT_URI", "redirect_uri_by_default"]

REDIRECT_URI = "http://tkeel.io/callback"


def redirect_uri_by_default(command: click.Command) -> click.Command:
    """Tells in a command's help what it sends without `--redirect-uri`.

    Args:
        command: One with `login_options`; it must itself see that the option was not given.
    """
    for option in command.params:
        if isinstance(option, click.Option) and option.name == "redirect_uri":
            # Not click's own default, which would hide whether the option was given.
            option.help = f"{option.help}  [default: {REDIRECT_URI}]"
    return command
