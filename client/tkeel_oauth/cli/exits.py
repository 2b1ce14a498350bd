"""What ends a command with an exit code of its own."""

from __future__ import annotations

import click

__all__ = ["NoAnswer", "WrongInput"]


class NoAnswer(click.ClickException):
    """No HTTP answer came at all."""

    exit_code = 3


class WrongInput(click.ClickException):
    """What the command is to work on cannot be used; nothing was sent."""

    exit_code = 2
