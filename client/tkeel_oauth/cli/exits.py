"""What ends a command with an exit code of its own."""

from __future__ import annotations

import click

__all__ = ["NoAnswer"]


class NoAnswer(click.ClickException):
    """No HTTP answer came at all."""

    exit_code = 3
