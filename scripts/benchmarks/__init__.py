"""What scripts/bench measures. A figure is no test: it depends on the machine and on what else runs there.

Nothing is imported before it is needed, as the measured processes import from this package, too.
"""

from __future__ import annotations

TYPE_CHECKING = False
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
    from benchmarks.command import run  # noqa: PLC0415 - see above

    return run(arguments)
