"""The command `tkeel-oauth`.

Exit codes: 0 done, 1 refused or broken, 2 wrong usage, click is not installed, or a file or stream cannot be
read or written, 3 no HTTP answer at all, 4 could not log in, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit code.

    Args:
        arguments: The command line without the program's name; `sys.argv` without it.
    """
    try:
        try:
            from .group import run  # noqa: PLC0415 - needs click, an extra: its absence is told, not raised
        except ModuleNotFoundError as error:
            if error.name != "click":
                raise
            _say("tkeel-oauth: the command line needs an extra: pip install 'tkeel-oauth[cli]'")
            return 2
        return run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        # Also where the modules are still being loaded.
        _say("interrupted")
        return 130


def _say(text: str) -> None:
    if sys.stderr is not None:  # pyright: ignore[reportUnnecessaryComparison] - a process may have none
        sys.stderr.write(f"{text}\n")
