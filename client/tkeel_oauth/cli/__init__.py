"""The command `tkeel-oauth`.

Exit codes: 0 done, 1 refused or broken, 2 wrong usage or click is not installed, 3 no HTTP answer at all,
130 interrupted.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit code.

    Args:
        arguments: The command line without the program's name; `sys.argv` without it.
    """
    try:
        import click  # noqa: PLC0415 - an extra: its absence is told, not raised
    except ImportError:
        sys.stderr.write("tkeel-oauth: the command line needs an extra: pip install 'tkeel-oauth[cli]'\n")
        return 2
    from .commands import tkeel_oauth  # noqa: PLC0415 - needs click

    try:
        code = tkeel_oauth.main(
            None if arguments is None else list(arguments), prog_name="tkeel-oauth", standalone_mode=False
        )
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return code if isinstance(code, int) else 0
