"""What scripts/bench measures. A figure is no test: it depends on the machine and on what else runs there."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from benchmarks import serve

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Measure what the command line names.

    Args:
        arguments: The command line.

    Returns:
        0 done, 1 when something did not answer as it should, 2 wrong usage, 130 interrupted.
    """
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure, and print the figures.")
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    serve.add_arguments(
        commands.add_parser("serve", help="the recorded server: requests a second and memory")
    )
    options = parser.parse_args(arguments)
    try:
        return serve.measure(options)
    except KeyboardInterrupt:
        return 130
