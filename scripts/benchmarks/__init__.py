"""What scripts/bench measures. A figure is no test: it depends on the machine and on what else runs there."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from benchmarks import deadline, serve

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
    for name, what, module in (
        ("serve", "the recorded server: requests a second and memory", serve),
        ("deadline", "how long past its timeout a call returns", deadline),
    ):
        command = commands.add_parser(name, help=what)
        module.add_arguments(command)
        command.set_defaults(measure=module.measure)
    options = parser.parse_args(arguments)
    try:
        measured: int = options.measure(options)
    except KeyboardInterrupt:
        return 130
    return measured
