"""The command line of scripts/bench."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from benchmarks import deadline, serve, table
from benchmarks.servers import ServerError
from environments import SetupError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["run"]

_MEASURES = (
    ("table", "this client beside others: the table of the documentation (the default)", table),
    ("serve", "the recorded server: requests a second and memory", serve),
    ("deadline", "how long past its timeout a call returns", deadline),
)


def run(arguments: Sequence[str]) -> int:
    """Measure what the command line names.

    Args:
        arguments: The command line.

    Returns:
        0 done, 1 when something did not answer as it should, 2 wrong usage, 130 interrupted.
    """
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure, and print the figures.")
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    for name, what, module in _MEASURES:
        command = commands.add_parser(name, help=what)
        module.add_arguments(command)
        command.set_defaults(measure=module.measure)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in {"-h", "--help"}):
        arguments = ["table", *arguments]
    options = parser.parse_args(arguments)
    try:
        measured: int = options.measure(options)
    except (ServerError, SetupError) as error:
        print(f"scripts/bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return measured
